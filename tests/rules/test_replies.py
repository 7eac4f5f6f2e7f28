"""R5.1, R5.6: the last second to answer an offer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from recruitment.rules import deadlines
from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import midnight, paris_day
from recruitment.rules.replies import check_reply
from recruitment.rules.vocabulary import ContractStatus, Reply, ReplyRule
from tests.rules.campaigns import CALENDAR_2025, CALENDAR_2026, SECOND, moments, paris, utc


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


@given(moments("2025-01-15", "2025-10-13"))
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
    within = until + timedelta(microseconds=999_999)
    moments_ = (until - SECOND, until, within, until + SECOND)
    expired = [deadlines.reply_expired(until, moment) for moment in moments_]
    assert expired == [False, False, False, True]


def test_an_offer_that_ran_out_is_said_to_have_run_out() -> None:
    """R5.6: swept or not, nobody answered it, and the centre cancelled nothing."""
    until = datetime(2025, 6, 5, 21, 59, 59, tzinfo=UTC)
    with pytest.raises(RuleViolation) as refused:
        check_reply(
            Reply.ACCEPT, status=ContractStatus.EXPIRED, reply_until=until, now=until + timedelta(days=1)
        )
    assert refused.value.code == "reply_too_late"
