"""What the day on site reads: who is here, where they wait, what they passed and paid."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted
from recruitment.learners.models import Registration
from recruitment.programmes.models import Programme
from recruitment.rules.stations import waits_at
from recruitment.stations.models import Arrival, OnSite, Passage, Payment, Station
from recruitment.stations.pool import in_pool, standing


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody on site on a day: the stations that they passed, that day or before, and where they wait."""

    row: Any
    passed: dict[int, Any]
    waits_at: int | None

    @property
    def name(self) -> str:
        """Return the name as lists show it."""
        return f"{self.row.last_name} {self.row.first_name}"

    @property
    def waiting(self) -> bool:
        """Tell whether they are in a queue."""
        return self.waits_at is not None and self.row.left_at is None

    @property
    def since(self) -> datetime:
        """Return since when they wait where they are."""
        instants = [one.passed_at for one in self.passed.values()]
        since: datetime = max([self.row.arrived_at, *instants])
        return since

    def minutes(self, now: datetime) -> int:
        """Return how long they have waited."""
        return max((now - self.since) // timedelta(minutes=1), 0)


@dataclass(frozen=True, slots=True)
class Queue:
    """A station with those who wait there, the first first."""

    station: Any
    people: list[Here] = field(default_factory=list)

    def longest(self, now: datetime) -> int:
        """Return the longest wait, in minutes."""
        return max((one.minutes(now) for one in self.people), default=0)


def site(session: Session, centre_id: int) -> Any:
    """Return how a centre's day on site is set, or None."""
    columns = OnSite.__table__.c
    return session.execute(select(*columns).where(columns.centre_id == centre_id)).first()


def station(session: Session, centre_id: int, station_id: int) -> Any:
    """Return a station of a centre, retired or not, or None."""
    columns = Station.__table__.c
    return session.execute(
        select(*columns).where(columns.id == station_id, columns.centre_id == centre_id)
    ).first()


def stations(session: Session, centre_id: int, *, retired: bool = False) -> Sequence[Any]:
    """Return the stations of a centre in their order, or those retired."""
    columns = Station.__table__.c
    closed = columns.retired_at.is_not(None) if retired else columns.retired_at.is_(None)
    return session.execute(
        select(*columns).where(columns.centre_id == centre_id, closed).order_by(columns.position, columns.id)
    ).all()


def here(session: Session, mine: ColumnElement[bool], centre_id: int, day: date) -> list[Here]:
    """Return who has come on a day, of the programmes that one reads, in the order of their arrival."""
    of_day = and_(Arrival.centre_id == centre_id, Arrival.day == day)
    rows = session.execute(_people().where(of_day, mine).order_by(Arrival.rank)).all()
    coming = select(Arrival.admitted_id).where(of_day)
    return _present(session, rows, centre_id, Passage.admitted_id.in_(coming))


def one_here(session: Session, admitted_id: int, centre_id: int, day: date) -> Here | None:
    """Return somebody as they are here on a day, or None."""
    rows = session.execute(_people().where(Arrival.admitted_id == admitted_id, Arrival.day == day)).all()
    found = _present(session, rows, centre_id, Passage.admitted_id == admitted_id)
    return found[0] if found else None


def passed(session: Session, admitted_id: int) -> dict[int, Any]:
    """Return what somebody passed, whatever the day, by station: what was undone is not passed."""
    return _standing_passages(session, Passage.admitted_id == admitted_id).get(admitted_id, {})


def queues(people: Sequence[Here], order: Sequence[Any]) -> list[Queue]:
    """Return each station with those who wait there, who waits longest first."""
    found = [Queue(station) for station in order]
    for queue in found:
        waiting = [one for one in people if one.waiting and one.waits_at == queue.station.id]
        queue.people.extend(sorted(waiting, key=lambda one: (one.since, one.row.rank)))
    return found


def history(session: Session, admitted_id: int) -> Sequence[Any]:
    """Return all that somebody passed, undone or not, the latest first."""
    undoer = aliased(Account)
    return session.execute(
        _passages()
        .add_columns(Passage.undone_at, Passage.undo_reason, undoer.display_name.label("undone_by"))
        .outerjoin(undoer, undoer.id == Passage.undone_by_id)
        .where(Passage.admitted_id == admitted_id)
        .order_by(Passage.id.desc())
    ).all()


def passage(session: Session, passage_id: int, seen: ColumnElement[bool]) -> Any:
    """Return a passage with its station, who it is about and what was paid; None where one does not see it."""
    return session.execute(
        _passages()
        .add_columns(
            Passage.undone_at,
            Passage.centre_id,
            Admitted.programme_id,
            Admitted.last_name,
            Admitted.first_name,
            Admitted.candidate_number,
            Programme.title,
        )
        .join(Admitted, Admitted.id == Passage.admitted_id)
        .join(Programme, Programme.id == Admitted.programme_id)
        .where(Passage.id == passage_id, seen)
    ).first()


def search(
    session: Session, mine: ColumnElement[bool], *conditions: ColumnElement[bool], most: int
) -> Sequence[Any]:
    """Return people of the pool that answer a search, with whether they are registered."""
    return session.execute(
        select(
            Admitted.id,
            Admitted.candidate_number,
            Admitted.last_name,
            Admitted.first_name,
            Admitted.birth_date,
            Programme.title,
            Registration.validated_at,
        )
        .join(Programme, Programme.id == Admitted.programme_id)
        .outerjoin(Registration, standing)
        .where(mine, in_pool, *conditions)
        .order_by(Admitted.sort_name, Admitted.id)
        .limit(most)
    ).all()


def _people() -> Any:
    return (
        select(
            Arrival.id,
            Arrival.admitted_id,
            Arrival.rank,
            Arrival.arrived_at,
            Arrival.left_at,
            Arrival.left_reason,
            Admitted.programme_id,
            Admitted.centre_id,
            Admitted.candidate_number,
            Admitted.last_name,
            Admitted.first_name,
            Programme.title,
            Registration.validated_at,
            Account.display_name.label("arrived_by"),
        )
        .join(Admitted, Admitted.id == Arrival.admitted_id)
        .join(Programme, Programme.id == Arrival.programme_id)
        .join(Account, Account.id == Arrival.arrived_by_id)
        .outerjoin(Registration, standing)
    )


def _passages() -> Any:
    return (
        select(
            Passage.id,
            Passage.admitted_id,
            Passage.station_id,
            Passage.passed_at,
            Station.name.label("station"),
            Station.kind,
            Account.display_name.label("passed_by"),
            Payment.receipt_number,
            Payment.method,
            Payment.payer,
            Payment.amount_cents,
            Payment.reference,
        )
        .join(Station, Station.id == Passage.station_id)
        .join(Account, Account.id == Passage.passed_by_id)
        .outerjoin(Payment, Payment.passage_id == Passage.id)
    )


def _present(
    session: Session, rows: Sequence[Any], centre_id: int, theirs: ColumnElement[bool]
) -> list[Here]:
    order = [one.id for one in stations(session, centre_id)]
    found = _standing_passages(session, theirs)
    return [
        Here(row, found.get(row.admitted_id, {}), waits_at(order, found.get(row.admitted_id, {})))
        for row in rows
    ]


def _standing_passages(session: Session, theirs: ColumnElement[bool]) -> dict[int, dict[int, Any]]:
    found: dict[int, dict[int, Any]] = {}
    for one in session.execute(_passages().where(theirs, Passage.undone_at.is_(None))):
        found.setdefault(one.admitted_id, {})[one.station_id] = one
    return found
