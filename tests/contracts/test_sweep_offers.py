"""R5.6: offers left without an answer run out, once, never early; the candidate's other open wishes with them."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from recruitment.applications.models import Application
from recruitment.contracts import actions, expiry
from recruitment.contracts.models import Contract
from recruitment.core import jobs
from recruitment.core.database import db
from recruitment.core.jobs import Run
from recruitment.core.lease import LeaseLost
from recruitment.core.snapshot import hold_snapshot
from recruitment.core.transaction import transaction
from recruitment.invariants.queries import all_breaches
from recruitment.journal.actions import Actor
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders
from tests.contracts.desk import (
    MONDAY,
    REPLY_UNTIL,
    clock_at,
    lines,
    mails,
    refused_by,
    seats_taken,
    state_of,
)
from tests.contracts.offers import ACCEPT, EMPLOYER, KEEP, make_offer, make_wish, status_of

SECOND = timedelta(seconds=1)
AFTER = REPLY_UNTIL + SECOND  # 6 June, 00:00:00
LATER = REPLY_UNTIL + timedelta(days=9)


def swept(at: Any) -> Run:
    """Run the job at that instant."""
    with clock_at(at):
        return run_job(BY_NAME["sweep-offers"], started_by="command")


def test_nothing_runs_out_before_its_instant(app: Flask) -> None:
    """R5.6: at 23:59:59 the answer still counts; the second after, the offer is over."""
    offer = make_offer()
    assert swept(REPLY_UNTIL).rows == 0
    assert swept(AFTER - timedelta(microseconds=1)).rows == 0  # within that second
    hold_snapshot(db.session())
    assert [one.invariant for one in all_breaches(db.session()) if one.table == "contract"] == []
    db.session.rollback()
    assert status_of(offer.contract_id) == "pending"
    assert swept(AFTER).rows == 1
    row = db.session.get_one(Contract, offer.contract_id)
    assert (row.status, row.ended_at, row.replied_at, row.ended_by_id) == ("expired", AFTER, None, None)
    assert state_of(offer.application.id) == State.WITHDRAWN_WITH_CONTRACT
    assert seats_taken(offer.application.programme_id) == 0


def test_it_is_written_and_told_once(app: Flask) -> None:
    """R5.6, I13, I14: by the system, with the instant it was due; to the candidate and the managers."""
    offer = make_offer()
    for at in (LATER, LATER, LATER + timedelta(days=1)):
        swept(at)
    ((line, details),) = lines("expire")
    assert (line.actor_kind, line.contract_id) == ("system", offer.contract_id)
    assert details["due"] == "2025-06-05T21:59:59.000000Z"
    (mail,) = mails("offer_expired")
    assert mail.payload == {"application": offer.application.id, "contract": offer.contract_id}
    told = [one for one in mails("reply_received") if one.recipient == f"account:{offer.manager.id}"]
    assert [one.payload["reply"] for one in told] == ["expire"]


def test_the_other_open_wishes_are_lost(app: Flask) -> None:
    """R5.6: as the platform announces; a refusal stays, another candidate's wishes too."""
    offer = make_offer()
    states = [State.UNCONFIRMED, State.CONFIRMED, State.SEEKING_CONTRACT, State.REFUSED]
    wishes = [make_wish(state, offer.candidate_id) for state in states]
    stranger = make_wish(State.SEEKING_CONTRACT)
    swept(AFTER)
    assert [state_of(wish.id) for wish in wishes] == [*[State.WITHDRAWN] * 3, State.REFUSED]
    assert state_of(stranger.id) == State.SEEKING_CONTRACT
    assert {mail.payload["because"] for mail in mails("wish_withdrawn")} == {"no_reply"}
    assert len(mails("wish_withdrawn")) == 3


def test_an_accepted_offer_waits_for_nothing(app: Flask) -> None:
    """R5.6: what was accepted keeping other wishes stays when one of these runs out."""
    kept = make_offer()
    other = make_offer(kept.candidate_id, elsewhere=True)
    with clock_at(MONDAY):
        kept.answer(KEEP)
    swept(AFTER)
    assert (status_of(kept.contract_id), status_of(other.contract_id)) == (
        "accepted_keeping_wishes",
        "expired",
    )


def test_two_offers_that_ran_out_have_both_expired(app: Flask) -> None:
    """R5.6: neither is told to be lost because of the other."""
    first = make_offer()
    second = make_offer(first.candidate_id, elsewhere=True)
    assert swept(AFTER).rows == 2
    assert {status_of(one.contract_id) for one in (first, second)} == {"expired"}
    assert mails("wish_withdrawn") == []


