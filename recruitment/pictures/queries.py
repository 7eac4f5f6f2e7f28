"""All the figures of a scope at an instant, and those of the same date of the year before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.pictures import capacities, counts, weeks
from recruitment.pictures.counts import Funnel, Medians
from recruitment.pictures.scopes import Scope, year_before
from recruitment.programmes.models import Programme
from recruitment.programmes.queries import calendar_of
from recruitment.rules.paris import midnight, paris_day
from recruitment.rules.vocabulary import Origin


@dataclass(frozen=True, slots=True)
class Week:
    """A week's end, or the instant asked for in the last one: contracts that hold, accepted ones, seats."""

    monday: date
    active: int
    accepted: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions of one week."""

    monday: date
    persons: int
    automatic: int

    @property
    def all(self) -> int:
        """Both kinds."""
        return self.persons + self.automatic


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the pictures of a scope show, as it stood at an instant."""

    year: int
    at: datetime
    funnel: Funnel
    medians: Medians
    weeks: list[Week]
    decisions: list[Decided]
    capacity: int
    capacity_told: bool  # its changes are in the journal; else it is the present one throughout
    programmes: int

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not self.funnel.wishes and not self.funnel.contracts


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of a scope, and those of the same date of the year before, if that campaign is known."""

    now: Figures
    before: Figures | None


def compared(session: Session, scope: Scope, at: datetime, *, brief: bool = False) -> Compared:
    """Return the figures of a scope, beside those of the year before when it exists and had wishes.

    `brief` leaves out medians and decisions, which cost the most: for a page that draws the funnel and the weeks alone.
    """
    past = year_before(session, scope)
    then = None if past is None else figures(session, past, weeks.same_date_before(at), brief=brief)
    return Compared(figures(session, scope, at, brief=brief), None if then is None or then.empty else then)


def figures(session: Session, scope: Scope, at: datetime, *, brief: bool = False) -> Figures:
    """Return the figures of a scope as they stood at an instant."""
    by_week, told, capacity = _weeks(session, scope, at)
    return Figures(
        year=scope.year,
        at=at,
        funnel=counts.funnel(session, scope, at),
        medians=counts.Medians(None, None) if brief else counts.medians(session, scope, at),
        weeks=by_week,
        decisions=[] if brief else _decisions(session, scope, at),
        capacity=capacity,
        capacity_told=told,
        programmes=session.scalar(select(func.count()).select_from(Programme).where(scope.condition)) or 0,
    )


def _weeks(session: Session, scope: Scope, at: datetime) -> tuple[list[Week], bool, int]:
    active, accepted = (weeks.by_week(moves) for moves in counts.contract_moves(session, scope, at))
    opened = calendar_of(scope.campaign_id).contracts_from
    first = min((day for day in (opened, *active) if day), default=None)
    mondays = weeks.between(first, max([_last_day(scope, at), *active])) if first else []
    ends = [min(midnight(day + weeks.WEEK) - timedelta(microseconds=1), at) for day in mondays]
    seats, told = capacities.capacities(session, scope, [*ends, at])
    found, holding, good = [], 0, 0
    for day, capacity in zip(mondays, seats, strict=False):
        holding += active.get(day, 0)
        good += accepted.get(day, 0)
        found.append(Week(day, holding, good, capacity))
    return found, told, seats[-1]


def _decisions(session: Session, scope: Scope, at: datetime) -> list[Decided]:
    found = counts.decisions_by_hour(session, scope, at)
    persons, automatic = (weeks.by_week(found[origin]) for origin in (Origin.PERSON, Origin.SYSTEM))
    known = persons.keys() | automatic.keys()
    if not known:
        return []
    mondays = weeks.between(min(known), max([_last_day(scope, at), *known]))
    return [Decided(day, persons.get(day, 0), automatic.get(day, 0)) for day in mondays]


def _last_day(scope: Scope, at: datetime) -> date:
    """Return the day at which the pictures end: today, or the end of the contracts of a campaign that is over."""
    today = paris_day(at)
    return min(today, calendar_of(scope.campaign_id).contracts_until or today)
