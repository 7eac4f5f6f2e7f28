"""What an act on site locks first: the centre's row, which says that its board has changed; and who is there today."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.journal.actions import Line, person, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import paris_day
from recruitment.stations.models import Arrival, OnSite, Passage, Station


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


def lock_site(session: Session, centre_id: int) -> OnSite:
    """Lock a centre's day on site and tell its boards that it changes. Raises stations_closed."""
    site = session.get(OnSite, centre_id, with_for_update=True, populate_existing=True)
    if site is None or not site.enabled:
        raise RuleViolation("stations_closed")
    site.version += 1
    return site


def open_stations(session: Session, centre_id: int) -> list[Station]:
    """Return the stations of a centre in their order."""
    statement = select(Station).where(Station.centre_id == centre_id, Station.retired_at.is_(None))
    return list(session.scalars(statement.order_by(Station.position, Station.id)))


def passed_by(session: Session, admitted_id: int) -> set[int]:
    """Return the stations that somebody has passed, that day or before."""
    statement = select(Passage.station_id).where(
        Passage.admitted_id == admitted_id, Passage.undone_at.is_(None)
    )
    return set(session.scalars(statement))


def arrival_of(session: Session, admitted_id: int, now: datetime) -> Arrival | None:
    """Return somebody's arrival today, left or not."""
    statement = select(Arrival).where(Arrival.admitted_id == admitted_id, Arrival.day == paris_day(now))
    return session.scalars(statement).first()


def next_rank(session: Session, centre_id: int, now: datetime) -> int:
    """Return the place of who arrives next."""
    last = select(func.max(Arrival.rank)).where(Arrival.centre_id == centre_id, Arrival.day == paris_day(now))
    return (session.scalar(last) or 0) + 1


def tell(session: Session, event: str, author: Author, found: Any, now: datetime, **details: Any) -> None:
    """Write an act on somebody in the journal: ids and codes only."""
    one = found.Admitted
    told = {"admitted": one.id, **({"learner": found.learner_id} if found.learner_id else {}), **details}
    where = {"programme_id": one.programme_id, "application_id": one.application_id}
    record(session, one.centre_id, Line(event, person(author.id), now, details=told, **where))
