"""Dates and hours as French sentences write them, in Paris; a stored fact may give them as ISO text."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from recruitment.core.clock import in_paris

NBSP = "\u00a0"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@lru_cache(maxsize=2_000)  # a list has the same few days in every row
def day_short(value: object) -> str:
    """Return « 28 mai »; the first of a month is « 1er juin »."""
    day = _day(value)
    return f"{'1er' if day.day == 1 else day.day}{NBSP}{MONTHS[day.month - 1]}"


def day_long(value: object) -> str:
    """Return « 28 mai 2025 »."""
    return f"{day_short(value)}{NBSP}{_day(value).year}"


def hour(value: object) -> str:
    """Return « 23 h 59 »."""
    local = in_paris(_instant(value))
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02}"


def instant(value: object) -> str:
    """Return « 26 mai 2025 à 14 h 32 »."""
    return f"{day_long(value)} à{NBSP}{hour(value)}"


def night_before(value: object) -> str:
    """Return « dans la nuit du 1er au 2 juin » for a midnight: the night that it falls in."""
    second = _day(value)
    first = second - timedelta(days=1)
    same_month = first.month == second.month
    return f"dans la nuit du {_number(first) if same_month else day_short(first)} au {day_short(second)}"


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _day(value: object) -> date:
    if isinstance(value, str) and len(value) == len("2025-05-28"):
        return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return in_paris(_instant(value)).date()


def _instant(value: object) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime):
        raise TypeError(f"not an instant: {value!r}")
    return found
