"""The watch over the clock (I16): it never goes back, and a long jump forward waits for an operator's word.

What the system does by itself cannot be taken back, so a clock that is wrong must stop it. A weekend or a
month without a run is simply caught up; beyond, `flask jobs acknowledge-clock` says that the time shown is
the right one.

The same watch stops these acts when the nightly check finds that seats, decisions or the journal are no longer what
they must be (I1, I2, I14): writing on would bury the traces. `flask jobs allow-acts` lets them go on.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.models import ClockGuard
from recruitment.rules.errors import RuleViolation

LONGEST_JUMP = timedelta(days=45)  # I16
TOLERANCE = timedelta(minutes=1)  # between the machines of one installation, and what NTP corrects


def last_seen(session: Session) -> datetime | None:
    """Return the latest instant that a job has seen."""
    return session.scalar(select(ClockGuard.last_seen).where(ClockGuard.id == 1))


def check(session: Session, now: datetime) -> None:
    """Refuse an act that cannot be taken back, while the clock is suspect or the acts are stopped.

    Raises RuleViolation: clock_suspect, acts_stopped.
    """
    row = session.execute(
        select(ClockGuard.last_seen, ClockGuard.stopped_for).where(ClockGuard.id == 1)
    ).first()
    if row is not None:
        judge(row.last_seen, now, row.stopped_for)


def judge(seen: datetime | None, now: datetime, stopped_for: str | None = None) -> None:
    """Do the same, from the instant last seen and what stopped the acts.

    A simulated clock stands where a person put it: a jump forward there has had its operator's word.
    """
    if stopped_for:
        raise RuleViolation("acts_stopped", invariant=stopped_for)
    if seen is None or seen - TOLERANCE <= now <= seen + LONGEST_JUMP:
        return
    if clock.is_simulated() and now > seen:
        return
    raise RuleViolation("clock_suspect", last_seen=seen, now=now, backwards=now < seen)


def note_instant(session: Session, now: datetime) -> None:
    """Check the clock, then remember how far it has come."""
    check(session, now)
    _move(session, now)


def acknowledge(session: Session, now: datetime) -> datetime | None:
    """Take the time shown for the right one, on an operator's word; return the instant last seen before it.

    A clock that went back is not taken: nothing irreversible happens until the instant last seen is passed.
    """
    before = last_seen(session)
    if before is not None and now < before - TOLERANCE:
        raise RuleViolation("clock_suspect", last_seen=before, now=now, backwards=True)
    _move(session, now)
    return before


def stop_acts(session: Session, invariant: str, now: datetime) -> bool:
    """Stop the acts that cannot be taken back; return whether they were not stopped already."""
    _move(session, now)
    return _set_stopped(session, ClockGuard.stopped_for.is_(None), invariant)


def allow_acts(session: Session) -> bool:
    """Let them go on; return whether they were stopped."""
    return _set_stopped(session, ClockGuard.stopped_for.is_not(None), None)


def _set_stopped(session: Session, before: ColumnElement[bool], stopped_for: str | None) -> bool:
    changed = session.execute(
        update(ClockGuard)
        .where(ClockGuard.id == 1, before)
        .values(stopped_for=stopped_for)
        .returning(ClockGuard.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


def _move(session: Session, now: datetime) -> None:
    if last_seen(session) is None:
        try:
            with session.begin_nested():
                session.execute(insert(ClockGuard).values(id=1, last_seen=now))
        except IntegrityError:  # another process was first
            pass
        else:
            return
    session.execute(
        update(ClockGuard)
        .where(ClockGuard.id == 1, ClockGuard.last_seen < now)
        .values(last_seen=now)
        .execution_options(synchronize_session=False)
    )
