"""The nightly window in which no contract is entered (R4.6): wall-clock hours of a zone, half-open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
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
    """Return the first instant after `now` where the lock turns to `locked`."""
    start = aware(now)
    turns = _turns(lockout, start.astimezone(lockout.zone).date())
    return next((edge for edge, turns_to in turns if edge > start and turns_to == locked), None)


@lru_cache(maxsize=64)  # the same all day, and asked for by every page
def _turns(lockout: Lockout, today: date) -> tuple[tuple[datetime, bool], ...]:
    """Return when the lock turns from the day before `today` on, in order, and whether it then holds."""
    tick = timedelta(microseconds=1)
    edges = [(edge, is_locked(lockout, edge)) for edge in sorted(set(_candidates(lockout, today)))]
    return tuple((edge, holds) for edge, holds in edges if is_locked(lockout, edge - tick) != holds)


def _candidates(lockout: Lockout, today: date) -> Iterator[datetime]:
    """Yield each instant where the lock may turn: its hours, both times they strike, and a clock change."""
    start, end = today - timedelta(days=1), today + _SEARCHED
    for days in range((end - start).days + 1):
        for hour in (lockout.from_, lockout.until):
            for fold in (0, 1):
                wall = datetime.combine(start + timedelta(days=days), hour, lockout.zone)
                yield wall.replace(fold=fold).astimezone(UTC)
    first, last = (datetime.combine(day, time.min, lockout.zone).astimezone(UTC) for day in (start, end))
    yield from _clock_change(lockout.zone, first, last)


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
