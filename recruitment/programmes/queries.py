"""What other rooms read of campaigns, centres and programmes."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select

from recruitment.core.database import db
from recruitment.core.quick_read import QuickRead
from recruitment.programmes.models import Campaign
from recruitment.rules.calendar import Calendar

_CAMPAIGN = Campaign.__table__
_CACHED = 32
_BY_ID = QuickRead(select(_CAMPAIGN).where(_CAMPAIGN.c.id == bindparam("campaign", type_=Integer)))


def calendar_of(campaign_id: int) -> Calendar:
    """Return the dates of a campaign."""
    return calendar_from(_BY_ID.first(campaign=campaign_id)._asdict())


def calendar_from(columns: Mapping[str, Any]) -> Calendar:
    """Return the calendar that a campaign's columns hold; the same columns are read once."""
    return _calendar(_Columns(columns))


def campaigns() -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the campaigns, the latest first: (id, year)."""
    return db.session.execute(select(Campaign.id, Campaign.year).order_by(Campaign.year.desc())).all()


class _Columns:
    """A campaign's columns, known by all their values: a change that forgot its instant is seen too."""

    __slots__ = ("key", "values")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self.key = repr(values)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Columns) and self.key == other.key


@lru_cache(maxsize=_CACHED)
def _calendar(columns: _Columns) -> Calendar:
    return Campaign(**columns.values).calendar()
