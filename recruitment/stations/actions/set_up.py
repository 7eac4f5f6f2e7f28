"""Set a centre's day on site up: open or closed, its stations and their order, when what is validated goes up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.enrolments import queries as enrolments
from recruitment.enrolments import uplink
from recruitment.enrolments.actions.locks import lock_programmes
from recruitment.exchanges.moments import AT_END_OF_DAY, UplinkMoment
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.stations import DEFAULT
from recruitment.stations.actions.close_day import queue_validated
from recruitment.stations.actions.site import Author, open_stations
from recruitment.stations.models import OnSite, Station


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an administrator chooses."""

    enabled: bool
    moment: str
    amount_cents: int | None


def choose(author: Author, centre_id: int, chosen: Chosen) -> int:
    """Open or close the day on site; opened for the first time it has the usual stations. Raises no_payment_station.

    Where a validation goes up at once, what waited for the end of a day goes up now, enrolments marked done too;
    return how many.
    """
    with transaction() as session:
        now = clock.now()
        # A validation holds its programme: it has read the moment chosen before, or will read this one.
        lock_programmes(session, _programmes(session, centre_id))
        site = _site(session, centre_id, now)
        if chosen.enabled and not _any(session, centre_id):
            for position, (kind, name) in enumerate(DEFAULT, start=1):
                session.add(Station(centre_id=centre_id, kind=kind, name=name, position=position))
            session.flush()
        if chosen.moment == AT_END_OF_DAY and not (chosen.enabled and _takes_payment(session, centre_id)):
            raise RuleViolation("no_payment_station")
        site.enabled, site.amount_cents = chosen.enabled, chosen.amount_cents
        waited = _moment(session, author, centre_id, chosen.moment, now) == AT_END_OF_DAY
        queued = 0 if chosen.moment == AT_END_OF_DAY else queue_validated(session, centre_id, now)
        if waited and chosen.moment != AT_END_OF_DAY:
            queued += uplink.tell_waiting(session, centre_id, enrolments.holds, now)
        _changed(session, author, site, now, **({"registrations": queued} if queued else {}))
    return queued


def add_station(author: Author, centre_id: int, kind: str, name: str) -> int:
    """Add a station after the others. Raises payment_station_taken."""
    with transaction() as session:
        now = clock.now()
        site = _site(session, centre_id, now)
        last = session.scalar(select(func.max(Station.position)).where(Station.centre_id == centre_id))
        station = Station(centre_id=centre_id, kind=kind, name=name, position=(last or 0) + 1)
        session.add(station)
        _changed(session, author, site, now, station=kind)
        return station.id


def rename_station(author: Author, centre_id: int, station_id: int, name: str) -> None:
    """Change the name of a station."""
    with transaction() as session:
        now = clock.now()
        site = _site(session, centre_id, now)
        session.get_one(Station, station_id).name = name
        _changed(session, author, site, now, renamed=station_id)


def move_station(author: Author, centre_id: int, station_id: int, step: int) -> None:
    """Move a station before the previous one (-1) or after the next one (1)."""
    with transaction() as session:
        now = clock.now()
        site = _site(session, centre_id, now)
        order = open_stations(session, centre_id)
        rank = next((rank for rank, one in enumerate(order) if one.id == station_id), None)
        if rank is None:
            raise RuleViolation("station_retired")
        place = min(max(rank + step, 0), len(order) - 1)
        order.insert(place, order.pop(rank))
        for position, one in enumerate(order, start=1):
            one.position = position
        _changed(session, author, site, now, moved=station_id)


def retire_station(author: Author, centre_id: int, station_id: int, *, restored: bool = False) -> None:
    """Close a station, or open it again after the others: who passed it has passed it.

    Raises no_payment_station when the end of the day waits for payments, payment_station_taken.
    """
    with transaction() as session:
        now = clock.now()
        site = _site(session, centre_id, now)
        station = session.get_one(Station, station_id)
        station.retired_at = None if restored else now
        if restored:
            station.position = 1 + max((one.position for one in open_stations(session, centre_id)), default=0)
        session.flush()
        moment = session.get(UplinkMoment, centre_id)
        waits = moment is not None and moment.moment == AT_END_OF_DAY
        if waits and not _takes_payment(session, centre_id):
            raise RuleViolation("no_payment_station")
        _changed(session, author, site, now, **{"restored" if restored else "retired": station_id})


def _site(session: Session, centre_id: int, now: datetime) -> OnSite:
    site = session.get(OnSite, centre_id, with_for_update=True, populate_existing=True)
    if site is None:
        site = OnSite(centre_id=centre_id, enabled=False, version=0, receipts=0, updated_at=now)
        session.add(site)
        session.flush()
    return site


def _programmes(session: Session, centre_id: int) -> list[int]:
    return list(session.scalars(select(Programme.id).where(Programme.centre_id == centre_id)))


def _any(session: Session, centre_id: int) -> bool:
    return session.scalar(select(Station.id).where(Station.centre_id == centre_id).limit(1)) is not None


def _takes_payment(session: Session, centre_id: int) -> bool:
    return any(one.kind == "payment" for one in open_stations(session, centre_id))


def _moment(session: Session, author: Author, centre_id: int, moment: str, now: datetime) -> str | None:
    """Keep the moment chosen; return the one before."""
    row = session.get(UplinkMoment, centre_id)
    before = row.moment if row is not None else None
    if row is None:
        row = UplinkMoment(centre_id=centre_id, moment=moment, updated_at=now)
        session.add(row)
    row.moment, row.updated_at, row.updated_by_id = moment, now, author.id
    return before


def _changed(session: Session, author: Author, site: OnSite, now: datetime, **details: object) -> None:
    site.version += 1
    site.updated_at, site.updated_by_id = now, author.id
    session.flush()
    record(session, site.centre_id, Line("stations_changed", person(author.id), now, details=details or None))
