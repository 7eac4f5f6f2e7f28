"""Weeks of Paris, from Monday to Sunday, and counts by hour added up to them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from recruitment.core.clock import PARIS

WEEK = timedelta(days=7)
A_YEAR_OF_WEEKS = timedelta(days=364)  # the same week of the year before: from Monday to Monday


def monday(day: date) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def week_of(hour: str) -> date:
    """Return the Monday, in Paris, of the week that an hour of UTC is in."""
    instant = datetime.fromisoformat(f"{hour}:00:00").replace(tzinfo=UTC)
    return monday(instant.astimezone(PARIS).date())


def by_week(hours: Mapping[str, int]) -> dict[date, int]:
    """Add up counts by hour of UTC to weeks of Paris."""
    found: dict[date, int] = {}
    for hour, count in hours.items():
        week = week_of(hour)
        found[week] = found.get(week, 0) + count
    return found


def between(first: date, last: date) -> list[date]:
    """Return the Mondays from the week of one day to the week of another."""
    start = monday(first)
    return [start + n * WEEK for n in range((last - start).days // 7 + 1)] if start <= last else []


def same_date_before(instant: datetime) -> datetime:
    """Return what the clock of Paris showed a year before; 29 February is compared with the 28th."""
    local = instant.astimezone(PARIS)
    day = 28 if (local.month, local.day) == (2, 29) else local.day
    return local.replace(year=local.year - 1, day=day, fold=0).astimezone(UTC)
