"""R8.3: where a programme asks for two people, one drafts a refusal and another confirms it."""

import json
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications import actions, drafts
from recruitment.applications.models import Application, RefusalDraft, RefusalReason
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Decision, Role
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders
from tests.forms import hidden_fields, submit

NOW = "2025-05-26T12:32:00Z"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def programme(app: Flask) -> Programme:
    return builders.make_programme(two_step_refusals=True)


@pytest.fixture
def application(programme: Programme) -> Application:
    return builders.make_application(programme=programme)


@pytest.fixture
def reason(programme: Programme) -> RefusalReason:
    return builders.make_refusal_reason()


@pytest.fixture
def claire(programme: Programme) -> Account:
    return builders.make_account(Role.MANAGER, display_name="Claire Montagnier")


@pytest.fixture
def paul(programme: Programme) -> Account:
    return builders.make_account(Role.MANAGER, display_name="Paul Arnal")


def decision(session: Session, application: Application) -> tuple[str, str | None]:
    session.rollback()
    statement = select(Application.state, Application.decision).where(Application.id == application.id)
    row = session.execute(statement).one()
    return row.state, row.decision


def lines(session: Session, application: Application) -> list[tuple[str, int | None, dict[str, object]]]:
    statement = select(JournalEntry.event, JournalEntry.actor_id, JournalEntry.details)
    rows = session.execute(
        statement.where(JournalEntry.application_id == application.id).order_by(JournalEntry.id)
    )
    return [(event, actor, json.loads(details)) for event, actor, details in rows]


def refused(act: object) -> str:
    with pytest.raises(RuleViolation) as violation:
        act()  # type: ignore[operator]
    return violation.value.code


# --- The acts


def test_a_refusal_is_only_drafted(
    session: Session, application: Application, reason: RefusalReason, claire: Account
) -> None:
    outcome = actions.refuse(claire, application.id, reason_id=reason.id, details="Dossier vu deux fois")
    assert outcome.drafted
    assert decision(session, application) == ("confirmed", None)
    assert lines(session, application) == [("refusal_drafted", claire.id, {"reason_id": reason.id})]
    assert session.scalars(select(OutboxMail)).all() == []


def test_another_person_makes_it_final_and_the_journal_names_both(
    session: Session, application: Application, reason: RefusalReason, claire: Account, paul: Account
) -> None:
    actions.refuse(claire, application.id, reason_id=reason.id)
    actions.confirm_refusal(paul, application.id)
    assert decision(session, application) == ("refused", "refused")
    event, actor, details = lines(session, application)[-1]
    assert (event, actor) == ("refuse", paul.id)
    assert (details["drafted_by"], details["confirmed_by"]) == (claire.id, paul.id)
    assert session.scalars(select(OutboxMail.template)).all() == ["refused"]
    assert session.scalars(select(RefusalDraft)).all() == []


def test_a_draft_that_another_decision_overtook_is_forgotten_at_night(
    session: Session, application: Application, reason: RefusalReason, claire: Account, programme: Programme
) -> None:
    waiting = builders.make_application(programme=programme)
    for one in (application, waiting):
        actions.refuse(claire, one.id, reason_id=reason.id)
    actions.retain(claire, application.id)
    run_job(BY_NAME["purge-drafts"], started_by="command")
    session.rollback()
    assert session.scalars(select(RefusalDraft.application_id)).all() == [waiting.id]


def test_who_drafted_does_not_confirm(
    session: Session, application: Application, reason: RefusalReason, claire: Account
) -> None:
    actions.refuse(claire, application.id, reason_id=reason.id)
    assert refused(lambda: actions.confirm_refusal(claire, application.id)) == "own_refusal_draft"
    assert decision(session, application) == ("confirmed", None)


def test_nothing_is_confirmed_without_a_draft(application: Application, paul: Account) -> None:
    assert refused(lambda: actions.confirm_refusal(paul, application.id)) == "no_refusal_draft"


