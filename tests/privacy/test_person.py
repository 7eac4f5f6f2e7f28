"""What is held on one person, for that person (right of access)."""

import json
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from recruitment import labels
from recruitment.accounts.models import Account
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM, Line, record
from recruitment.journal.models import AccessEntry, JournalEntry
from recruitment.mail.actions import Mail, queue, to_candidate
from recruitment.privacy import registry
from recruitment.privacy.models import RetentionHold
from recruitment.programmes.models import Campaign
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Origin, Role
from tests import builders
from tests.privacy.people import AT, Canary, make_canary

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)


@pytest.fixture
def administrator(client: FlaskClient) -> Account:
    """Give the centre's administrator, who is signed in."""
    account = builders.make_account(Role.ADMINISTRATOR, display_name="Odile Grandval")
    with time_machine.travel(NOW, tick=False):
        builders.log_in(client, account)
    return account


@pytest.fixture
def canary(administrator: Account) -> Canary:
    """Give a person of whom every table says something."""
    author = builders.make_account(Role.MANAGER, display_name="Claire Montagnier")
    made = make_canary(7, State.WITHDRAWN_WITH_CONTRACT, programme=builders.make_programme(), author=author)
    with transaction() as session:
        session.execute(
            insert(RetentionHold).values(
                application_id=made.application_id, centre_id=author.centre_id, reason="appeal",
                placed_at=AT, placed_by_id=author.id,
            )
        )  # fmt: skip
    return made


def get(client: FlaskClient, path: str) -> Any:
    with time_machine.travel(NOW, tick=False):
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer


def has(tree: Any, path: list[str]) -> bool:
    """Tell whether a place of the registry is in the tree; lists are entered by their first element."""
    if isinstance(tree, list):
        return bool(tree) and has(tree[0], path)
    if not path:
        return True
    return isinstance(tree, dict) and path[0] in tree and has(tree[path[0]], path[1:])


def test_no_column_is_forgotten(client: FlaskClient, canary: Canary) -> None:
    """Each column of the registry is in the file, or has its reason not to be."""
    tree = json.loads(get(client, f"/candidatures/{canary.application_id}/donnees.json").text)
    reasons = ("not handed out", registry.NOT_OUT_COLLEAGUE)
    missing = [
        (table, name)
        for table, columns in registry.CANDIDATE_TABLES.items()
        for name, datum in columns.items()
        if not datum.given.startswith(reasons) and not has(tree, datum.given.split("."))
    ]
    assert missing == []


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_every_string_that_is_held_comes_out(client: FlaskClient, canary: Canary, suffix: str) -> None:
    """The very strings of the canary, names folded apart."""
    text = get(client, f"/candidatures/{canary.application_id}/donnees{suffix}").text
    assert [string for string in canary.strings[:-1] if string not in text] == []


def test_colleagues_are_told_by_their_function(client: FlaskClient, canary: Canary) -> None:
    text = get(client, f"/candidatures/{canary.application_id}/donnees.json").text
    assert "Claire Montagnier" not in text
    assert "Gestion du recrutement" in text


def test_an_automatic_decision_is_explained_and_names_whom_to_ask(
    client: FlaskClient, administrator: Account
) -> None:
    """By the system, never a refusal, the delay, a human contact."""
    file = builders.make_application(state=State.SEEKING_CONTRACT, origin=Origin.SYSTEM)
    tree = json.loads(get(client, f"/candidatures/{file.id}/donnees.json").text)
    said = " ".join(tree["candidatures"][0]["décision"]["explication"])
    for words in (
        "prise par le système",
        "ne refuse jamais",
        "délai d’examen était dépassé",
        "CFA des Volcans",
    ):
        assert words in said


def test_the_file_is_told_in_the_journal_and_in_the_trace(
    client: FlaskClient, session: Session, canary: Canary
) -> None:
    """I14."""
    get(client, f"/candidatures/{canary.application_id}/donnees")
    get(client, f"/candidatures/{canary.application_id}/donnees.json")
    told = session.scalars(select(JournalEntry).where(JournalEntry.event == "person_exported")).one()
    assert (told.candidate_id, told.details) == (canary.candidate_id, "{}")
    kinds = session.scalars(select(AccessEntry.kind).order_by(AccessEntry.id)).all()
    assert kinds[-2:] == ["file", "export"]


