"""Correcting who a candidate is: kept, journalled, never undone by the next file (R2.8, R8.3)."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.applications.personal_models import IdentityChange
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM
from recruitment.journal.models import JournalEntry
from recruitment.privacy.erasure import erase
from recruitment.rules.retention import Fate
from recruitment.rules.vocabulary import ApplicationState, Role
from tests import builders
from tests.forms import hidden_fields
from tests.importing import check, load_lines, write_file

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)


@pytest.fixture
def manager(client: FlaskClient) -> Account:
    """Give a manager who is signed in."""
    account = builders.make_account(Role.MANAGER, display_name="Claire Montagnier")
    with time_machine.travel(NOW, tick=False):
        builders.log_in(client, account)
    return account


@pytest.fixture
def file(manager: Account) -> Application:
    """Give a file whose contact details show."""
    candidate = builders.make_candidate(
        last_name="Roche", first_name="Ines", candidate_number="1234567", email="ines@exemple.fr"
    )
    return builders.make_application(candidate=candidate)


def correct(client: FlaskClient, file: Application, **typed: str) -> TestResponse:
    """Send the form as it was shown, with what is typed over it."""
    path = f"/candidatures/{file.id}/identite"
    with time_machine.travel(NOW, tick=False):
        page = client.get(path)
        assert page.status_code == 200, page.text
        shown = {"last_name": "Roche", "first_name": "Ines", "email": "ines@exemple.fr"}
        shown |= {"mobile": "06 39 98 12 34"}
        return client.post(path, data={**hidden_fields(page.text, path), **shown, **typed})


def the_candidate(session: Session) -> Candidate:
    session.expire_all()
    return session.scalars(select(Candidate).where(Candidate.candidate_number == "1234567")).one()


def test_a_correction_is_kept_with_what_was_there(
    client: FlaskClient, session: Session, manager: Account, file: Application
) -> None:
    answer = correct(client, file, first_name="Inès", birth_date="2007-02-17")
    assert answer.status_code == 303
    candidate = the_candidate(session)
    assert (candidate.first_name, candidate.birth_date) == ("Inès", date(2007, 2, 17))
    assert (candidate.sort_name, "ines" in candidate.search_text) == ("roche ines", True)
    rows = session.scalars(select(IdentityChange).order_by(IdentityChange.field)).all()
    assert [(row.field, row.old_value, row.new_value, row.account_id) for row in rows] == [
        ("birth_date", None, "2007-02-17", manager.id),
        ("first_name", "Ines", "Inès", manager.id),
    ]
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/candidatures/{file.id}").text
    assert "2 corrections" in page
    assert "date de naissance, prénom" in page


def test_the_journal_names_the_fields_and_nothing_else(
    client: FlaskClient, session: Session, file: Application
) -> None:
    """I14: ids and codes."""
    correct(client, file, last_name="Rocher")
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "identity_corrected")).one()
    assert json.loads(line.details) == {"fields": ["last_name"]}
    assert (line.application_id, line.chain) == (file.id, file.centre_id)


def test_a_decision_is_not_touched(client: FlaskClient, session: Session, manager: Account) -> None:
    """R2.4, I2."""
    candidate = builders.make_candidate(
        last_name="Roche", first_name="Ines", candidate_number="1234567", email="ines@exemple.fr"
    )
    refused = builders.make_application(
        candidate=candidate, state=ApplicationState.REFUSED, decided_by=manager
    )
    before = session.execute(select(Application.__table__)).all()
    assert correct(client, refused, last_name="Rocher").status_code == 303
    session.rollback()
    assert session.execute(select(Application.__table__)).all() == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last_name": ""}, "Écrivez le nom."),
        ({"email": "ines@"}, "incomplète ou mal écrite"),
        ({"mobile": "06"}, "incomplet ou mal écrit"),
        ({"birth_date": "2049-01-01"}, "invraisemblable"),
        ({"birth_date": "2007-02-31"}, "existe pas"),
        ({"last_name": "Ro\u202eche"}, "Ce texte"),
        ({}, "rien à enregistrer"),
    ],
)
def test_what_cannot_be_kept_is_told(
    client: FlaskClient, session: Session, file: Application, typed: dict[str, str], said: str
) -> None:
    answer = correct(client, file, **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalars(select(IdentityChange)).all() == []


def test_sent_twice_it_counts_once(client: FlaskClient, session: Session, file: Application) -> None:
    """I8."""
    path = f"/candidatures/{file.id}/identite"
    with time_machine.travel(NOW, tick=False):
        form = hidden_fields(client.get(path).text, path) | {"last_name": "Rocher", "first_name": "Ines"}
        assert [client.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(session.scalars(select(IdentityChange).where(IdentityChange.field == "last_name")).all()) == 1


def test_a_form_that_shows_what_is_no_longer_there_changes_nothing(
    client: FlaskClient, session: Session, file: Application
) -> None:
    path = f"/candidatures/{file.id}/identite"
    with time_machine.travel(NOW, tick=False):
        form = hidden_fields(client.get(path).text, path) | {"last_name": "Roch", "first_name": "Ines"}
    correct(client, file, last_name="Rocher")
    with time_machine.travel(NOW, tick=False):
        answer = client.post(path, data=form)
    assert (answer.status_code, 'data-refusal="stale_version"' in answer.text) == (409, True)
    assert the_candidate(session).last_name == "Rocher"


def test_masked_contact_details_are_neither_shown_nor_corrected(
    client: FlaskClient, session: Session, manager: Account
) -> None:
    """R2.8: mass assignment included."""
    candidate = builders.make_candidate(
        last_name="Roche", first_name="Ines", candidate_number="1234567", email="ines@exemple.fr"
    )
    hidden = builders.make_application(candidate=candidate, state=ApplicationState.UNCONFIRMED)
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/candidatures/{hidden.id}/identite").text
    assert "ines@exemple.fr" not in page
    answer = correct(client, hidden, first_name="Inès", email="autre@exemple.fr", candidate_number="1")
    assert answer.status_code == 303
    assert (the_candidate(session).email, the_candidate(session).first_name) == ("ines@exemple.fr", "Inès")


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VIEWER, 403), (Role.REGISTRAR, 403), (Role.REGIONAL, 403)]
)
def test_who_does_not_decide_does_not_correct(
    client: FlaskClient, file: Application, role: Role, status: int
) -> None:
    client.get("/deconnexion")
    other = client.application.test_client()
    builders.log_in(other, builders.make_account(role))
    assert other.get(f"/candidatures/{file.id}/identite").status_code == status


def test_a_candidate_known_elsewhere_is_completed_not_changed(
    client: FlaskClient, session: Session, file: Application
) -> None:
    """R8.3: no centre renames the candidates of others; the installation's administrator may."""
    elsewhere = builders.make_programme(centre=builders.make_centre())
    person = session.get_one(Candidate, file.candidate_id)
    builders.make_application(programme=elsewhere, candidate=person)
    answer = correct(client, file, last_name="Rocher")
    assert (answer.status_code, 'data-refusal="known_elsewhere"' in answer.text) == (409, True)
    assert correct(client, file, birth_date="2007-02-17").status_code == 303
    other = client.application.test_client()
    with time_machine.travel(NOW, tick=False):
        builders.log_in(other, builders.make_account(Role.ADMINISTRATOR, centre_id=None))
    assert correct(other, file, last_name="Rocher", birth_date="2007-02-17").status_code == 303
    assert (the_candidate(session).last_name, the_candidate(session).email) == ("Rocher", "ines@exemple.fr")