def test_one_draft_at_a_time(
    application: Application, reason: RefusalReason, claire: Account, paul: Account
) -> None:
    actions.refuse(claire, application.id, reason_id=reason.id)
    for person in (claire, paul):
        code = refused(lambda person=person: actions.refuse(person, application.id, reason_id=reason.id))
        assert code == "refusal_already_drafted"


def test_a_draft_is_given_up(
    session: Session, application: Application, reason: RefusalReason, claire: Account, paul: Account
) -> None:
    actions.refuse(claire, application.id, reason_id=reason.id)
    drafts.drop_draft(paul, application.id)
    assert lines(session, application)[-1] == ("refusal_draft_dropped", paul.id, {"drafted_by": claire.id})
    assert refused(lambda: actions.confirm_refusal(paul, application.id)) == "no_refusal_draft"
    assert refused(lambda: drafts.drop_draft(paul, application.id)) == "no_refusal_draft"
    assert actions.refuse(paul, application.id, reason_id=reason.id).drafted


def test_refusals_of_a_batch_are_drafts_and_what_is_drafted_is_left(
    session: Session, programme: Programme, application: Application, reason: RefusalReason, claire: Account
) -> None:
    other = builders.make_application(programme=programme)
    actions.refuse(claire, application.id, reason_id=reason.id)
    ruling = actions.Ruling(Decision.REFUSED, reason.id)
    outcomes = actions.decide_many(claire, programme.id, [application.id, other.id], ruling)
    assert [(o.done, o.drafted, o.refusal) for o in outcomes] == [
        (False, False, "refusal_already_drafted"),
        (True, True, None),
    ]
    assert decision(session, other) == ("confirmed", None)


def test_to_retain_asks_for_one_person_and_leaves_the_draft_without_effect(
    session: Session, application: Application, reason: RefusalReason, claire: Account, paul: Account
) -> None:
    actions.refuse(claire, application.id, reason_id=reason.id)
    actions.retain(claire, application.id)
    assert decision(session, application) == ("seeking_contract", "retained")
    assert refused(lambda: actions.confirm_refusal(paul, application.id)) == "already_decided"


def test_the_deadline_decides_for_who_did_not_confirm(
    app: Flask,
    client: FlaskClient,
    session: Session,
    application: Application,
    reason: RefusalReason,
    claire: Account,
    paul: Account,
) -> None:
    """R3.4: the sweep passes the file, and its page says that the draft had no effect."""
    actions.refuse(claire, application.id, reason_id=reason.id)
    with time_machine.travel("2025-06-02T10:00:00Z", tick=True):
        assert refused(lambda: actions.confirm_refusal(paul, application.id)) == "review_deadline_passed"
        run_job(BY_NAME["sweep-deadlines"], started_by="command")
        assert decision(session, application) == ("seeking_contract", "retained")
        builders.log_in(client, paul)
        page = client.get(f"/candidatures/{application.id}").text
        assert "Refus resté sans effet" in page
        assert "avant le passage automatique" in page
        assert "à confirmer</b>" not in client.get("/").text


def test_the_same_form_twice_counts_once(
    session: Session, client: FlaskClient, application: Application, reason: RefusalReason, claire: Account
) -> None:
    builders.log_in(client, claire)
    url = f"/candidatures/{application.id}/refus"
    fields = {**hidden_fields(client.get(url).text, url), "reason": str(reason.id), "confirmation": "REFUSER"}
    assert [client.post(url, data=fields).status_code for _ in range(2)] == [303, 303]
    assert [event for event, *_ in lines(session, application)] == ["refusal_drafted"]


# --- The database


def test_no_other_door_lets_one_person_refuse(
    session: Session, application: Application, reason: RefusalReason, claire: Account
) -> None:
    """R8.3: a trigger refuses what comes past the action, without a draft or with one's own."""
    for drafted in (False, True):
        if drafted:
            actions.refuse(claire, application.id, reason_id=reason.id)
        with pytest.raises((RuleViolation, DatabaseError)), transaction() as writing:
            writing.execute(
                text(
                    "UPDATE application SET state = 'refused', decision = 'refused', decision_origin = 'person',"
                    " decided_at = confirmed_at, decided_by_id = :who, decision_late = :late,"
                    " refusal_reason_id = :reason WHERE id = :id"
                ),
                {"who": claire.id, "late": False, "reason": reason.id, "id": application.id},
            )
        assert decision(session, application) == ("confirmed", None)


