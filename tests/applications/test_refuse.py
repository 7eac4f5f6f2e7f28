"""Refusing an application, for good."""

import sqlite3
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from recruitment.applications.models import Application, RefusalReason
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import hidden_fields, submit

NOW = "2025-05-26T12:32:00Z"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def application(app: Flask) -> Application:
    """Give a confirmed application."""
    return builders.make_application(state=State.CONFIRMED)


@pytest.fixture
def reason(application: Application) -> RefusalReason:
    """Give a reason of the centre's list."""
    return builders.make_refusal_reason()


@pytest.fixture
def manager(client: FlaskClient, application: Application) -> FlaskClient:
    """Give a signed-in manager."""
    builders.log_in(client, builders.make_account(Role.MANAGER, display_name="Claire Montagnier"))
    return client


def stored(application: Application) -> Application:
    """Read the application again."""
    db.session.rollback()
    statement = select(Application).where(Application.id == application.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def refuse(client: FlaskClient, application: Application, reason: RefusalReason, **more: str) -> int:
    """Send the last step of a refusal."""
    fields = {"reason": str(reason.id), "details": "", "confirmation": "REFUSER", **more}
    return submit(client, f"/candidatures/{application.id}/refus", **fields).status_code


def test_a_refusal_is_recorded_with_its_author_and_its_instant(
    manager: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """R2.3, R2.6, R2.7: the decision, its line in the journal and its mail are one transaction."""
    assert refuse(manager, application, reason) == 303
    row = stored(application)
    assert (row.state, row.decision, row.decision_origin) == ("refused", "refused", "person")
    assert (row.refusal_reason_id, row.decision_late) == (reason.id, False)
    lines = select(JournalEntry.event).where(JournalEntry.application_id == application.id)
    assert db.session.scalars(lines).all() == ["refuse"]
    mails = db.session.execute(select(OutboxMail.template, OutboxMail.recipient)).all()
    assert [tuple(mail) for mail in mails] == [("refused", f"candidate:{application.candidate_id}")]


def test_the_word_is_asked_in_full(
    manager: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """R2.4: an explicit act; what was typed stays."""
    fields = {"reason": str(reason.id), "details": "Dossier lu", "confirmation": "OUI"}
    answer = submit(manager, f"/candidatures/{application.id}/refus", **fields)
    assert answer.status_code == 422
    assert "Dossier lu" in answer.text
    assert stored(application).decision is None


def test_a_reason_of_the_centre_s_list_is_needed(
    manager: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """R2.7."""
    foreign = builders.make_refusal_reason(builders.make_centre())
    assert refuse(manager, application, foreign) == 422
    none = submit(manager, f"/candidatures/{application.id}/refus", reason="", confirmation="REFUSER")
    assert none.status_code == 422
    assert stored(application).decision is None


def test_a_reason_may_need_details(manager: FlaskClient, application: Application) -> None:
    other = builders.make_refusal_reason(needs_details=True)
    assert refuse(manager, application, other) == 422
    assert refuse(manager, application, other, details="Formation complète ailleurs") == 303


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_missing_details_are_asked_in_the_form_itself_which_stays_filled(
    manager: FlaskClient, application: Application, headers: dict[str, str]
) -> None:
    """R2.7: the reason stays chosen, the word stays written, the field says what it lacks."""
    other = builders.make_refusal_reason(label="Autre, à préciser", needs_details=True)
    address = f"/candidatures/{application.id}/refus"
    body = {**hidden_fields(manager.get(address).text, address), "reason": str(other.id), "details": " "}
    answer = manager.post(address, data={**body, "confirmation": "REFUSER"}, headers=headers)
    assert answer.status_code == 422
    assert 'data-refusal="details_missing"' in answer.text
    assert f'<option selected value="{other.id}">Autre, à préciser</option>' in answer.text
    assert 'aria-describedby="details-erreur"' in answer.text
    assert 'href="#details"' in answer.text
    assert 'value="REFUSER"' in answer.text
    again = {**hidden_fields(answer.text, address), "reason": str(other.id), "details": "Complète"}
    assert manager.post(address, data={**again, "confirmation": "REFUSER"}).status_code == 303


def test_a_missing_reason_is_asked_in_the_form_itself(
    manager: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """R2.7: what was said beside it stays."""
    fields = {"reason": "", "details": "Dossier lu", "confirmation": "REFUSER"}
    answer = submit(manager, f"/candidatures/{application.id}/refus", **fields)
    assert answer.status_code == 422
    assert 'data-refusal="reason_missing"' in answer.text
    assert 'aria-describedby="reason-erreur"' in answer.text
    assert "Dossier lu</textarea>" in answer.text


def test_an_unconfirmed_wish_cannot_be_refused(
    manager: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """R2.1: from a form that was opened on another file."""
    waiting = builders.make_application(state=State.UNCONFIRMED)
    form = hidden_fields(manager.get(f"/candidatures/{application.id}/refus").text)
    body = {**form, "reason": str(reason.id), "confirmation": "refuser"}
    answer = manager.post(f"/candidatures/{waiting.id}/refus", data=body)
    assert answer.status_code == 409
    assert 'data-refusal="not_confirmed"' in answer.text


def test_the_second_decision_is_told_who_decided_what_and_when(
    manager: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """R2.5: from a stale page; nothing changes."""
    address = f"/candidatures/{application.id}/refus"
    stale = hidden_fields(manager.get(address).text, address)
    submit(manager, f"/candidatures/{application.id}/retenue")
    answer = manager.post(address, data={**stale, "reason": str(reason.id), "confirmation": "REFUSER"})
    assert answer.status_code == 409
    assert 'data-refusal="already_decided"' in answer.text
    assert "Claire Montagnier" in answer.text
    assert "14 h 32" in answer.text.replace("\u00a0", " ")
    assert stored(application).decision == "retained"


@pytest.mark.parametrize("step", ["refus", "retenue"])
def test_the_last_step_says_at_once_that_it_comes_too_late(
    manager: FlaskClient, application: Application, step: str
) -> None:
    """R2.5: by a kept address or by Back, nobody fills a form to learn that a colleague had decided."""
    address = f"/candidatures/{application.id}/{step}"
    assert "data-refusal" not in manager.get(address).text
    submit(manager, f"/candidatures/{application.id}/retenue")
    page = manager.get(address)
    assert page.status_code == 200
    assert 'data-refusal="already_decided"' in page.text
    assert "Claire Montagnier" in page.text


@pytest.mark.parametrize("step", ["refus", "retenue"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.UNCONFIRMED, "not_confirmed"),
        (State.SEEKING_CONTRACT, "already_decided"),
        (State.WITHDRAWN, "already_withdrawn"),
        (State.OFFER_PENDING, "already_contracted"),
    ],
)
def test_where_nothing_can_be_decided_the_last_step_has_no_form_and_a_way_back(
    manager: FlaskClient, state: State, code: str, headers: dict[str, str], step: str
) -> None:
    """R2.1, R2.5."""
    file = builders.make_application(state=state)
    page = manager.get(f"/candidatures/{file.id}/{step}", headers=headers).text
    assert f'data-refusal="{code}"' in page
    assert "form-decision" not in page
    assert 'id="b-confirmer"' not in page
    assert f'<a class="btn" href="/candidatures/{file.id}">Ouvrir le dossier</a>' in page


def test_what_a_colleague_decided_meanwhile_leaves_no_form_to_send_again(
    manager: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """R2.5."""
    address = f"/candidatures/{application.id}/refus"
    stale = hidden_fields(manager.get(address).text, address)
    submit(manager, f"/candidatures/{application.id}/retenue")
    answer = manager.post(address, data={**stale, "reason": str(reason.id), "confirmation": "REFUSER"})
    assert answer.status_code == 409
    assert "form-decision" not in answer.text


def test_the_same_form_sent_twice_counts_once_and_answers_the_same(
    manager: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """I8: a double click; the same key with another content is refused."""
    address = f"/candidatures/{application.id}/refus"
    hidden = hidden_fields(manager.get(address).text, address)
    body = {**hidden, "reason": str(reason.id), "confirmation": "REFUSER"}
    first, second = manager.post(address, data=body), manager.post(address, data=body)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(db.session.scalars(select(JournalEntry.id)).all()) == 1
    other = manager.post(address, data={**body, "details": "autre chose"})
    assert 'data-refusal="key_reused"' in other.text


def test_after_the_passage_a_person_decides_no_more(
    client: FlaskClient, application: Application, reason: RefusalReason
) -> None:
    """R3.5: between the passage and the sweep it is refused; seconds before, late but taken (R3.3)."""
    address = f"/candidatures/{application.id}/refus"
    with time_machine.travel("2025-06-01T22:00:00Z", tick=True):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        page = client.get(address).text
        assert 'data-refusal="review_deadline_passed"' in page
        assert "form-decision" not in page
        body = {"jeton": "a" * 22, "reason": str(reason.id), "confirmation": "REFUSER"}
        answer = client.post(address, data={**hidden_fields(page), **body})
        assert answer.status_code == 409
        assert 'data-refusal="review_deadline_passed"' in answer.text
        first = client.get(f"/candidatures/{application.id}/decision", headers={"HX-Request": "true"}).text
        assert "Délai d’examen écoulé" in first
        assert "form-decision" not in first
    with time_machine.travel("2025-06-01T21:59:30Z", tick=True):
        assert refuse(client, application, reason) == 303
    assert stored(application).decision_late is True


def test_a_campaign_may_forbid_late_refusals(app: Flask, client: FlaskClient) -> None:
    """R3.3: a setting; placing in contract search is still taken."""
    builders.make_campaign(late_refusals="forbidden")
    application, reason = builders.make_application(), builders.make_refusal_reason()
    with time_machine.travel("2025-05-30T10:00:00Z", tick=True):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        address = f"/candidatures/{application.id}/refus"
        page = client.get(address).text
        assert 'data-refusal="review_deadline_passed"' in page
        assert "form-decision" not in page
        assert f'href="/candidatures/{application.id}/decision"' in page
        body = {"jeton": "a" * 22, "reason": str(reason.id), "confirmation": "REFUSER"}
        assert client.post(address, data={**hidden_fields(page), **body}).status_code == 409
        assert submit(client, f"/candidatures/{application.id}/retenue").status_code == 303


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REGISTRAR, Role.REGIONAL])
def test_who_may_not_decide_is_told_why(client: FlaskClient, application: Application, role: Role) -> None:
    """R8.3."""
    builders.log_in(client, builders.make_account(role))
    assert client.get(f"/candidatures/{application.id}/refus").status_code == 403


def test_the_file_of_another_centre_does_not_exist(client: FlaskClient, application: Application) -> None:
    """R8.3."""
    builders.log_in(client, builders.make_account(Role.MANAGER, centre=builders.make_centre()))
    for verb in ("refus", "retenue", "decision", "pourquoi"):
        assert client.get(f"/candidatures/{application.id}/{verb}").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE application SET decision='retained', refusal_reason_id=NULL, state='seeking_contract'",
        "UPDATE application SET decided_at = confirmed_at",
        "UPDATE application SET decided_by_id = NULL",
        "UPDATE application SET confirmed_at = NULL",
        "UPDATE application SET review_deadline = NULL",
        "UPDATE application SET refusal_details = 'réécrit'",
        "DELETE FROM application",
    ],
)
def test_the_database_itself_refuses_to_touch_a_decision(app: Flask, statement: str) -> None:
    """R2.4, I2: by whatever door, on both engines."""
    application = builders.make_application(state=State.REFUSED)
    with pytest.raises((IntegrityError, RuleViolation)) as refused, transaction() as session:
        session.execute(text(statement))
    assert "decided" in str(refused.value) or "decision_is_kept" in str(refused.value)
    assert stored(application).decision == "refused"


def test_nothing_wipes_a_decided_row_past_its_triggers(app: Flask) -> None:
    """Finding 8: SQLite's REPLACE fires the delete triggers, PostgreSQL's TRUNCATE has its own."""
    application = builders.make_application(state=State.REFUSED)
    sqlite = db.engine.dialect.name == "sqlite"
    replace, truncate = (
        "INSERT OR REPLACE INTO application SELECT * FROM application",
        "TRUNCATE application CASCADE",
    )
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text(replace if sqlite else truncate))
    assert stored(application).decision == "refused"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", ["application", "contract", "journal_entry"])
def test_a_connection_that_is_not_ours_replaces_nothing_either(
    manager: FlaskClient, application: Application, reason: RefusalReason, table: str
) -> None:
    """Finding 8: the sqlite3 shell has no `recursive_triggers`, so that REPLACE would pass the delete triggers."""
    refuse(manager, application, reason)
    builders.make_application(state=State.OFFER_PENDING)
    db.session.rollback()
    stranger = sqlite3.connect(str(db.engine.url.database))
    before = stranger.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    with pytest.raises(sqlite3.IntegrityError, match="is_not_replaced"):
        stranger.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    stranger.rollback()
    assert stranger.execute(f"SELECT * FROM {table}").fetchall() == before
    stranger.close()
