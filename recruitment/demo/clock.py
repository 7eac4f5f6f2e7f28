"""The demonstration's clock: its distance from the real time, shared by every process through the database.

Without a stored distance the time begins at TREMPLIN_CLOCK with the process; outside the demonstration
nothing of this is installed (`core.config` refuses the setting).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from recruitment.core import clock, clock_guard
from recruitment.core.database import db
from recruitment.core.models import SimulatedClock
from recruitment.core.transaction import transaction

KEPT = 0.5  # seconds of real time during which a distance is believed without looking again
RESTART = timedelta(minutes=2)  # a distance not seen for longer was left by a process that ended
MICROSECOND = timedelta(microseconds=1)
MAKING = -MICROSECOND  # stored until the history has been played to its end
KEY = "tremplin.demo_clock"
_READ = "SELECT offset_us FROM simulated_clock WHERE id = 1"


@dataclass(slots=True)
class SharedOffset:
    """Reads the stored distance, at most twice a second, past the session and its transaction."""

    engine: Engine
    offset: timedelta
    read_at: float = field(default=float("-inf"))

    def __call__(self) -> timedelta:
        """Return how far the simulated time is from the real one."""
        if monotonic() - self.read_at > KEPT:
            self.look()
        return self.offset

    def look(self) -> None:
        """Read the distance again; without a stored one, or a table, the process keeps its own."""
        self.read_at = monotonic()
        connection: Any = self.engine.raw_connection()
        try:
            found = connection.cursor().execute(_READ).fetchone()
        except self.engine.dialect.loaded_dbapi.Error:
            found = None
        finally:
            connection.close()
        if found is not None:
            self.offset = found[0] * MICROSECOND


def install(app: Flask, start: datetime | None) -> None:
    """Let the product's time be the demonstration's."""
    own = start - clock.wall() if start is not None else timedelta()
    with app.app_context():
        app.extensions[KEY] = SharedOffset(db.engine, own)
    resume_reading(app)


def resume_reading(app: Flask) -> None:
    """Follow the shared distance again, after a history was played at instants of its own."""
    clock.simulate(app.extensions[KEY])


def is_stored() -> bool:
    """Tell whether the database is a demonstration's."""
    return db.session().scalar(select(SimulatedClock.offset_us)) is not None


def is_unfinished() -> bool:
    """Tell whether the demonstration was being made when something stopped it."""
    return db.session().scalar(select(SimulatedClock.offset_us)) == MAKING // MICROSECOND


def announce_making() -> None:
    """Mark the database as a demonstration's that is being made."""
    with transaction() as session:
        _store(session, MAKING)


def begin_at(instant: datetime) -> None:
    """Let the clock of a demonstration that was just made begin to run."""
    with transaction() as session:
        _store(session, instant - clock.wall())
        clock_guard.acknowledge(session, instant)
    shared: SharedOffset = current_app.extensions[KEY]
    shared.look()


def put_at(instant: datetime) -> None:
    """Put the clock at an instant, on an operator's word; it never goes back."""
    with transaction() as session:
        now = clock.now()
        if is_stored() and instant < now:
            return
        _store(session, instant - clock.wall())
        clock_guard.acknowledge(session, instant)
    shared: SharedOffset = current_app.extensions[KEY]
    shared.look()


def stop() -> None:
    """Remember how far the clock has come: it stands still while nothing runs."""
    with transaction() as session:
        clock_guard.acknowledge(session, clock.now())


def resume() -> None:
    """Go on from the last instant seen, when the processes have been stopped in between."""
    shared: SharedOffset = current_app.extensions[KEY]
    shared.look()
    with transaction() as session:
        seen = clock_guard.last_seen(session)
        if seen is not None and clock.now() - seen > RESTART:
            _store(session, seen - clock.wall())
    shared.look()


def _store(session: Session, offset: timedelta) -> None:
    offset_us = offset // MICROSECOND
    changed = session.execute(update(SimulatedClock).values(offset_us=offset_us).returning(SimulatedClock.id))
    if changed.first() is None:
        session.execute(insert(SimulatedClock).values(id=1, offset_us=offset_us))
