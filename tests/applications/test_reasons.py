"""The centre's list of reasons for refusing."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from recruitment.applications import reasons
from recruitment.applications.models import Application, RefusalReason
from recruitment.applications.reasons import Wording
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import hidden_fields, submit

ADDRESS = "/parametrage/motifs"


@pytest.fixture
def centre(app: Flask) -> TrainingCentre:
    """Give a centre with three reasons: A, B, C."""
    centre = builders.make_centre()
    for position, label in enumerate("ABC", start=1):
        builders.make_refusal_reason(centre, label=label, position=position)
    return centre


@pytest.fixture
def administrator(client: FlaskClient, centre: TrainingCentre) -> FlaskClient:
    """Give a signed-in administrator of that centre."""
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre=centre))
    return client


def offered(centre: TrainingCentre) -> list[str]:
    """Return the labels that a refusal offers now, in order."""
    db.session.rollback()
    rows = select(RefusalReason.label).where(
        RefusalReason.centre_id == centre.id, RefusalReason.retired_at.is_(None)
    )
    return list(db.session.scalars(rows.order_by(RefusalReason.position, RefusalReason.id)))


def id_of(label: str) -> int:
    """Return the id of the reason that says that."""
    return db.session.scalars(select(RefusalReason.id).where(RefusalReason.label == label)).one()


def press(client: FlaskClient, label: str, act: str, **headers: str) -> TestResponse:
    """Press a button of the list, as a browser without JavaScript does."""
    url = f"{ADDRESS}/{id_of(label)}/{act}"
    return client.post(url, data=hidden_fields(client.get(ADDRESS).text, url), headers=headers)


def acts() -> list[str]:
    """Return what the journal says was done to the list."""
    details = select(JournalEntry.details).where(JournalEntry.event == "reasons_changed")
    return re.findall(r'"act":"(\w+)"', "".join(db.session.scalars(details.order_by(JournalEntry.id))))


def test_a_reason_is_added_at_the_end(administrator: FlaskClient, centre: TrainingCentre) -> None:
    """R2.7: the list is the centre's own; each change has its line in the journal."""
    answer = submit(administrator, ADDRESS, label="  Places  prises ", needs_details="y")
    assert (answer.status_code, answer.location) == (303, ADDRESS)
    assert offered(centre) == ["A", "B", "C", "Places prises"]
    assert db.session.get_one(RefusalReason, id_of("Places prises")).needs_details
    assert acts() == ["added"]
    assert "Places prises" in administrator.get(ADDRESS).text


@pytest.mark.parametrize("label", ["", "   ", "x" * 201, "a\u202eb"])
def test_words_that_cannot_be_kept_are_said(
    administrator: FlaskClient, centre: TrainingCentre, label: str
) -> None:
    answer = submit(administrator, ADDRESS, label=label)
    assert answer.status_code == 422
    assert "label-erreur" in answer.text
    assert offered(centre) == ["A", "B", "C"]


def test_two_reasons_never_say_the_same(administrator: FlaskClient, centre: TrainingCentre) -> None:
    answer = submit(administrator, ADDRESS, label="a")
    assert answer.status_code == 409
    assert 'data-refusal="reason_taken"' in answer.text
    assert offered(centre) == ["A", "B", "C"]


def test_a_renamed_reason_keeps_its_words_for_past_decisions(
    administrator: FlaskClient, centre: TrainingCentre
) -> None:
    """R2.7: renaming retires the reason and puts another in its place; the decision still names the first."""
    programme = builders.make_programme(centre=centre)
    used = id_of("B")
    refused = builders.make_application(programme=programme, state=State.REFUSED, refusal_reason_id=used)
    assert submit(administrator, f"{ADDRESS}/{used}", label="B, en clair").status_code == 303
    assert offered(centre)[:3] == ["A", "B, en clair", "C"]
    db.session.rollback()
    assert db.session.get_one(Application, refused.id).refusal_reason_id == used
    assert db.session.get_one(RefusalReason, used).label == "B"
    assert acts() == ["renamed"]


def test_words_that_come_back_are_the_reason_of_old(
    administrator: FlaskClient, centre: TrainingCentre
) -> None:
    first = id_of("B")
    submit(administrator, f"{ADDRESS}/{first}", label="Bis")
    submit(administrator, f"{ADDRESS}/{id_of('Bis')}", label="B")
    assert offered(centre) == ["A", "B", "C"]
    assert id_of("B") == first


