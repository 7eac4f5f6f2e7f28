"""How long what is held on candidates is kept, in whole days of Paris (section 8 of the formats; R9.4 gives the dates).

A session ends with the last day on which anything may still happen in it: the later of the last day of contract entry
and the last day of the public report. While the calendar does not say when contracts end, nothing goes.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from recruitment.rules import paris
from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import ACTIVE_STATES, ApplicationState

ANONYMISED_AFTER = 3  # months after the session's end: who was refused, or left
PURGED_AFTER = 24  # months after the session's end: everybody else
MAILS_KEPT = 3  # months
MONTHS_IN_A_YEAR = 12

#: What ends without an admission: nothing more is to be done with the file.
FINISHED = frozenset(
    {ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.WITHDRAWN_WITH_CONTRACT}
)


class Fate(StrEnum):
    """What retention does to a person."""

    KEPT = "kept"
    CONTACTS = "contacts"  # contact details and guardians go, the file stays
    ERASED = "erased"  # made anonymous: decisions and contracts stay, nobody can tell whose


@dataclass(frozen=True)
class Retention:
    """When a session's data go: the first instant of each step."""

    end: date
    anonymised_at: datetime
    purged_at: datetime


def retention(calendar: Calendar) -> Retention | None:
    """Return the steps of a session, or None while its end is not known."""
    if calendar.contracts_until is None:
        return None
    end = max(calendar.contracts_until, calendar.public_report_until or calendar.contracts_until)
    after = end + paris.ONE_DAY
    return Retention(
        end,
        paris.midnight(months_later(after, ANONYMISED_AFTER)),
        paris.midnight(months_later(after, PURGED_AFTER)),
    )


def fate(
    calendar: Calendar, states: frozenset[ApplicationState], now: datetime, *, held: bool = False
) -> Fate:
    """Tell what becomes, at that instant, of a person whose applications are in those states.

    One application on hold keeps the person whole; one that goes on keeps the file of all.
    """
    steps = retention(calendar)
    if held or steps is None or now < steps.anonymised_at:
        return Fate.KEPT
    if now >= steps.purged_at or states <= FINISHED:
        return Fate.ERASED
    return Fate.KEPT if states & ACTIVE_STATES else Fate.CONTACTS


def mails_kept_since(now: datetime) -> datetime:
    """Return the instant before which mails that left are forgotten."""
    return paris.midnight(months_later(paris.paris_day(now), -MAILS_KEPT))


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of a month that is too short."""
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
