"""The last day to decide, the automatic passage and the day to answer: each with the rule that gave it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recruitment.rules import paris
from recruitment.rules.calendar import Calendar
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import DeadlineRule, Event, LateRefusals, ReplyRule

#: R3.6: reminders leave this many days before the last day to decide.
REMINDER_DAYS = (7, 1)


@dataclass(frozen=True)
class ReviewDeadline:
    """R3.2: the last day, the instant of the automatic passage, and the rule; stored at the confirmation."""

    last_day: date | None
    auto_retain_at: datetime | None
    rule: DeadlineRule


@dataclass(frozen=True)
class ReplyDeadline:
    """R5.1: the last second to answer an offer, and the rule."""

    until: datetime
    rule: ReplyRule


def review(calendar: Calendar, *, examines: bool, exempt: bool, confirmed_at: datetime) -> ReviewDeadline:
    """Return the deadline of a wish confirmed at this instant (R3, the table).

    Where files are not examined the system retains with the confirmation itself: no date (R2.2).
    A programme both exempt and not examining is never passed by the system: the exemption, which keeps
    the choice with people, is the safer reading of the two.
    """
    if exempt:
        return ReviewDeadline(None, None, DeadlineRule.EXEMPT)
    if not examines:
        return ReviewDeadline(None, None, DeadlineRule.NO_EXAMINATION)
    day = paris.paris_day(confirmed_at)
    if calendar.examination_pivot is None:
        return _unknown()
    return _before_pivot(calendar) if day < calendar.examination_pivot else _from_pivot_on(calendar, day)


def _before_pivot(calendar: Calendar) -> ReviewDeadline:
    """Give the fixed last day; the passage is the first day of admissions."""
    last_day = calendar.examination_fixed_last_day
    if last_day is None or calendar.admissions_from is None:
        return _unknown(last_day)
    return ReviewDeadline(last_day, paris.midnight(calendar.admissions_from), DeadlineRule.FIXED_LAST_DAY)


def _from_pivot_on(calendar: Calendar, day: date) -> ReviewDeadline:
    """Count calendar days from the confirmation; the passage is the midnight that ends the last one."""
    if calendar.examination_days is None:
        return _unknown()
    last_day = day + timedelta(days=calendar.examination_days)
    return ReviewDeadline(last_day, paris.midnight_after(last_day), DeadlineRule.ROLLING_DAYS)


def _unknown(last_day: date | None = None) -> ReviewDeadline:
    """Leave the passage open until the calendar has its dates; the last day may be known before it."""
    return ReviewDeadline(last_day, None, DeadlineRule.CALENDAR_INCOMPLETE)


def is_due(auto_retain_at: datetime | None, now: datetime) -> bool:
    """Tell whether the automatic passage has come (R3.4): a fact about instants, not about a job's tick."""
    return auto_retain_at is not None and paris.aware(now) >= auto_retain_at


def is_late(last_day: date | None, now: datetime) -> bool:
    """Tell whether a decision taken now is after the last day (R3.3)."""
    return last_day is not None and paris.paris_day(now) > last_day


def check_decision(
    event: Event,
    *,
    last_day: date | None,
    auto_retain_at: datetime | None,
    now: datetime,
    late_refusals: LateRefusals = LateRefusals.ALLOWED,
) -> bool:
    """Tell whether a person's decision taken now is late (R3.3), or refuse it.

    Refused from the passage instant on, swept or not (R3.5), and for a late refusal where the campaign
    forbids it.
    """
    late = is_late(last_day, now)
    forbidden = late and event == Event.REFUSE and late_refusals == LateRefusals.FORBIDDEN
    if forbidden or is_due(auto_retain_at, now):
        raise RuleViolation(
            "review_deadline_passed",
            last_day=last_day,
            auto_retain_at=auto_retain_at,
            late_forbidden=forbidden,
        )
    return late


def reminders(last_day: date) -> tuple[date, ...]:
    """Return the days on which a reminder leaves (R3.6)."""
    return tuple(last_day - timedelta(days=days) for days in REMINDER_DAYS)


def reply(calendar: Calendar, made_at: datetime) -> ReplyDeadline:
    """Return until when an offer made at this instant may be answered (R5.1)."""
    made_on = paris.paris_day(made_at)
    term = next((term for term in calendar.reply_rules if term.covers(made_on)), None)
    if term is None:
        raise RuleViolation("calendar_incomplete", missing=("reply_rules",))
    rule = ReplyRule.FIXED_DAY if term.reply_until else ReplyRule.DAYS_AFTER
    day = term.last_day(made_on)
    resumed = _after_pauses(calendar, day)
    return ReplyDeadline(paris.last_second(resumed), rule if resumed == day else ReplyRule.AFTER_PAUSE)


def _after_pauses(calendar: Calendar, day: date) -> date:
    """Return the day itself, or the first one after the pauses that it falls in."""
    pause = next((pause for pause in calendar.reply_pauses if pause.covers(day)), None)
    return day if pause is None else _after_pauses(calendar, pause.until + paris.ONE_DAY)


def reply_expired(until: datetime, now: datetime) -> bool:
    """Tell whether an offer can be answered no more (R5.6): an answer is in time until the second `until` is over."""
    return paris.whole_second(paris.aware(now)) > until
