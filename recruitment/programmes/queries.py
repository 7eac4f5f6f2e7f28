"""What other rooms read of campaigns, centres and programmes."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, select

from recruitment.core.database import db
from recruitment.programmes.models import Campaign
from recruitment.rules.calendar import Calendar

_CAMPAIGN = Campaign.__table__
_CACHED = 32


def calendar_of(campaign_id: int) -> Calendar:
    """Return the dates of a campaign."""
    row = db.session.execute(select(_CAMPAIGN).where(_CAMPAIGN.c.id == campaign_id)).one()
    return _calendar(_Key(row))


def campaigns() -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the campaigns, the latest first: (id, year)."""
    return db.session.execute(select(Campaign.id, Campaign.year).order_by(Campaign.year.desc())).all()


class _Key:
    """A campaign's row, known by its id and the instant of its last change."""

    __slots__ = ("key", "row")

    def __init__(self, row: Row[*tuple[Any, ...]]) -> None:
        self.row = row
        self.key = (row.id, row.updated_at)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.key == other.key


@lru_cache(maxsize=_CACHED)
def _calendar(key: _Key) -> Calendar:
    return Campaign(**key.row._mapping).calendar()
