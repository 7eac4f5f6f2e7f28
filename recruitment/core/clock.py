"""The only reader of time.

Machines keep UTC, people read Europe/Paris. `now()` is the product's time: the real one, or in the demonstration
a simulated one that runs at the same pace from another start. `wall()` is always the real one: what ages with the
machine rather than with the procedure (a login, a lease) goes by it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_offset: Callable[[], timedelta] | None = None


def wall() -> datetime:
    """Return the machine's real time, aware, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the procedure's time, aware, in UTC: real, or simulated in the demonstration."""
    real = datetime.now(UTC)
    return real if _offset is None else real + _offset()


def today() -> date:
    """Return the Paris calendar day of `now()`."""
    return now().astimezone(PARIS).date()


def in_paris(instant: datetime) -> datetime:
    """Return the same instant as people read it, in Europe/Paris."""
    return instant.astimezone(PARIS)


@lru_cache(maxsize=1_000)
def paris_midnight(day: date) -> datetime:
    """Return the instant, in UTC, at which a Paris calendar day begins."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


def simulate(offset: Callable[[], timedelta] | None) -> None:
    """Let `now()` run ahead of (or behind) the real time by what `offset` returns; None gives the real time back.

    Only the demonstration calls it: `core.config` refuses a simulated clock anywhere else.
    """
    global _offset  # noqa: PLW0603 - one clock for the process is the very point of this module
    _offset = offset


def is_simulated() -> bool:
    """Tell whether `now()` is the demonstration's."""
    return _offset is not None
