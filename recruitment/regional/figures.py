"""The figures of an académie: one line per centre, and their totals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.regional import queries
from recruitment.rules.vocabulary import ApplicationState as State


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre and what its programmes of the campaign hold."""

    id: int
    uai: str
    name: str
    town: str
    department: str
    programmes: int
    open: int
    full: int
    capacity: int
    entered: int
    counts: dict[str, int]
    deadline: date | None
    last_at: datetime | None = None

    @property
    def active(self) -> int:
        """Return the contracts that hold a seat (R4.4)."""
        return self.accepted + self.keeping + self.pending

    @property
    def accepted(self) -> int:
        """Return the offers accepted for good."""
        return self.counts.get(State.ACCEPTED, 0)

    @property
    def keeping(self) -> int:
        """Return the offers accepted with wishes kept."""
        return self.counts.get(State.ACCEPTED_KEEPING_WISHES, 0)

    @property
    def pending(self) -> int:
        """Return the offers that wait for a reply."""
        return self.counts.get(State.OFFER_PENDING, 0)

    @property
    def to_examine(self) -> int:
        """Return the files to examine."""
        return self.counts.get(State.CONFIRMED, 0)

    @property
    def rate(self) -> int | None:
        """Return the seats taken, in per cent; nothing where no capacity is set."""
        return share(self.active, self.capacity)


@dataclass(frozen=True, slots=True)
class Totals:
    """The académie, or a département of it, in one line."""

    centres: int = 0
    departments: int = 0
    open: int = 0
    full: int = 0
    capacity: int = 0
    entered: int = 0
    active: int = 0
    accepted: int = 0
    to_examine: int = 0
    deadline: date | None = None
    shares: dict[str, int | None] = field(default_factory=dict)


def share(part: int, whole: int) -> int | None:
    """Return a part in per cent, rounded down: 100 is never said of what is not whole."""
    return 100 * part // whole if whole else None


def of_academie(academie: str | None, department: str = "") -> ColumnElement[bool]:
    """Return the condition on `training_centre` for an académie, or a département of it."""
    theirs = TrainingCentre.academie == academie
    return and_(theirs, TrainingCentre.department == department) if department else theirs


def within(academie: str | None, department: str = "") -> ColumnElement[bool]:
    """Return the condition on `programme` for the same, whatever the campaign."""
    wanted = select(TrainingCentre.id).where(of_academie(academie, department))
    return Programme.centre_id.in_(wanted)


def programmes_of(campaign_id: int, academie: str | None, department: str = "") -> ColumnElement[bool]:
    """Return the condition on `programme` for the same, in a campaign."""
    return and_(Programme.campaign_id == campaign_id, within(academie, department))


def centres(session: Session, campaign_id: int, academie: str | None, department: str = "") -> list[Centre]:
    """Return the centres of an académie with their figures: four statements, however many there are."""
    scope = programmes_of(campaign_id, academie, department)
    rows = queries.centres(session, campaign_id, of_academie(academie, department))
    counts, entered = queries.states(session, scope), queries.contracts_entered(session, scope)
    deadlines = queries.soonest(session, scope)
    return [_centre(row, counts[row.id], entered.get(row.id, 0), deadlines.get(row.id)) for row in rows]


def totals(found: Sequence[Centre]) -> Totals:
    """Add the lines up."""
    capacity, entered, active = (_sum(getattr(one, name) for one in found) for name in _SUMMED)
    accepted = _sum(one.accepted for one in found)
    return Totals(
        centres=len(found),
        departments=len({one.department for one in found}),
        open=_sum(one.open for one in found),
        full=_sum(one.full for one in found),
        capacity=capacity,
        entered=entered,
        active=active,
        accepted=accepted,
        to_examine=_sum(one.to_examine for one in found),
        deadline=min((one.deadline for one in found if one.deadline), default=None),
        shares={"seats": share(active, capacity), "accepted": share(accepted, entered)},
    )


_SUMMED = ("capacity", "entered", "active")


def _sum(numbers: Iterable[int]) -> int:
    return sum(numbers)


def _centre(row: Any, counts: dict[str, int], entered: int, deadline: date | None) -> Centre:
    return Centre(
        id=row.id,
        uai=row.uai,
        name=row.name,
        town=row.town or "",
        department=row.department or "",
        programmes=row.programmes,
        open=row.open,
        full=row.full,
        capacity=int(row.capacity),
        entered=entered,
        counts=counts,
        deadline=deadline,
    )
