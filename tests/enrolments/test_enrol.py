"""R6.1, I12: the enrolment is marked done after a « oui » only, once; it is undone with a reason and kept."""

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from recruitment.applications.models import Candidate
from recruitment.contracts import actions as contracts
from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.core.transaction import transaction
from recruitment.enrolments import actions, queries
from recruitment.enrolments.models import Enrolment
from recruitment.exchanges import uplink_queue
from recruitment.exchanges.models import UplinkEntry
from recruitment.exchanges.moments import UplinkMoment
from recruitment.journal.actions import person
from recruitment.pictures import scopes
from recruitment.pictures.counts import funnel
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState, Reply
from tests import builders
from tests.asked import statements
from tests.contracts.desk import MONDAY, SIRET, Desk, clock_at, contracts_of, lines, make_desk, refused_by

OTHERS = [state for state in ApplicationState if not state.startswith("accepted")]


def enrolled_desk() -> Desk:
    """Return a desk whose candidate is enrolled."""
    desk = make_desk(ApplicationState.ACCEPTED)
    with clock_at(MONDAY):
        actions.enrol(desk.author, desk.application.id)
    return desk


def rows() -> list[Enrolment]:
    """Return the enrolments as committed."""
    db.session.rollback()
    return list(db.session.scalars(select(Enrolment).execution_options(populate_existing=True)))


@pytest.mark.parametrize("state", [ApplicationState.ACCEPTED, ApplicationState.ACCEPTED_KEEPING_WISHES])
def test_after_a_yes_it_is_done_by_whom_and_when(app: Flask, state: str) -> None:
    """R6.1: with its line in the journal, and a new version of the board."""
    desk = make_desk(state)
    with clock_at(MONDAY):
        actions.enrol(desk.author, desk.application.id)
    (row,) = rows()
    assert (row.done_at, row.done_by_id, row.undone_at) == (MONDAY, desk.author.id, None)
    ((line, _),) = lines("enrol")
    assert (line.application_id, line.contract_id) == (desk.application.id, row.contract_id)


def test_in_no_other_state(app: Flask) -> None:
    """R6.1, I12: the rule says why; the database refuses it by itself."""
    for state in OTHERS:
        desk = make_desk(state)
        with clock_at(MONDAY), refused_by("not_accepted", state=state):
            actions.enrol(desk.author, desk.application.id)
    found = contracts_of(desk.programme.id)
    values = {
        "application_id": desk.application.id, "contract_id": found[0].id, "programme_id": desk.programme.id,
        "centre_id": desk.programme.centre_id, "done_at": MONDAY, "done_by_id": desk.author.id,
    }  # fmt: skip
    with refused_by("not_accepted"), transaction() as session:
        session.execute(insert(Enrolment).values(values))


def test_once(app: Flask) -> None:
    """R6.1: a second time is refused, the same sending is answered the same."""
    desk = make_desk(ApplicationState.ACCEPTED)
    sent = Submission(desk.author.id, "/x", "k" * 20, "h")
    with clock_at(MONDAY):
        first = actions.enrol(desk.author, desk.application.id, submission=sent)
        assert actions.enrol(desk.author, desk.application.id, submission=sent) == first
        with refused_by("already_enrolled"):
            actions.enrol(desk.author, desk.application.id)
    assert len(rows()) == 1


def test_undone_with_a_reason_it_stays_and_can_be_done_again(app: Flask) -> None:
    """R6.1."""
    desk = enrolled_desk()
    with clock_at(MONDAY):
        with refused_by("reason_missing"):
            actions.undo_enrolment(desk.author, desk.application.id, reason=" . ")
        actions.undo_enrolment(desk.author, desk.application.id, reason="Erreur de dossier")
        with refused_by("not_enrolled"):
            actions.undo_enrolment(desk.author, desk.application.id, reason="Encore")
        actions.enrol(desk.author, desk.application.id)
    assert [(row.undo_reason, row.undone_by_id) for row in rows()] == [
        ("Erreur de dossier", desk.author.id),
        (None, None),
    ]
    assert len(lines("undo_enrolment")) == 1


def test_once_sent_it_is_not_undone(app: Flask) -> None:
    """R6.1: until it has been sent; the database holds it too."""
    desk = enrolled_desk()
    with transaction() as session:
        session.execute(update(Enrolment).values(sent_at=MONDAY))
    with clock_at(MONDAY), refused_by("enrolment_sent"):
        actions.undo_enrolment(desk.author, desk.application.id, reason="Trop tard")
    with refused_by("enrolment_sent"), transaction() as session:
        session.execute(update(Enrolment).values(undone_at=MONDAY, undone_by_id=1, undo_reason="x"))


