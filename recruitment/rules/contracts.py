"""Whether a contract may be entered (R4.3): one function for the screen, bulk entry, imports and jobs."""

from dataclasses import dataclass
from datetime import date, datetime

from recruitment.rules import capacity, deadlines, lockout, paris
from recruitment.rules.calendar import Calendar
from recruitment.rules.errors import RuleViolation
from recruitment.rules.siret import siret
from recruitment.rules.transitions import check_event
from recruitment.rules.vocabulary import ApplicationState, Event
from recruitment.rules.written import says_something


@dataclass(frozen=True)
class EntryFacts:
    """What the entry of a contract depends on, read under the lock.

    `state` is None for a candidate without an application here; `accepted_elsewhere` tells of an offer
    accepted for good in any centre of the campaign.
    """

    calendar: Calendar
    now: datetime
    capacity: int | None
    seats_taken: int
    closed_at: datetime | None
    state: ApplicationState | None
    accepted_elsewhere: bool
    siret: str
    employer_name: str


@dataclass(frozen=True)
class Employer:
    """The two facts of a contract (R4.1), as they are stored."""

    siret: str
    name: str


def check_entry(facts: EntryFacts) -> Employer:
    """Return the employer as stored, or refuse with the first reason, from what never passes to what does.

    The candidate comes first: a second click on the last seat is told that the contract is there, not that
    the programme is full. The hour comes after the programme: waiting for 1:00 is no use without a seat.
    """
    check_candidate(facts.state, accepted_elsewhere=facts.accepted_elsewhere)
    check_programme(facts.closed_at, facts.capacity, facts.seats_taken)
    check_moment(facts.calendar, facts.now)
    return check_employer(facts.siret, facts.employer_name)


def check_candidate(state: ApplicationState | None, *, accepted_elsewhere: bool) -> None:
    """Refuse a candidate who holds a contract here, or who has accepted another offer for good."""
    check_event(state or ApplicationState.UNCONFIRMED, Event.ENTER_CONTRACT)
    if accepted_elsewhere:
        raise RuleViolation("accepted_elsewhere")


def check_programme(closed_at: datetime | None, seats: int | None, taken: int) -> None:
    """Refuse a programme that is closed to recruitment, or has no seat left."""
    if closed_at is not None:
        raise RuleViolation("programme_closed", closed_at=closed_at)
    capacity.check_seat(seats, taken)


def check_moment(calendar: Calendar, now: datetime) -> None:
    """Refuse a moment outside the contract window or inside the nightly lock.

    While a date of the window is not known, no moment is inside it.
    """
    window = calendar.contract_window()
    if window is None:
        ends = ("contracts_from", "contracts_until")
        missing = tuple(name for name in ends if getattr(calendar, name) is None)
        raise RuleViolation("outside_contract_window", missing=missing)
    if not window.is_open(now):
        raise RuleViolation("outside_contract_window", window=window, before=now < window.opens_at)
    lockout.check_open(calendar.lockout, now)
    deadlines.reply(calendar, now)  # the offer needs a last day: refuses when the calendar has no term for it


def check_employer(siret_typed: str, name_typed: str) -> Employer:
    """Return the employer's SIRET and name cleaned, or refuse them."""
    number, name = siret(siret_typed), " ".join(name_typed.split())
    if not says_something(name):
        raise RuleViolation("employer_name_missing")
    return Employer(number, name)


def check_break(broken_on: date, *, entered_at: datetime, now: datetime) -> None:
    """Refuse a contract broken before the day it was entered, or after today (R4.8)."""
    first, last = paris.paris_day(entered_at), paris.paris_day(now)
    if not first <= broken_on <= last:
        raise RuleViolation("break_date_invalid", first=first, last=last)
