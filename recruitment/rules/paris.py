"""Days of the procedure are whole days in Paris; instants are aware and handed out in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
ONE_DAY = timedelta(days=1)


def paris_day(instant: datetime) -> date:
    """Return the day that the instant falls in, in Paris."""
    return aware(instant).astimezone(PARIS).date()


def midnight(day: date) -> datetime:
    """Return the instant at which the day begins in Paris (its clocks never change at midnight)."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


def midnight_after(day: date) -> datetime:
    """Return the instant at which the day ends in Paris; it belongs to the next day."""
    return midnight(day + ONE_DAY)


def last_second(day: date) -> datetime:
    """Return 23:59:59 of the day in Paris, as the platform writes its deadlines."""
    return midnight_after(day) - timedelta(seconds=1)


def whole_second(instant: datetime) -> datetime:
    """Return the instant without its fraction: a last second counts until it is over."""
    return instant.replace(microsecond=0)


def aware(instant: datetime) -> datetime:
    """Refuse an instant without a zone: it could be read in two ways."""
    if instant.utcoffset() is None:
        raise ValueError("an instant of the procedure has a time zone")
    return instant
