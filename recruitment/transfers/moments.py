"""The dates and the instants of an import, read into the text that both databases take: ISO, in UTC."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from recruitment.core.clock import PARIS
from recruitment.core.database import utc_text
from recruitment.transfers.cells import CellRefused

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)/(\d\d?)/(\d{4})", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{4})(?:[T ]+(\d\d?:\d\d(?::\d\d(?:\.\d{1,6})?)?)) ?(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
HOUR = len("2025-03-20T10")
EARLIEST_BIRTH = "1900-01-01"


def birth_date(cell: str) -> str:
    """Read a date of birth: yyyy-mm-dd or dd/mm/yyyy, not before 1900."""
    day = _day(cell.strip().removesuffix(" 00:00:00"))
    if day < EARLIEST_BIRTH:
        raise CellRefused("birth_date")
    return day


def instant(cell: str) -> str:
    """Read when a wish was confirmed, as an instant in UTC.

    A day alone is its midnight in Paris; an hour without offset is Paris time. An hour that Paris skips in
    spring is refused; one that it has twice in autumn is the first of the two.
    """
    text = cell.strip()
    found = _INSTANT.fullmatch(text)
    if found is None:
        return _paris(_day(text), "00:00")
    day, hour, offset = _day(found[1]), found[2], found[3]
    if hour[1] == ":":
        hour = f"0{hour}"
    return utc_text(_moment(day, hour, offset)) if offset else _paris(day, hour)


def _moment(day: str, hour: str, offset: str = "") -> datetime:
    try:
        return datetime.fromisoformat(f"{day}T{hour}{offset}")
    except ValueError as error:
        raise CellRefused("instant") from error


def _paris(day: str, hour: str) -> str:
    """Return an hour of Paris in UTC: only the hour differs, so that each is worked out once."""
    minutes = _moment(day, hour).isoformat(timespec="microseconds")[HOUR:]
    return f"{_hour(day, hour[:2])}{minutes}Z"


@lru_cache(10_000)
def _hour(day: str, hour: str) -> str:
    local = _moment(day, f"{hour}:00").replace(tzinfo=PARIS)
    try:
        result = local.astimezone(UTC)
    except OverflowError as error:
        raise CellRefused("instant") from error
    if result.astimezone(PARIS).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise CellRefused("instant_skipped")
    if result.minute:
        raise CellRefused("instant")  # before 1911, when Paris had its own time
    return utc_text(result)[:HOUR]


def _day(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        raise CellRefused("date")
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError as error:
        raise CellRefused("date_impossible") from error
