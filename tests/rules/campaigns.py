"""The shipped calendars and moments in Paris, for the tests of the rules."""

import tomllib
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

from hypothesis import strategies as st

from recruitment.rules.calendar import Calendar
from recruitment.rules.paris import PARIS

SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)


def shipped(year: int) -> dict[str, Any]:
    """Return the content of a calendar that ships with the product."""
    path = files("recruitment").joinpath("programmes", "calendars", f"{year}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


CALENDAR_2025 = Calendar.from_mapping(shipped(2025))
CALENDAR_2026 = Calendar.from_mapping(shipped(2026))


def paris(text: str) -> datetime:
    """Return the instant at which Paris clocks show this."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def utc(text: str) -> datetime:
    """Return an instant written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def moments(first: str, last: str) -> st.SearchStrategy[datetime]:
    """Draw instants, in UTC, between two days."""
    return st.datetimes(datetime.fromisoformat(first), datetime.fromisoformat(last), timezones=st.just(UTC))
