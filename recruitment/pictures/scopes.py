"""Which programmes a picture is about: a condition, never a list of ids, so that an académie costs one statement."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from recruitment.programmes.models import Campaign, Programme

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The programmes of a campaign that meet every condition on `programme`.

    `elsewhere` are the conditions that find the same ones in another campaign, where ids do not.
    """

    campaign_id: int
    year: int
    conditions: Conditions
    elsewhere: Conditions

    @property
    def condition(self) -> ColumnElement[bool]:
        """Return the whole condition on `programme`."""
        return and_(Programme.campaign_id == self.campaign_id, *self.conditions)

    def within(self, programme_id: Any) -> ColumnElement[bool]:
        """Return the condition on rows that belong to a programme."""
        found: ColumnElement[bool] = programme_id.in_(select(Programme.id).where(self.condition))
        return found


def of_programme(programme: Any, year: int) -> Scope:
    """Return the scope of one programme; the year before, that of the same code in the same centre."""
    same = (Programme.centre_id == programme.centre_id, Programme.code == programme.code)
    return Scope(programme.campaign_id, year, (Programme.id == programme.id,), same)


def of_many(campaign_id: int, year: int, *conditions: ColumnElement[bool]) -> Scope:
    """Return the scope of the programmes that meet these conditions: those that a person sees, for one."""
    return Scope(campaign_id, year, conditions, conditions)


def year_before(session: Session, scope: Scope) -> Scope | None:
    """Return the same programmes in the campaign of the year before, if it has any of them."""
    wanted = (
        select(Campaign.id)
        .join(Programme, Programme.campaign_id == Campaign.id)
        .where(Campaign.year == scope.year - 1, *scope.elsewhere)
        .limit(1)
    )
    campaign_id = session.scalar(wanted)
    if campaign_id is None:
        return None
    return Scope(campaign_id, scope.year - 1, scope.elsewhere, scope.elsewhere)
