"""What is checked of a registration before it is validated (R6.2): what stops it, what waits for a day, what warns.

The day is the Paris one of the control; the first day of term is the centre's own.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from recruitment.rules.ages import is_minor
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import IneForm, ine

#: Months during which one may follow the course without an employer (L6222-12-1 of the Code du travail).
MONTHS_WITHOUT_EMPLOYER = 3
#: Ages between which one becomes an apprentice without a derogation (L6222-1, L6222-2, D6222-1).
YOUNGEST, OLDEST = 15, 29
LEFT, WAITING_ANSWER = 3, 0  # the platform's `codeSituation`


class Level(StrEnum):
    """What a finding does: it stops the validation, lets it wait for a day, or only warns."""

    BLOCKING = "blocking"
    WAITING = "waiting"
    WARNING = "warning"


class Verdict(StrEnum):
    """Where a controlled registration stands."""

    READY = "ready"
    WAITING = "waiting"
    BLOCKED = "blocked"


class ContractStanding(StrEnum):
    """What is known here of the employer."""

    HELD = "held"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the controls look at; who and where is none of their business."""

    day: date
    first_day: date | None
    school_year: int
    campaign_year: int
    situation: int = 1
    gone: bool = False
    wish_left: bool = False
    already_registered: bool = False
    registered_elsewhere: bool = False
    namesake: bool = False
    ine: str | None = None
    ine_doubtful: bool = False
    birth_date: date | None = None
    guardians: int = 0
    division: bool = False
    division_retired: bool = False
    seats: int | None = None
    seats_taken: int = 0
    regime: str | None = None
    documents_missing: int = 0
    documents_late: int = 0
    has_phone: bool = True
    has_email: bool = True
    has_address: bool = True
    contract: ContractStanding = ContractStanding.HELD


@dataclass(frozen=True, slots=True)
class Control:
    """One control: its code, what it does when it finds something, and how it looks."""

    code: str
    level: Level
    finds: Callable[[Facts], bool]


def employer_until(first_day: date) -> date:
    """Return the last day on which the course may be followed without an employer."""
    month = first_day.month - 1 + MONTHS_WITHOUT_EMPLOYER
    year, month = first_day.year + month // 12, month % 12 + 1
    try:
        same_day = date(year, month, first_day.day)
    except ValueError:  # the 30 November has no 30 February
        return date(year, month + 1, 1) - timedelta(days=1)
    return same_day - timedelta(days=1)


def _reference_day(facts: Facts) -> date:
    """Return the day on which an age is asked for: the first of the course, or a later one once it began."""
    return max(facts.day, facts.first_day or facts.day)


def _unusual_age(facts: Facts) -> bool:
    if facts.birth_date is None:
        return False
    born, day = facts.birth_date, _reference_day(facts)
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return not YOUNGEST <= age <= OLDEST


def _provisional(facts: Facts) -> bool:
    if facts.ine is None:
        return False
    try:
        return ine(facts.ine).form is IneForm.PROVISIONAL
    except RuleViolation:
        return False


def _no_employer(facts: Facts, *, late: bool) -> bool:
    if facts.contract is ContractStanding.HELD or facts.first_day is None:
        return False
    return (facts.day > employer_until(facts.first_day)) is late


def _guardian_missing(facts: Facts) -> bool:
    return not facts.guardians and is_minor(facts.birth_date, _reference_day(facts))


def _full(facts: Facts) -> bool:
    return facts.seats is not None and facts.seats_taken > facts.seats


_BLOCKING: tuple[tuple[str, Callable[[Facts], bool]], ...] = (
    ("admission_gone", lambda facts: facts.gone),
    ("admission_left", lambda facts: facts.situation == LEFT or facts.wish_left),
    ("admission_unanswered", lambda facts: facts.situation == WAITING_ANSWER),
    ("other_year", lambda facts: facts.school_year != facts.campaign_year),
    ("registered_twice", lambda facts: facts.already_registered),
    ("birth_date_missing", lambda facts: facts.birth_date is None),
    ("guardian_missing", _guardian_missing),
    ("ine_missing", lambda facts: not facts.ine),
    ("division_missing", lambda facts: not facts.division),
    ("division_retired", lambda facts: facts.division_retired),
    ("regime_missing", lambda facts: facts.regime is None),
    ("document_missing", lambda facts: facts.documents_missing > 0),
    ("first_day_missing", lambda facts: facts.first_day is None),
)
_WARNING: tuple[tuple[str, Callable[[Facts], bool]], ...] = (
    ("ine_doubtful", lambda facts: facts.ine_doubtful),
    ("ine_provisional", _provisional),
    ("registered_elsewhere", lambda facts: facts.registered_elsewhere),
    ("namesake", lambda facts: facts.namesake),
    ("age_unusual", _unusual_age),
    ("division_full", _full),
    ("document_late", lambda facts: facts.documents_late > 0),
    ("phone_missing", lambda facts: not facts.has_phone),
    ("email_missing", lambda facts: not facts.has_email),
    ("address_missing", lambda facts: not facts.has_address),
    ("contract_broken", lambda facts: facts.contract is ContractStanding.BROKEN),
    ("contract_unknown", lambda facts: facts.contract is ContractStanding.UNKNOWN),
    ("employer_awaited", lambda facts: _no_employer(facts, late=False)),
    ("employer_too_late", lambda facts: _no_employer(facts, late=True)),
)

#: Every control, in the order in which a report tells what it found.
CONTROLS: tuple[Control, ...] = (
    *(Control(code, Level.BLOCKING, finds) for code, finds in _BLOCKING),
    Control(
        "before_first_day",
        Level.WAITING,
        lambda facts: facts.first_day is not None and facts.day < facts.first_day,
    ),
    *(Control(code, Level.WARNING, finds) for code, finds in _WARNING),
)
LEVELS: dict[str, Level] = {control.code: control.level for control in CONTROLS}


def findings(facts: Facts) -> list[str]:
    """Return the codes of what the controls find, those that stop first (R6.2)."""
    return [control.code for control in CONTROLS if control.finds(facts)]


def at_level(codes: Iterable[str], level: Level) -> list[str]:
    """Return those of the codes that do that; a code that is no more is left out."""
    return [code for code in codes if LEVELS.get(code) is level]


def verdict(codes: Collection[str]) -> Verdict:
    """Return where a registration of these findings stands."""
    if at_level(codes, Level.BLOCKING):
        return Verdict.BLOCKED
    return Verdict.WAITING if at_level(codes, Level.WAITING) else Verdict.READY
