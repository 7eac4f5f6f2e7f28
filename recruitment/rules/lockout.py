"""The nightly window in which no contract is entered (R4.6): wall-clock hours of a zone, half-open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import aware

_SEARCHED = timedelta(days=3)  # a daily window opens and closes within two days, whatever the clocks do


@dataclass(frozen=True)
class Lockout:
    """Closed from `from_` (included) to `until` (not included) every day; `until` may be on the next day.

    The same hour twice is an empty window: no lock at all.
    """

    timezone: str
    from_: time
    until: time

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose wall clock counts."""
        return ZoneInfo(self.timezone)


#: S4: "chaque jour entre minuit et 1h du matin GTM+1", read as Paris time. Holds where a calendar is silent.
NIGHTLY = Lockout("Europe/Paris", time(0), time(1))


def is_locked(lockout: Lockout, now: datetime) -> bool:
    """Tell whether no contract may be entered now."""
    clock = aware(now).astimezone(lockout.zone).time()
    if lockout.from_ <= lockout.until:
        return lockout.from_ <= clock < lockout.until
    return clock >= lockout.from_ or clock < lockout.until


def check_open(lockout: Lockout, now: datetime) -> None:
    """Refuse an entry inside the window, and say when it opens again."""
    if is_locked(lockout, now):
        raise RuleViolation("locked_out", lockout=lockout, opens_at=next_opening(lockout, now))


def next_opening(lockout: Lockout, now: datetime) -> datetime | None:
    """Return the first instant after `now` at which a lock ends; None for an empty window."""
    return _next_edge(lockout, now, locked=False)


def next_closing(lockout: Lockout, now: datetime) -> datetime | None:
    """Return the first instant after `now` at which a lock begins; None for an empty window."""
    return _next_edge(lockout, now, locked=True)


def countdown(lockout: Lockout, now: datetime) -> timedelta | None:
    """Return what is left of the lock; None outside it."""
    opening = next_opening(lockout, now) if is_locked(lockout, now) else None
    return opening - now if opening else None


def _next_edge(lockout: Lockout, now: datetime, *, locked: bool) -> datetime | None:
    """Return the first instant after `now` where the lock turns to `locked`, tried on each candidate."""
    tick = timedelta(microseconds=1)
    edges = (edge for edge in sorted(_candidates(lockout, now)) if edge > now)
    return next(
        (
            edge
            for edge in edges
            if is_locked(lockout, edge) == locked and is_locked(lockout, edge - tick) != locked
        ),
        None,
    )


def _candidates(lockout: Lockout, now: datetime) -> Iterator[datetime]:
    """Yield each instant where the lock may turn: its hours, both times they strike, and a clock change."""
    start = aware(now).astimezone(UTC)
    today = start.astimezone(lockout.zone).date()
    for days in range(-1, _SEARCHED.days + 1):
        for hour in (lockout.from_, lockout.until):
            for fold in (0, 1):
                wall = datetime.combine(today + timedelta(days=days), hour, lockout.zone)
                yield wall.replace(fold=fold).astimezone(UTC)
    yield from _clock_change(lockout.zone, start, start + _SEARCHED)


def _clock_change(zone: tzinfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the whole second at which the zone's offset changes between two instants, if it does."""

    def offset(instant: datetime) -> timedelta | None:
        return instant.astimezone(zone).utcoffset()

    low, high = int(start.timestamp()), int(end.timestamp())
    before = offset(start)
    if before == offset(end):
        return
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(datetime.fromtimestamp(middle, UTC)) == before else (low, middle)
    yield datetime.fromtimestamp(high, UTC)