def test_details_may_be_asked_without_another_reason(
    administrator: FlaskClient, centre: TrainingCentre
) -> None:
    first = id_of("B")
    submit(administrator, f"{ADDRESS}/{first}", label="B", needs_details="y")
    db.session.rollback()
    assert db.session.get_one(RefusalReason, first).needs_details
    submit(administrator, f"{ADDRESS}/{first}", label="B")
    submit(administrator, f"{ADDRESS}/{first}", label="B")
    assert acts() == ["details_asked", "details_left"]


def test_buttons_change_the_order(administrator: FlaskClient, centre: TrainingCentre) -> None:
    assert press(administrator, "C", "monter").status_code == 303
    assert offered(centre) == ["A", "C", "B"]
    press(administrator, "A", "descendre")
    assert offered(centre) == ["C", "A", "B"]
    press(administrator, "C", "monter")
    assert (offered(centre), acts()) == (["C", "A", "B"], ["moved", "moved"])


def test_the_order_holds_from_places_with_gaps(centre: TrainingCentre) -> None:
    author = builders.make_account(Role.ADMINISTRATOR, centre=centre)
    reasons.retire_reason(author, centre.id, id_of("A"))
    reasons.move_reason(author, centre.id, id_of("B"), 1)
    assert offered(centre) == ["C", "B"]
    reasons.restore_reason(author, centre.id, id_of("A"))
    assert offered(centre) == ["C", "B", "A"]


def test_htmx_gets_the_list_alone_and_what_to_say(administrator: FlaskClient, centre: TrainingCentre) -> None:
    answer = press(administrator, "C", "monter", **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "« C » est en position 2." in answer.text
    assert re.findall(r"<b>(\w)</b>", answer.text) == ["A", "C", "B"]


def test_a_retired_reason_is_offered_no_more_and_comes_back(
    administrator: FlaskClient, centre: TrainingCentre
) -> None:
    """R2.7: a refusal offers the list as it is now."""
    programme = builders.make_programme(centre=centre, exempt=True)  # decided whenever the test runs
    application = builders.make_application(programme=programme)
    press(administrator, "B", "retirer")
    form = administrator.get(f"/candidatures/{application.id}/refus").text
    assert re.findall(r"<option[^>]*>(\w)</option>", form) == ["A", "C"]
    assert press(administrator, "B", "remettre").status_code == 303
    assert (offered(centre), acts()) == (["A", "C", "B"], ["retired", "restored"])


def test_the_last_reason_stays(administrator: FlaskClient, centre: TrainingCentre) -> None:
    """R2.7: a refusal carries a reason, so the list is never empty."""
    press(administrator, "A", "retirer")
    press(administrator, "B", "retirer")
    answer = press(administrator, "C", "retirer")
    assert answer.status_code == 409
    assert 'data-refusal="last_reason"' in answer.text
    assert offered(centre) == ["C"]


def test_a_retired_reason_is_not_changed(centre: TrainingCentre) -> None:
    author = builders.make_account(Role.ADMINISTRATOR, centre=centre)
    reasons.retire_reason(author, centre.id, id_of("A"))
    with pytest.raises(RuleViolation, match="reason_retired"):
        reasons.change_reason(author, centre.id, id_of("A"), Wording("Autre"))


def test_the_reasons_of_another_centre_do_not_exist(administrator: FlaskClient) -> None:
    """R8.3: one administers one's own centre."""
    foreign = builders.make_refusal_reason(builders.make_centre(), label="Ailleurs")
    assert administrator.get(f"{ADDRESS}/{foreign.id}").status_code == 404
    data = hidden_fields(administrator.get(ADDRESS).text)
    assert administrator.post(f"{ADDRESS}/{foreign.id}/retirer", data=data).status_code == 404
    assert "Ailleurs" not in administrator.get(ADDRESS).text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_are_told_why_not(client: FlaskClient, centre: TrainingCentre, role: Role) -> None:
    """R8.3: settings are the administrator's."""
    builders.log_in(client, builders.make_account(role, centre=centre))
    for path in (ADDRESS, f"{ADDRESS}/{id_of('A')}"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "modifier le paramétrage" in answer.text


def test_the_administrator_of_the_installation_is_sent_to_the_centre(
    client: FlaskClient, centre: TrainingCentre
) -> None:
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre_id=None))
    answer = client.get(ADDRESS)
    assert answer.status_code == 403
    assert "seul l’administrateur du centre" in answer.text


def test_an_act_opened_as_a_page_leads_to_the_list(
    administrator: FlaskClient, centre: TrainingCentre
) -> None:
    answer = administrator.get(f"{ADDRESS}/{id_of('A')}/monter")
    assert (answer.status_code, answer.location) == (303, ADDRESS)