CONTACTS = (
    "Zq07xw@exemple.fr", "01 98 76 07 11", "06 98 76 07 22", "Zq07xwaddress", "63999", "Zq07xwmere", "0198760000",
    "Zq07xwavant", "Zq07xwfichier",
)  # fmt: skip


def masked_in(client: FlaskClient, path: str) -> list[str]:
    """Return the contact details of the canary, its guardian's and those corrected, that a page does not show."""
    text = get(client, path).text
    return [one for one in CONTACTS if one not in text]


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_contact_details_are_masked_as_on_the_file_page(
    client: FlaskClient, canary: Canary, suffix: str
) -> None:
    """R2.8, I19: before 14 March no contact detail is in it, nor a guardian; the reason is."""
    path = f"/candidatures/{canary.application_id}/donnees{suffix}"
    assert masked_in(client, path) == []
    with transaction() as writing:
        writing.execute(update(Campaign).values(contact_details_from=date(2025, 6, 14)))
    assert masked_in(client, path) == list(CONTACTS)
    text = get(client, path).text
    assert "masqué : pas encore ouvert" in text
    assert "Zq07xwlastname" in text
    assert "Zq07xwnote" in text


def test_the_installations_administrator_reads_them_masked(client: FlaskClient, canary: Canary) -> None:
    """R2.8."""
    operator = client.application.test_client()
    with time_machine.travel(NOW, tick=False):
        builders.log_in(operator, builders.make_account(Role.ADMINISTRATOR, centre_id=None))
    path = f"/candidatures/{canary.application_id}/donnees.json"
    assert masked_in(operator, path) == list(CONTACTS)
    assert "masqué : hors de votre rôle" in get(operator, path).text


def test_another_centres_application_is_not_in_it(client: FlaskClient, administrator: Account) -> None:
    """I5, R8.3."""
    person = builders.make_candidate()
    own = builders.make_application(candidate=person)
    there = builders.make_programme(centre=builders.make_centre(name="CFA du Velay"), title="BUT Chimie")
    other = builders.make_application(programme=there, candidate=person)
    text = get(client, f"/candidatures/{own.id}/donnees.json").text
    assert "Velay" not in text
    assert "Chimie" not in text
    with time_machine.travel(NOW, tick=False):
        assert client.get(f"/candidatures/{other.id}/donnees").status_code == 404


def test_another_centres_mails_and_lines_are_not_in_it(client: FlaskClient, administrator: Account) -> None:
    """I5: what another centre wrote to the person, or of them, is that centre's; the installation reads both."""
    person = builders.make_candidate()
    own = builders.make_application(candidate=person)
    there = builders.make_programme(centre=builders.make_centre(name="CFA du Velay"))
    other = builders.make_application(programme=there, candidate=person)
    with transaction() as session:
        for file, template, event in (
            (own, "retained", "identity_corrected"),
            (other, "refused", "candidate_changed"),
        ):
            told = {"application": file.id}
            to = to_candidate(person.id)
            queue(session, Mail(f"application:{file.id}:x", template, to, AT, told, file.centre_id))
            record(session, file.centre_id, Line(event, SYSTEM, AT, candidate_id=person.id))
    path = f"/candidatures/{own.id}/donnees"
    tree = json.loads(get(client, f"{path}.json").text)
    assert [mail["modèle"] for mail in tree["courriels"]] == ["retained"]
    facts = [line["fait"] for line in tree["historique"]]
    assert labels.journal_event("identity_corrected") in facts
    assert labels.journal_event("candidate_changed") not in facts
    assert "refused" not in get(client, path).text
    operator = client.application.test_client()
    with time_machine.travel(NOW, tick=False):
        builders.log_in(operator, builders.make_account(Role.ADMINISTRATOR, centre_id=None))
    tree = json.loads(get(operator, f"{path}.json").text)
    assert [mail["modèle"] for mail in tree["courriels"]] == ["retained", "refused"]


PATHS = ("donnees", "donnees.json", "conservation")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_the_administrator_reads_it(client: FlaskClient, role: Role, path: str) -> None:
    file = builders.make_application()
    builders.log_in(client, builders.make_account(role))
    assert client.get(f"/candidatures/{file.id}/{path}").status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_the_administrator_of_another_centre_finds_nothing(client: FlaskClient, path: str) -> None:
    file = builders.make_application()
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre=builders.make_centre()))
    assert client.get(f"/candidatures/{file.id}/{path}").status_code == 404