def test_the_same_file_again_does_not_undo_a_correction(
    client: FlaskClient, session: Session, manager: Account, tmp_path: Path
) -> None:
    """I21: the corrected value stays until the file's own value changes."""
    programme = builders.make_programme()
    line = {"prenom": "Ines", "code_formation": programme.code, "email": "ines@exemple.fr",
            "telephone_portable": "06 39 98 12 34", "voeu_confirme_le": "2025-03-20 10:15"}  # fmt: skip
    load_lines(tmp_path, line)
    file = session.scalars(select(Application)).one()
    assert correct(client, file, first_name="Inès").status_code == 303
    assert correct(client, file, first_name="Inès-Marie").status_code == 303
    again = load_lines(tmp_path, line)
    assert again.counts == (0, 0, 1, 0)
    assert again.said == [(2, "numero_inscription", "correction_kept")]
    assert the_candidate(session).first_name == "Inès-Marie"
    assert load_lines(tmp_path, line | {"prenom": "Inès-Marie"}).counts == (0, 0, 1, 0)
    assert load_lines(tmp_path, line | {"prenom": "Agnès"}).counts == (0, 1, 0, 0)
    assert the_candidate(session).first_name == "Agnès"
    assert load_lines(tmp_path, line).counts == (0, 1, 0, 0)


def test_the_number_of_somebody_erased_is_refused(session: Session, tmp_path: Path) -> None:
    """I23: an old file does not bring the person back."""
    programme = builders.make_programme()
    line = {"code_formation": programme.code}
    load_lines(tmp_path, line)
    with transaction() as own:
        erase(own, [session.scalars(select(Candidate.id)).one()], Fate.ERASED, NOW, SYSTEM)
    found, _ = check(
        write_file(tmp_path, [{"numero_inscription": "1234567", "nom": "Roche", "prenom": "I", **line}])
    )
    assert found.counts == (0, 0, 0, 1)
    assert [code for _, _, code in found.said] == ["candidate_erased"]
