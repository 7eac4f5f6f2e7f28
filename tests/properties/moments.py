"""Where time can go next: a little, a lot, or to the very edge of what changes something."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.core.clock import PARIS, in_paris, paris_midnight
from recruitment.core.database import db
from tests.properties.world import campaign_row

NEARBY = (timedelta(microseconds=-1), timedelta(0), timedelta(seconds=1), timedelta(minutes=59, seconds=59))
#: What the clocks of Paris skip in spring and show twice in autumn, and the hours of the lock around it.
CHANGES = tuple(
    datetime(*day, hour, minute, tzinfo=UTC)
    for day in ((2025, 3, 29), (2025, 3, 30), (2025, 10, 25), (2025, 10, 26))
    for hour, minute in ((22, 30), (23, 30), (0, 30), (0, 59), (1, 0), (1, 59))
)


def edges(now: datetime) -> list[datetime]:
    """Return the instants to come where something changes, in the order of a list that both engines have."""
    tomorrow = in_paris(now).date() + timedelta(days=1)
    campaign = campaign_row()
    days: list[date | None] = [campaign.contracts_from, campaign.examination_pivot, campaign.admissions_from]
    if campaign.contracts_until is not None:
        days.append(campaign.contracts_until + timedelta(days=1))
    found = [
        paris_midnight(tomorrow),
        paris_midnight(tomorrow) + timedelta(hours=1),
        *(paris_midnight(day) for day in days if day is not None),
        *filter(None, (_first(Application.auto_retain_at, now), _first(Contract.reply_until, now))),
        *CHANGES,
    ]
    return sorted({at for at in found if at > now + timedelta(microseconds=1)}) or [paris_midnight(tomorrow)]


def _first(column: InstrumentedAttribute[Any], now: datetime) -> datetime | None:
    """Return the first instant of a column that is still to come."""
    first: datetime | None = db.session.scalar(select(func.min(column)).where(column > now))
    return first


def paris(text: str) -> datetime:
    """Return the instant at which the clocks of Paris show this."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)
