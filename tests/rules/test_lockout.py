"""R4.6: no contract from 00:00:00 to 00:59:59 in Paris, whatever the clocks do."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules import lockout
from recruitment.rules.errors import RuleViolation
from recruitment.rules.lockout import NIGHTLY, Lockout, countdown, is_locked, next_closing, next_opening
from tests.rules.campaigns import SECOND, TICK, moments, paris, utc

EVENING = Lockout("Europe/Paris", time(23, 30), time(0, 30))
SMALL_HOURS = Lockout("Europe/Paris", time(1, 30), time(2, 30))
EMPTY = Lockout("Europe/Paris", time(3), time(3))

NIGHTS = ["2025-01-15", "2025-03-30", "2025-05-26", "2025-07-14", "2025-10-26", "2026-03-29", "2028-02-29"]
HOURS = st.times().map(lambda hour: hour.replace(microsecond=0))
LOCKOUTS = st.builds(
    Lockout, st.sampled_from(["Europe/Paris", "Europe/London", "UTC", "Indian/Reunion"]), HOURS, HOURS
)
MOMENTS = moments("2025-01-01", "2028-12-31")


@pytest.mark.parametrize("night", NIGHTS)
def test_entry_closes_at_midnight_and_opens_at_one_in_paris(night: str) -> None:
    """R4.6: in winter, in summer, and on the nights in which the clocks change."""
    closes, opens = paris(f"{night} 00:00"), paris(f"{night} 01:00")
    at_close = [is_locked(NIGHTLY, moment) for moment in (closes - SECOND, closes, closes + SECOND)]
    at_open = [is_locked(NIGHTLY, moment) for moment in (opens - SECOND, opens, opens + SECOND)]
    assert at_close == [False, True, True]
    assert at_open == [True, False, False]


@pytest.mark.parametrize("night", NIGHTS)
def test_the_lock_lasts_one_hour_and_the_countdown_says_what_is_left(night: str) -> None:
    """R4.6"""
    closes = paris(f"{night} 00:00")
    assert next_closing(NIGHTLY, closes - SECOND) == closes
    assert next_opening(NIGHTLY, closes) == closes + timedelta(hours=1)
    assert countdown(NIGHTLY, closes + timedelta(minutes=20)) == timedelta(minutes=40)
    assert countdown(NIGHTLY, closes - SECOND) is None


def test_the_last_microsecond_before_one_is_locked() -> None:
    """R4.6: the window is half-open."""
    opens = paris("2025-05-26 01:00")
    assert is_locked(NIGHTLY, opens - TICK)
    assert not is_locked(NIGHTLY, opens)


@pytest.mark.parametrize(
    ("now", "closing"),
    [
        ("2025-03-29 12:00", "2025-03-29 23:00"),
        ("2025-03-30 12:00", "2025-03-30 22:00"),
        ("2025-10-25 12:00", "2025-10-25 22:00"),
        ("2025-10-26 12:00", "2025-10-26 23:00"),
        ("2026-03-29 12:00", "2026-03-29 22:00"),
    ],
)
def test_the_next_lock_is_the_next_midnight_across_a_clock_change(now: str, closing: str) -> None:
    """R4.6: no night is skipped."""
    assert next_closing(NIGHTLY, utc(now)) == utc(closing)


@pytest.mark.parametrize(
    ("clock", "locked"),
    [("23:29:59", False), ("23:30:00", True), ("00:00:00", True), ("00:29:59", True), ("00:30:00", False)],
)
def test_a_window_may_cross_midnight(clock: str, locked: bool) -> None:
    """R4.6: the hours are settings."""
    assert is_locked(EVENING, paris(f"2025-05-26 {clock}")) is locked


def test_a_window_that_crosses_midnight_opens_on_the_next_day() -> None:
    assert next_opening(EVENING, paris("2025-05-26 23:45")) == paris("2025-05-27 00:30")


def test_a_window_that_the_spring_change_cuts_ends_with_the_missing_hour() -> None:
    """On 30 March 2025 Paris goes from 01:59:59 to 03:00:00."""
    assert next_opening(SMALL_HOURS, paris("2025-03-30 01:45")) == utc("2025-03-30 01:00")


def test_a_window_that_the_autumn_change_repeats_closes_twice() -> None:
    """On 26 October 2025 Paris goes from 02:59:59 back to 02:00:00."""
    first_opening = utc("2025-10-26 00:30")
    assert next_opening(SMALL_HOURS, utc("2025-10-25 23:45")) == first_opening
    assert next_closing(SMALL_HOURS, first_opening) == utc("2025-10-26 01:00")
    assert next_opening(SMALL_HOURS, utc("2025-10-26 01:00")) == utc("2025-10-26 01:30")


def test_the_same_hour_twice_is_no_lock() -> None:
    now = paris("2025-05-26 03:00")
    assert not is_locked(EMPTY, now)
    assert next_opening(EMPTY, now) is None
    assert next_closing(EMPTY, now) is None


def test_the_zone_is_a_setting() -> None:
    """R4.6: S4 writes "GTM+1"; an hour that never moves would be another zone."""
    fixed = Lockout("Etc/GMT-1", time(0), time(1))
    assert is_locked(fixed, paris("2025-07-14 01:30"))
    assert not is_locked(fixed, paris("2025-07-14 00:30"))


def test_an_entry_inside_the_window_is_told_when_it_opens() -> None:
    """R4.3, R4.6"""
    with pytest.raises(RuleViolation) as raised:
        lockout.check_open(NIGHTLY, paris("2025-05-27 00:02"))
    assert raised.value.code == "locked_out"
    assert raised.value.details["opens_at"] == paris("2025-05-27 01:00")


def test_an_instant_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_locked(NIGHTLY, datetime(2025, 5, 27, 0, 2))  # noqa: DTZ001


@given(LOCKOUTS, MOMENTS)
def test_edges_are_where_the_lock_turns_and_nothing_turns_before(window: Lockout, now: datetime) -> None:
    """R4.6: checked against the definition, minute by minute on a stretch before the edge."""
    for locked, find in ((False, next_opening), (True, next_closing)):
        edge = find(window, now)
        if window.from_ == window.until:
            assert edge is None
            continue
        assert edge is not None
        assert edge > now
        assert is_locked(window, edge) is locked
        assert is_locked(window, edge - TICK) is not locked
        probes = (now + (edge - now) * step / 50 for step in range(1, 50))
        turned = [probe for probe in probes if is_locked(window, probe) is locked]
        assert is_locked(window, now) is locked or turned == []


@given(LOCKOUTS, MOMENTS)
def test_the_countdown_runs_while_it_is_locked_and_only_then(window: Lockout, now: datetime) -> None:
    left = countdown(window, now)
    assert (left is not None) is is_locked(window, now)
    if left is not None:
        assert not is_locked(window, now + left)
