"""R3: the last day to decide and the automatic passage."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from recruitment.rules import deadlines
from recruitment.rules.calendar import Calendar
from recruitment.rules.paris import midnight, paris_day
from recruitment.rules.vocabulary import DeadlineRule
from tests.rules.campaigns import CALENDAR_2025, CALENDAR_2026, moments, paris, utc

NO_REVIEW = (None, None)
INSTANTS_2025 = moments("2025-01-15", "2025-10-13")


def review(
    confirmed_at: datetime, calendar: Calendar = CALENDAR_2025, *, examines: bool = True, exempt: bool = False
) -> deadlines.ReviewDeadline:
    return deadlines.review(calendar, examines=examines, exempt=exempt, confirmed_at=confirmed_at)


@pytest.mark.parametrize(
    ("confirmed", "last_day", "passage", "rule"),
    [
        ("2025-03-20 10:00:00", "2025-05-28", "2025-06-02", DeadlineRule.FIXED_LAST_DAY),
        ("2025-05-08 23:59:59", "2025-05-28", "2025-06-02", DeadlineRule.FIXED_LAST_DAY),
        ("2025-05-09 00:00:00", "2025-05-29", "2025-05-30", DeadlineRule.ROLLING_DAYS),
        ("2025-05-09 00:00:01", "2025-05-29", "2025-05-30", DeadlineRule.ROLLING_DAYS),
        ("2025-05-12 12:00:00", "2025-06-01", "2025-06-02", DeadlineRule.ROLLING_DAYS),
        ("2025-09-10 12:00:00", "2025-09-30", "2025-10-01", DeadlineRule.ROLLING_DAYS),
        ("2025-10-05 23:59:59", "2025-10-25", "2025-10-26", DeadlineRule.ROLLING_DAYS),
        ("2025-10-06 00:00:00", "2025-10-26", "2025-10-27", DeadlineRule.ROLLING_DAYS),
    ],
)
def test_the_deadline_follows_the_day_of_confirmation(
    confirmed: str, last_day: str, passage: str, rule: DeadlineRule
) -> None:
    """R3.1, and the two nights in which the clocks change."""
    deadline = review(paris(confirmed))
    assert deadline.last_day == date.fromisoformat(last_day)
    assert deadline.auto_retain_at == paris(f"{passage} 00:00")
    assert deadline.rule == rule


def test_the_day_of_confirmation_is_the_day_in_paris() -> None:
    """R3: in summer the day begins in Paris at 22:00 UTC."""
    assert review(utc("2025-05-08 21:59:59")).rule == DeadlineRule.FIXED_LAST_DAY
    assert review(utc("2025-05-08 22:00:00")).rule == DeadlineRule.ROLLING_DAYS


@pytest.mark.parametrize(
    ("passage", "instant"),
    [
        (review(paris("2025-05-12 12:00")).auto_retain_at, "2025-06-01 22:00"),
        (review(paris("2025-10-05 12:00")).auto_retain_at, "2025-10-25 22:00"),
        (review(paris("2025-10-06 12:00")).auto_retain_at, "2025-10-26 23:00"),
    ],
)
def test_the_passage_is_a_midnight_of_paris_in_winter_and_in_summer_time(
    passage: datetime, instant: str
) -> None:
    """R3.1: two hours before UTC's midnight in summer, one in winter."""
    assert passage == utc(instant)


@pytest.mark.parametrize(
    ("confirmed", "last_day", "passage"),
    [
        ("2025-03-09 12:00", "2025-03-29", "2025-03-29 23:00"),
        ("2025-03-10 12:00", "2025-03-30", "2025-03-30 22:00"),
        ("2026-03-09 12:00", "2026-03-29", "2026-03-29 22:00"),
        ("2028-02-08 12:00", "2028-02-28", "2028-02-28 23:00"),
        ("2028-02-09 12:00", "2028-02-29", "2028-02-29 23:00"),
        ("2028-02-10 12:00", "2028-03-01", "2028-03-01 23:00"),
    ],
)
def test_twenty_days_are_calendar_days_in_any_year(confirmed: str, last_day: str, passage: str) -> None:
    """R3.1: spring clock changes, 29 February 2028; here a pivot that is long past."""
    calendar = replace(CALENDAR_2025, examination_pivot=date(2025, 1, 1))
    deadline = review(paris(confirmed), calendar)
    assert (deadline.last_day, deadline.auto_retain_at) == (date.fromisoformat(last_day), utc(passage))


def test_deadlines_are_not_monotone_around_the_pivot() -> None:
    """R3.3b: as written; the screen explains it."""
    day_before, pivot = review(paris("2025-05-08 12:00")), review(paris("2025-05-09 12:00"))
    assert day_before.auto_retain_at is not None
    assert pivot.auto_retain_at is not None
    assert day_before.auto_retain_at > pivot.auto_retain_at


def test_an_exempt_programme_is_never_passed_by_the_system() -> None:
    """R3, first line of the table; it holds for one that examines no file either."""
    for examines in (True, False):
        deadline = review(paris("2025-03-20 10:00"), examines=examines, exempt=True)
        assert (deadline.last_day, deadline.auto_retain_at) == NO_REVIEW
        assert deadline.rule == DeadlineRule.EXEMPT


def test_without_examination_there_is_no_date_to_wait_for() -> None:
    """R2.2, R3"""
    deadline = review(paris("2025-03-20 10:00"), examines=False)
    assert (deadline.last_day, deadline.auto_retain_at) == NO_REVIEW
    assert deadline.rule == DeadlineRule.NO_EXAMINATION


def test_a_wish_confirmed_before_the_dates_are_known_has_no_deadline_yet() -> None:
    deadline = review(paris("2026-03-20 10:00"), CALENDAR_2026)
    assert deadline == deadlines.ReviewDeadline(None, None, DeadlineRule.CALENDAR_INCOMPLETE)


@pytest.mark.parametrize(
    ("absent", "confirmed", "last_day"),
    [
        ("examination_fixed_last_day", "2025-03-20 10:00", None),
        ("admissions_from", "2025-03-20 10:00", date(2025, 5, 28)),
        ("examination_days", "2025-05-12 10:00", None),
    ],
)
def test_no_passage_is_guessed_from_a_calendar_with_a_hole(
    absent: str, confirmed: str, last_day: date | None
) -> None:
    hole: dict[str, Any] = {absent: None}
    deadline = review(paris(confirmed), replace(CALENDAR_2025, **hole))
    assert deadline == deadlines.ReviewDeadline(last_day, None, DeadlineRule.CALENDAR_INCOMPLETE)


def test_an_instant_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        review(datetime(2025, 5, 8, 12, 0))  # noqa: DTZ001


@given(INSTANTS_2025)
def test_the_passage_never_comes_before_the_end_of_the_last_day(confirmed_at: datetime) -> None:
    """R3: and never before the confirmation itself."""
    deadline = review(confirmed_at)
    assert deadline.last_day is not None
    assert deadline.auto_retain_at is not None
    assert deadline.auto_retain_at > confirmed_at
    assert deadline.auto_retain_at >= midnight(deadline.last_day + timedelta(days=1))
    assert deadline.auto_retain_at == midnight(paris_day(deadline.auto_retain_at))


@given(INSTANTS_2025)
def test_two_wishes_confirmed_on_one_day_have_one_deadline(confirmed_at: datetime) -> None:
    """R3: only the Paris day of the confirmation counts."""
    assert review(confirmed_at) == review(midnight(paris_day(confirmed_at)))