def test_a_late_sweep_spares_a_contract_entered_since(app: Flask) -> None:
    """R3.4, R5.6: one at the very second would not have found it."""
    offer = make_offer()
    since = make_offer(offer.candidate_id, at=AFTER + timedelta(hours=9), elsewhere=True)
    swept(AFTER + timedelta(hours=10))
    assert (status_of(offer.contract_id), status_of(since.contract_id)) == ("expired", "pending")


def test_a_late_sweep_spares_a_wish_received_since(app: Flask) -> None:
    """R3.4, R5.6: nor this one; received at that very second, it is lost."""
    offer = make_offer()
    there, since = (make_wish(State.CONFIRMED, offer.candidate_id) for _ in range(2))
    with transaction() as session:
        for wish, at in ((there, REPLY_UNTIL), (since, AFTER)):
            session.execute(update(Application).where(Application.id == wish.id).values(received_at=at))
    swept(LATER)
    assert (state_of(there.id), state_of(since.id)) == (State.WITHDRAWN, State.CONFIRMED)


def test_what_was_answered_or_left_at_the_last_second_does_not_run_out(app: Flask) -> None:
    """R5.6: the first committed wins."""
    answered, left = make_offer(), make_offer()
    with clock_at(REPLY_UNTIL):
        answered.answer(ACCEPT)
        actions.withdraw_wish(Actor("candidate", left.candidate_id), left.application.id)
    assert swept(LATER).rows == 0
    assert (status_of(answered.contract_id), status_of(left.contract_id)) == ("accepted", "declined")


def test_the_seat_is_taken_by_the_next(app: Flask) -> None:
    """R4.4, R5.6: freed by the sweep, and not before."""
    offer = make_offer(capacity=1)
    programme = db.session.get_one(Programme, offer.application.programme_id)
    following = builders.make_application(state=State.SEEKING_CONTRACT, programme=programme)
    morning = AFTER + timedelta(hours=9)
    with clock_at(morning), refused_by("capacity_reached"):
        actions.enter_contract(offer.manager, following.id, **EMPLOYER)
    swept(AFTER)
    with clock_at(morning):
        actions.enter_contract(offer.manager, following.id, **EMPLOYER)
    assert (state_of(following.id), seats_taken(programme.id)) == (State.OFFER_PENDING, 1)


def test_who_lost_the_lease_writes_nothing(app: Flask) -> None:
    """I15."""
    offer = make_offer()
    with clock_at(AFTER):
        with transaction() as session:
            paused = jobs.begin(session, "sweep-offers", started_by="tick")
        with transaction() as session:
            session.execute(
                db.metadata.tables["job_lease"].update().values(lease_until=MONDAY, holder="elsewhere:1:a")
            )
            jobs.begin(session, "sweep-offers", started_by="tick")
        with pytest.raises(LeaseLost):
            expiry.expire_batch(paused.lease, expiry.Batch((offer.candidate_id,)))
    assert status_of(offer.contract_id) == "pending"


def test_one_that_the_database_refuses_holds_nobody_back(app: Flask) -> None:
    """R5.6: it is told and left to the next run."""
    first, stuck, last = (make_offer() for _ in range(3))
    poisoned = stuck.application.id
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            body = f"WHEN OLD.id = {poisoned} BEGIN SELECT RAISE(ABORT, 'poison'); END"
            session.execute(text(f"CREATE TRIGGER poison BEFORE UPDATE ON application {body}"))
        else:
            check = f"CHECK (id <> {poisoned} OR version < 3)"
            session.execute(text(f"ALTER TABLE application ADD CONSTRAINT poison {check}"))
    run = swept(AFTER)
    assert (run.rows, len(run.lines)) == (2, 2)
    assert [status_of(one.contract_id) for one in (first, stuck, last)] == ["expired", "pending", "expired"]


def test_what_it_would_do_is_shown_without_doing_it(app: Flask) -> None:
    """R3.7 for offers: the preview of the jobs' page."""
    offer = make_offer()
    with clock_at(AFTER):
        shown = BY_NAME["sweep-offers"].preview(db.session(), AFTER)
        assert [row[2] for row in shown.rows] == ["Maison Chastaing"]
    assert status_of(offer.contract_id) == "pending"
    assert db.session.scalars(select(Contract.status)).all() == ["pending"]