def test_once_sent_it_is_cancelled_and_that_goes_up_too(app: Flask) -> None:
    """R6.1, formats, section 4: the platform learns of both, in order; afterwards it can be done again."""
    desk = enrolled_desk()
    with clock_at(MONDAY), refused_by("enrolment_not_sent"):
        actions.cancel_enrolment(desk.author, desk.application.id, reason="Trop tôt")
    with transaction() as session:
        session.execute(update(UplinkEntry).values(status="sent", sent_at=MONDAY))
        session.execute(update(Enrolment).values(sent_at=MONDAY))
    with clock_at(MONDAY):
        with refused_by("reason_missing"):
            actions.cancel_enrolment(desk.author, desk.application.id, reason=" ")
        actions.cancel_enrolment(desk.author, desk.application.id, reason="Désistement")
    (row,) = rows()
    assert (row.sent_at, row.was_sent_at, row.undo_reason) == (None, MONDAY, "Désistement")
    assert told() == [(1, "sent"), (3, "queued")]
    assert len(lines("cancel_enrolment")) == 1
    with clock_at(MONDAY):
        actions.enrol(desk.author, desk.application.id)
    assert told() == [(1, "sent"), (3, "queued"), (1, "queued")]
    with refused_by("enrolment_sent"), transaction() as session:
        session.execute(update(Enrolment).where(Enrolment.id == row.id).values(was_sent_at=None))


@pytest.mark.parametrize("how", [{"status": "sending"}, {"maybe_received": True}])
def test_on_its_way_it_is_neither_undone_nor_cancelled(app: Flask, how: dict[str, object]) -> None:
    """R6.1: until the platform has answered; what has not left is withdrawn."""
    desk = enrolled_desk()
    with transaction() as session:
        session.execute(update(UplinkEntry).values(how))
    with clock_at(MONDAY), refused_by("enrolment_being_sent"):
        actions.undo_enrolment(desk.author, desk.application.id, reason="Erreur")
    with transaction() as session:
        session.execute(update(UplinkEntry).values(status="queued", maybe_received=False))
    with clock_at(MONDAY):
        actions.undo_enrolment(desk.author, desk.application.id, reason="Erreur")
    assert told() == [(1, "withdrawn")]


def wait_for_the_end_of_the_day(desk: Desk) -> None:
    """Let a centre tell the platform of those validated and paid, in the evening."""
    with transaction() as session:
        moment = UplinkMoment(centre_id=desk.programme.centre_id, moment="end_of_day", updated_at=MONDAY)
        session.add(moment)


def test_it_tells_nothing_where_the_centre_waits_for_the_end_of_the_day(app: Flask) -> None:
    """R6.1, R6.8: those validated and paid go up then, not a mark; it is undone as long as nothing has left."""
    desk = make_desk(ApplicationState.ACCEPTED)
    other = builders.make_application(state=ApplicationState.ACCEPTED, programme=desk.programme)
    wait_for_the_end_of_the_day(desk)
    with clock_at(MONDAY):
        actions.enrol(desk.author, desk.application.id)
        actions.enrol_many(desk.author, [other.id])
        assert told() == []
        waiting = queries.listed(Programme.id == desk.programme.id, queries.DONE, 9)
        assert [row.waits for row in waiting] == [True, True]
        actions.undo_enrolment(desk.author, desk.application.id, reason="Erreur")
    assert told() == []


@pytest.mark.parametrize(("state", "known"), [(1, True), (3, False)])
def test_where_it_waits_what_the_platform_has_is_marked(app: Flask, state: int, known: bool) -> None:
    """R6.1: told by another act, it is sent already; told as cancelled, it waits."""
    desk = make_desk(ApplicationState.ACCEPTED)
    wait_for_the_end_of_the_day(desk)
    number = db.session.get_one(Candidate, desk.application.candidate_id).candidate_number
    with transaction() as session:
        uplink_queue.queue(
            session, event_key="paid:1", centre_id=desk.programme.centre_id, programme_id=desk.programme.id,
            campaign_id=desk.programme.campaign_id, candidate_number=number, platform_state=state, source="paid",
            source_id=1, now=MONDAY,
        )  # fmt: skip
        session.execute(update(UplinkEntry).values(status="sent", sent_at=MONDAY))
    with clock_at(MONDAY):
        actions.enrol(desk.author, desk.application.id)
    assert rows()[0].sent_at == (MONDAY if known else None)
    assert [one.waits for one in queries.of_application(desk.application.id)] == [not known]
    assert told() == [(state, "sent")]