# --- The pages


def test_the_pages_from_the_draft_to_the_refusal(
    app: Flask,
    session: Session,
    application: Application,
    reason: RefusalReason,
    claire: Account,
    paul: Account,
) -> None:
    first, second = app.test_client(), app.test_client()
    builders.log_in(first, claire)
    builders.log_in(second, paul)
    url = f"/candidatures/{application.id}/refus"
    assert "Préparer le refus" in first.get(url).text
    answer = submit(first, url, reason=str(reason.id), details="", confirmation="REFUSER")
    assert answer.status_code == 303
    assert "Refus préparé" in first.get(f"/candidatures/{application.id}").text
    assert "1 refus préparé en attente d’un collègue" in first.get("/").text
    own = first.get(f"{url}/confirmation").text
    assert "Vous avez préparé ce refus" in own
    assert 'name="confirmation"' not in own
    assert "1 refus préparé à confirmer" in second.get("/").text
    assert "Relire et confirmer" in second.get(f"/candidatures/{application.id}").text
    assert submit(second, f"{url}/confirmation", confirmation="oui").status_code == 422
    assert submit(second, f"{url}/confirmation", confirmation="refuser").status_code == 303
    assert decision(session, application) == ("refused", "refused")
    assert "1 refus préparé" not in second.get("/").text
    history = second.get(f"/candidatures/{application.id}").text
    assert "Refus préparé, à confirmer par une autre personne" in history


def test_the_author_cannot_send_the_confirmation_by_hand(
    client: FlaskClient, session: Session, application: Application, reason: RefusalReason, claire: Account
) -> None:
    actions.refuse(claire, application.id, reason_id=reason.id)
    builders.log_in(client, claire)
    url = f"/candidatures/{application.id}/refus/confirmation"
    fields = {**hidden_fields(client.get(url).text), "confirmation": "REFUSER"}
    answer = client.post(url, data=fields)
    assert answer.status_code == 409
    assert 'data-refusal="own_refusal_draft"' in answer.text
    assert decision(session, application) == ("confirmed", None)


def test_a_draft_is_given_up_on_its_page(
    client: FlaskClient, session: Session, application: Application, reason: RefusalReason, claire: Account
) -> None:
    actions.refuse(claire, application.id, reason_id=reason.id)
    builders.log_in(client, claire)
    url = f"/candidatures/{application.id}/refus"
    fields = hidden_fields(client.get(f"{url}/confirmation").text, f"{url}/abandon")
    assert client.post(f"{url}/abandon", data=fields).status_code == 303
    session.rollback()
    assert session.scalars(select(RefusalDraft)).all() == []


def test_who_may_not_decide_reads_no_draft_to_confirm(
    client: FlaskClient, application: Application, reason: RefusalReason, claire: Account
) -> None:
    actions.refuse(claire, application.id, reason_id=reason.id)
    builders.log_in(client, builders.make_account(Role.VIEWER))
    assert "refus préparé" not in client.get("/").text
    assert client.get(f"/candidatures/{application.id}/refus/confirmation").status_code == 403


def test_the_setting_is_switched_and_journalled(
    client: FlaskClient, session: Session, programme: Programme
) -> None:
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    page = f"/parametrage/formations/{programme.code}/capacite"
    url = f"/parametrage/formations/{programme.code}/refus"
    for sent, wanted in (({}, False), ({"two_step_refusals": "y"}, True)):
        fields = {**hidden_fields(client.get(page).text, url), **sent}
        assert client.post(url, data=fields).status_code == 303
        session.rollback()
        assert session.scalar(select(Programme.two_step_refusals)) is wanted
    assert session.scalars(select(JournalEntry.event)).all() == ["programme_changed"] * 2
