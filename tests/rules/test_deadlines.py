"""R3: the last day to decide, the automatic passage, late decisions; R5.1: the last second to answer."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from recruitment.rules import deadlines
from recruitment.rules.calendar import Calendar
from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import midnight, paris_day
from recruitment.rules.vocabulary import DeadlineRule, Event, LateRefusals, ReplyRule
from tests.rules.campaigns import CALENDAR_2025, CALENDAR_2026, SECOND, TICK, moments, paris, utc

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


def decide(event: Event, now: datetime, late_refusals: LateRefusals = LateRefusals.ALLOWED) -> bool:
    deadline = review(paris("2025-03-20 10:00"))
    return deadlines.check_decision(
        event,
        last_day=deadline.last_day,
        auto_retain_at=deadline.auto_retain_at,
        now=now,
        late_refusals=late_refusals,
    )


@pytest.mark.parametrize("event", [Event.REFUSE, Event.RETAIN])
@pytest.mark.parametrize(
    ("now", "late"),
    [("2025-05-28 23:59:59", False), ("2025-05-29 00:00:00", True), ("2025-06-01 23:59:59", True)],
)
def test_between_the_last_day_and_the_passage_a_decision_is_taken_and_late(
    event: Event, now: str, late: bool
) -> None:
    """R3.3"""
    assert decide(event, paris(now)) is late


@pytest.mark.parametrize("event", [Event.REFUSE, Event.RETAIN])
def test_from_the_passage_on_a_decision_is_refused_swept_or_not(event: Event) -> None:
    """R3.5"""
    passage = paris("2025-06-02 00:00")
    assert decide(event, passage - TICK) is True
    for now in (passage, passage + SECOND):
        with pytest.raises(RuleViolation, match="review_deadline_passed"):
            decide(event, now)


def test_a_campaign_may_forbid_late_refusals_and_them_only() -> None:
    """R3.3"""
    late = paris("2025-05-29 00:00")
    assert decide(Event.REFUSE, late - SECOND, LateRefusals.FORBIDDEN) is False
    assert decide(Event.RETAIN, late, LateRefusals.FORBIDDEN) is True
    with pytest.raises(RuleViolation) as raised:
        decide(Event.REFUSE, late, LateRefusals.FORBIDDEN)
    assert raised.value.details["late_forbidden"] is True


def test_an_exempt_programme_decides_without_a_limit() -> None:
    """R3"""
    late = deadlines.check_decision(
        Event.REFUSE, last_day=None, auto_retain_at=None, now=paris("2025-12-31 12:00")
    )
    assert late is False


def test_a_passage_is_due_from_its_instant_on() -> None:
    """R3.4"""
    passage = paris("2025-06-02 00:00")
    due = [deadlines.is_due(passage, moment) for moment in (passage - SECOND, passage, passage + SECOND)]
    assert due == [False, True, True]
    assert not deadlines.is_due(None, passage)


def test_reminders_leave_seven_days_and_one_day_before_the_last_day() -> None:
    """R3.6"""
    assert deadlines.reminders(date(2025, 5, 28)) == (date(2025, 5, 21), date(2025, 5, 27))


@pytest.mark.parametrize(
    ("made", "until", "rule"),
    [
        ("2025-03-17 01:00:00", "2025-06-05", ReplyRule.FIXED_DAY),
        ("2025-06-04 23:59:59", "2025-06-05", ReplyRule.FIXED_DAY),
        ("2025-06-05 00:00:00", "2025-06-06", ReplyRule.DAYS_AFTER),
        ("2025-06-11 12:00:00", "2025-06-12", ReplyRule.DAYS_AFTER),
        ("2025-06-12 12:00:00", "2025-06-21", ReplyRule.AFTER_PAUSE),
        ("2025-06-19 23:59:59", "2025-06-21", ReplyRule.AFTER_PAUSE),
        ("2025-06-20 12:00:00", "2025-06-21", ReplyRule.DAYS_AFTER),
        ("2025-09-21 12:00:00", "2025-09-22", ReplyRule.DAYS_AFTER),
        ("2025-10-13 23:59:59", "2025-10-14", ReplyRule.DAYS_AFTER),
    ],
)
def test_an_offer_is_answered_by_the_rule_of_the_day_it_is_made(
    made: str, until: str, rule: ReplyRule
) -> None:
    """R5.1"""
    deadline = deadlines.reply(CALENDAR_2025, paris(made))
    assert deadline == deadlines.ReplyDeadline(paris(f"{until} 23:59:59"), rule)


def test_an_offer_made_on_the_eve_of_winter_time_is_due_on_a_day_of_25_hours() -> None:
    """R5.1"""
    assert deadlines.reply(CALENDAR_2025, paris("2025-10-25 12:00")).until == utc("2025-10-26 22:59:59")


def test_two_pauses_that_follow_each_other_are_both_waited_for() -> None:
    """R5.1"""
    (first,) = CALENDAR_2025.reply_pauses
    second = replace(first, from_=date(2025, 6, 21), until=date(2025, 6, 22))
    calendar = replace(CALENDAR_2025, reply_pauses=(first, second))
    assert deadlines.reply(calendar, paris("2025-06-12 12:00")).until == paris("2025-06-23 23:59:59")


def test_an_offer_cannot_be_made_without_a_rule_for_its_answer() -> None:
    with pytest.raises(RuleViolation) as raised:
        deadlines.reply(CALENDAR_2026, paris("2026-06-10 12:00"))
    assert (raised.value.code, raised.value.details) == ("calendar_incomplete", {"missing": ("reply_rules",)})


@given(INSTANTS_2025)
def test_a_candidate_always_has_at_least_a_day_to_answer(made_at: datetime) -> None:
    """R5.1: until the end of the next day in Paris, and never on a day that does not count."""
    deadline = deadlines.reply(CALENDAR_2025, made_at)
    day = paris_day(deadline.until)
    assert day > paris_day(made_at)
    assert deadline.until == midnight(day + timedelta(days=1)) - SECOND
    assert not any(pause.covers(day) for pause in CALENDAR_2025.reply_pauses)


def test_an_offer_expires_once_its_last_second_is_over() -> None:
    """R5.6"""
    until = paris("2025-06-05 23:59:59")
    expired = [deadlines.reply_expired(until, moment) for moment in (until - SECOND, until, until + SECOND)]
    assert expired == [False, False, True]