def told() -> list[tuple[int, str]]:
    """Return what goes up, in order."""
    db.session.rollback()
    asked = select(UplinkEntry.platform_state, UplinkEntry.status).order_by(UplinkEntry.id)
    return [(state, status) for state, status in db.session.execute(asked)]


def test_a_broken_contract_leaves_it_to_be_undone_by_hand(app: Flask) -> None:
    """R4.8, R6.1: never taken away in silence; undoing works though the « oui » is gone."""
    desk = enrolled_desk()
    with clock_at(MONDAY):
        (contract,) = contracts_of(desk.programme.id)
        contracts.break_contract(desk.author, contract.id, broken_on=MONDAY.date(), cause="Accord")
        assert [row.undone_at for row in rows()] == [None]
        actions.undo_enrolment(desk.author, desk.application.id, reason="Contrat rompu")
    assert rows()[0].undo_reason == "Contrat rompu"


def test_another_contract_since_leaves_it_to_be_undone_then_done_again(app: Flask) -> None:
    """R4.8, R6.1: it was done for the contract that was broken, and counts nowhere for the new one."""
    desk = enrolled_desk()
    scope = scopes.of_programme(desk.programme, 2025)
    with clock_at(MONDAY):
        (first,) = contracts_of(desk.programme.id)
        contracts.break_contract(desk.author, first.id, broken_on=MONDAY.date(), cause="Accord")
        entered = desk.enter()
        contracts.reply_to_offer(
            person(desk.author.id), entered.contract_id, Reply.ACCEPT, siret=SIRET, employer_name="Chastaing"
        )
        found = queries.listed(Programme.id == desk.programme.id, queries.TO_UNDO, 2)
        assert [row.id for row in found] == [desk.application.id]
        assert queries.counts(true()) == {queries.TO_DO: 0, queries.TO_UNDO: 1, queries.DONE: 0}
        assert funnel(db.session(), scope, MONDAY).enrolled == 0
        actions.undo_enrolment(desk.author, desk.application.id, reason="Contrat rompu")
        assert queries.counts(true()) == {queries.TO_DO: 1, queries.TO_UNDO: 0, queries.DONE: 0}
        actions.enrol(desk.author, desk.application.id)
        assert queries.counts(true()) == {queries.TO_DO: 0, queries.TO_UNDO: 0, queries.DONE: 1}
        assert funnel(db.session(), scope, MONDAY).enrolled == 1


def test_many_at_once_each_with_its_outcome(app: Flask) -> None:
    """R6.1: what can be done is done, what cannot is told."""
    desk = enrolled_desk()
    yes = builders.make_application(state=ApplicationState.ACCEPTED, programme=desk.programme)
    no = builders.make_application(state=ApplicationState.OFFER_PENDING, programme=desk.programme)
    with clock_at(MONDAY):
        outcomes = actions.enrol_many(desk.author, [yes.id, no.id, desk.application.id, yes.id])
        with refused_by("nothing_selected"):
            actions.enrol_many(desk.author, [])
    assert [(one.application_id, one.refusal) for one in outcomes] == [
        (yes.id, None), (no.id, "not_accepted"), (desk.application.id, "already_enrolled"),
    ]  # fmt: skip
    assert len(rows()) == 2


def test_many_are_written_by_one_statement(app: Flask) -> None:
    """R6.1: 200 at once hold the programme no longer than one."""
    desk = make_desk(ApplicationState.ACCEPTED)
    more = [
        builders.make_application(state=ApplicationState.ACCEPTED, programme=desk.programme).id for _ in "ab"
    ]
    with statements() as asked, clock_at(MONDAY):
        actions.enrol_many(desk.author, [desk.application.id, *more])
    assert len([one for one in asked if one.text.startswith("INSERT INTO enrolment")]) == 1
    assert {row.application_id for row in rows()} == {desk.application.id, *more}


def test_nothing_deletes_or_rewrites_it(app: Flask) -> None:
    """R6.1: history."""
    enrolled_desk()
    for statement in (
        delete(Enrolment),
        update(Enrolment).values(done_at=MONDAY.replace(year=2024)),
        update(Enrolment).values(undone_at=MONDAY, undone_by_id=1),
    ):
        with pytest.raises((RuleViolation, IntegrityError)), transaction() as session:
            session.execute(statement)
