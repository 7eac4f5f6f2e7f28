"""A campaign is made of data, and a change of its dates moves what is not decided (R3.2, R9.4)."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core.clock import PARIS, paris_midnight
from recruitment.core.database import db
from recruitment.journal.actions import OPERATOR
from recruitment.journal.models import JournalEntry
from recruitment.programmes.actions import load_campaign, preview_campaign
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.calendar import Calendar, CalendarError
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import ContractStatus, SeatRule
from tests import builders

NOW = datetime(2025, 4, 15, 10, 0, tzinfo=PARIS)


@pytest.fixture
def at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _calendar(**changes: Any) -> Calendar:
    campaign = db.session.scalars(select(Campaign)).first() or builders.make_campaign()
    return replace(campaign.calendar(), **changes)


def _events(event: str) -> list[Any]:
    rows = db.session.scalars(
        select(JournalEntry).where(JournalEntry.event == event).order_by(JournalEntry.id)
    )
    return list(rows)


def _stored(application_id: int) -> Any:
    db.session.expire_all()
    return db.session.get_one(Application, application_id)


def test_a_new_campaign_is_created_with_its_line(session: Session) -> None:
    calendar = Calendar.from_mapping({"session": 2026, "admissions_from": date(2026, 6, 2)})
    done = load_campaign(calendar, OPERATOR)
    assert (done.created, done.deadlines) == (True, 0)
    assert session.scalars(select(Campaign.admissions_from)).one() == date(2026, 6, 2)
    (line,) = _events("campaign_loaded")
    assert (line.chain, line.actor_kind) == (0, "operator")


def test_the_same_calendar_again_touches_nothing(session: Session, at_now: None) -> None:
    builders.make_application()
    before = session.execute(text("SELECT updated_at FROM campaign")).scalar_one()
    done = load_campaign(_calendar(), OPERATOR)
    assert (done.created, done.changed, done.deadlines) == (False, (), 0)
    assert session.execute(text("SELECT updated_at FROM campaign")).scalar_one() == before
    assert _events("campaign_loaded") == []


def test_a_change_of_dates_moves_undecided_deadlines_each_with_its_line(
    session: Session, at_now: None
) -> None:
    """R3.2: the stored facts follow the calendar; the journal keeps the old and the new ones."""
    waiting = builders.make_application()
    done = load_campaign(_calendar(admissions_from=date(2025, 6, 4)), OPERATOR)
    assert done.deadlines == 1
    stored = _stored(waiting.id)
    assert (stored.review_deadline, stored.auto_retain_at) == (
        date(2025, 5, 28),
        paris_midnight(date(2025, 6, 4)),
    )
    assert stored.version == 2
    (line,) = _events("deadline_recomputed")
    details = json.loads(line.details)
    assert (line.chain, line.application_id) == (waiting.centre_id, waiting.id)
    assert details["old"]["auto_retain_at"] == "2025-06-01T22:00:00.000000Z"
    assert details["new"]["auto_retain_at"] == "2025-06-03T22:00:00.000000Z"


@pytest.mark.parametrize("state", [State.REFUSED, State.SEEKING_CONTRACT, State.WITHDRAWN, State.UNCONFIRMED])
def test_what_is_decided_left_or_unconfirmed_does_not_move(
    state: str, session: Session, at_now: None
) -> None:
    """R2.4: a change of dates never reopens anything."""
    application = builders.make_application(state=state)
    before = session.execute(text("SELECT * FROM application")).one()
    done = load_campaign(_calendar(examination_fixed_last_day=date(2025, 5, 20)), OPERATOR)
    assert done.deadlines == 0
    assert (
        session.execute(text("SELECT * FROM application WHERE id = :i"), {"i": application.id}).one()
        == before
    )


def test_a_wish_that_waited_for_the_calendar_gets_its_deadline(session: Session, at_now: None) -> None:
    campaign = builders.make_campaign(examination_pivot=None)
    waiting = builders.make_application(programme=builders.make_programme(campaign=campaign))
    assert _stored(waiting.id).deadline_rule == "calendar_incomplete"
    done = load_campaign(_calendar(examination_pivot=date(2025, 5, 9)), OPERATOR)
    assert done.deadlines == 1
    assert (_stored(waiting.id).deadline_rule, _stored(waiting.id).review_deadline) == (
        "fixed_last_day",
        date(2025, 5, 28),
    )


def test_a_deadline_that_becomes_past_is_left_to_the_sweep(session: Session, at_now: None) -> None:
    """R3.4: loading a calendar decides nothing by itself."""
    waiting = builders.make_application()
    load_campaign(
        _calendar(
            examination_pivot=date(2025, 4, 1),
            examination_fixed_last_day=date(2025, 4, 5),
            admissions_from=date(2025, 4, 10),
        ),
        OPERATOR,
    )
    stored = _stored(waiting.id)
    assert (stored.state, stored.decision) == ("confirmed", None)
    assert stored.auto_retain_at == paris_midnight(date(2025, 4, 10))


def test_the_preview_counts_without_writing(session: Session, at_now: None) -> None:
    waiting = builders.make_application()
    seen = preview_campaign(session, _calendar(admissions_from=date(2025, 6, 4)))
    assert (seen.changed, seen.deadlines) == (("admissions_from",), 1)
    assert _stored(waiting.id).auto_retain_at == paris_midnight(date(2025, 6, 2))


def test_a_date_that_no_deadline_depends_on_moves_none(session: Session, at_now: None) -> None:
    builders.make_application()
    done = load_campaign(_calendar(contracts_until=date(2025, 10, 20)), OPERATOR)
    assert (done.changed, done.deadlines) == (("contracts_until",), 0)


def test_a_new_seat_rule_recounts_the_seats(session: Session, at_now: None) -> None:
    """R4.4: with the literal reading every contract ever entered takes a seat."""
    programme = builders.make_programme(capacity=5)
    builders.make_application(programme=programme, state=State.OFFER_PENDING)
    builders.make_application(programme=programme, state=State.WITHDRAWN_WITH_CONTRACT)
    load_campaign(_calendar(seat_rule=SeatRule.ENTERED), OPERATOR)
    counted = session.execute(select(Programme.seats_taken, Programme.seat_rule)).one()
    assert tuple(counted) == (2, "entered")
    load_campaign(_calendar(seat_rule=SeatRule.ACTIVE), OPERATOR)
    assert session.execute(select(Programme.seats_taken)).scalar_one() == 1


def test_a_seat_rule_that_capacities_do_not_bear_is_refused(session: Session, at_now: None) -> None:
    """I1: the seats taken never exceed the capacity."""
    programme = builders.make_programme(capacity=1)
    gone = builders.make_application(programme=programme, state=State.WITHDRAWN_WITH_CONTRACT)
    builders.make_contract(gone, status=ContractStatus.DECLINED)
    calendar = _calendar(seat_rule=SeatRule.ENTERED)
    with pytest.raises(CalendarError) as refused:
        load_campaign(calendar, OPERATOR)
    assert programme.code in refused.value.problems[0]
    assert session.scalars(select(Campaign.seat_rule)).one() == "active"
