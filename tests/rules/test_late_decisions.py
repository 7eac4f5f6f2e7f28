"""R3.3 to R3.6: what may still be decided, and from when the system does it."""

from datetime import date, datetime

import pytest

from recruitment.rules import deadlines
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Event, LateRefusals
from tests.rules.campaigns import CALENDAR_2025, SECOND, TICK, paris


def decide(event: Event, now: datetime, late_refusals: LateRefusals = LateRefusals.ALLOWED) -> bool:
    deadline = deadlines.review(
        CALENDAR_2025, examines=True, exempt=False, confirmed_at=paris("2025-03-20 10:00")
    )
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
