"""The watch over the clock: it never goes back, and a long jump waits for an operator (I16)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from recruitment.core import clock, clock_guard
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.rules.errors import RuleViolation

SEEN = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
SECOND = timedelta(seconds=1)


def note(instant: datetime) -> None:
    with transaction() as session:
        clock_guard.note_instant(session, instant)


def acknowledge(instant: datetime) -> None:
    with transaction() as session:
        clock_guard.acknowledge(session, instant)


def test_i16_the_first_instant_is_taken_as_it_is(session: Session) -> None:
    note(SEEN)
    assert clock_guard.last_seen(session) == SEEN


@pytest.mark.parametrize("forward", [SECOND, timedelta(days=26), clock_guard.LONGEST_JUMP])
def test_i16_an_outage_is_caught_up(session: Session, forward: timedelta) -> None:
    note(SEEN)
    note(SEEN + forward)
    assert clock_guard.last_seen(session) == SEEN + forward


def test_f15_a_jump_beyond_45_days_waits_for_a_word(session: Session) -> None:
    note(SEEN)
    far = SEEN + clock_guard.LONGEST_JUMP + SECOND
    with pytest.raises(RuleViolation) as refusal:
        note(far)
    assert refusal.value.code == "clock_suspect"
    assert refusal.value.details["backwards"] is False
    acknowledge(far)
    note(far + SECOND)


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1), clock_guard.TOLERANCE + SECOND])
def test_f14_nothing_irreversible_until_the_last_instant_is_passed(session: Session, back: timedelta) -> None:
    note(SEEN)
    with pytest.raises(RuleViolation, match="clock_suspect"):
        note(SEEN - back)
    with pytest.raises(RuleViolation, match="clock_suspect"):
        acknowledge(SEEN - back)
    note(SEEN)


def test_machines_may_differ_by_some_seconds(session: Session) -> None:
    note(SEEN)
    note(SEEN - timedelta(seconds=30))
    assert clock_guard.last_seen(session) == SEEN


def test_i16_the_database_refuses_to_go_back(session: Session) -> None:
    note(SEEN)
    with pytest.raises(RuleViolation, match="clock_suspect"), transaction() as own:
        own.execute(text("UPDATE clock_guard SET last_seen = '2020-01-01T00:00:00.000000Z'"))
    with pytest.raises(IntegrityError, match="clock_is_kept"), transaction() as own:
        own.execute(text("DELETE FROM clock_guard"))


def test_a_simulated_clock_may_jump_forward_but_not_back() -> None:
    """I16: in the demonstration a person puts the clock where it stands."""
    clock.simulate(timedelta)
    try:
        clock_guard.judge(SEEN, SEEN + timedelta(days=130))
        with pytest.raises(RuleViolation, match="clock_suspect"):
            clock_guard.judge(SEEN, SEEN - timedelta(hours=1))
    finally:
        clock.simulate(None)
