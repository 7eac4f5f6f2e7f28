"""The lines of the regional tables: centres with their last activity, programmes with their nine counters."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from recruitment.core.database import db
from recruitment.programmes import titles
from recruitment.programmes.models import Programme
from recruitment.regional import queries
from recruitment.regional.listing import Listing
from recruitment.rules import capacity
from recruitment.rules.counters import COUNTERS, WITH_CONTRACT, WITHOUT_CONTRACT

CLOSED = ("neutre", "ban", "Recrutement clos")
UNSET = ("attention", "info-circle", "Sans capacité")
FULL = ("bloque", "ban", "Capacité atteinte")
OPEN = ("ok", "lock-open", "Ouverte")


@dataclass(frozen=True, slots=True)
class Line:
    """A programme and its figures."""

    row: Any
    counts: dict[str, int]
    entered: int
    deadline: date | None
    days: int | None

    @property
    def title(self) -> titles.Title:
        """Return the programme's kind and name."""
        return titles.split(self.row.title)

    @property
    def situation(self) -> tuple[str, str, str]:
        """Return whether it takes contracts: tone, icon and words."""
        if self.row.closed_at is not None:
            return CLOSED
        if not capacity.is_set(self.row.capacity):
            return UNSET
        return OPEN if capacity.seats_left(self.row.capacity, self.row.seats_taken) else FULL

    @property
    def without(self) -> int:
        """Return the wishes without a contract."""
        return sum(self.counts[state] for state in WITHOUT_CONTRACT)

    @property
    def contracted(self) -> int:
        """Return the wishes with one."""
        return sum(self.counts[state] for state in WITH_CONTRACT)


def with_activity(listing: Listing) -> Listing:
    """Return the listing with when each centre shown was last active."""
    found = queries.last_activity(db.session(), [one.id for one in listing.rows])
    return replace(listing, rows=[replace(one, last_at=found.get(one.id)) for one in listing.rows])


def programmes(scope: ColumnElement[bool], today: date) -> list[Line]:
    """Return the programmes of a scope with their nine counters (R1.1)."""
    session, by = db.session(), Programme.id
    counts, entered = queries.states(session, scope, by), queries.contracts_entered(session, scope, by)
    deadlines = queries.soonest(session, scope, by)
    lines = []
    for row in queries.programmes(session, scope):
        last_day = deadlines.get(row.id)
        days = (last_day - today).days if last_day else None
        lines.append(Line(row, counts[row.id], entered.get(row.id, 0), last_day, days))
    return lines


def summed(lines: list[Line]) -> dict[str, int]:
    """Return the nine counters of them all."""
    return {str(state): sum(line.counts[state] for line in lines) for state in COUNTERS}
