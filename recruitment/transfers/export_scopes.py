"""Whose files a person may take: their centre's, their académie's, a whole campaign's (R8.3, R10.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Row, select

from recruitment.accounts.access import programmes_where, runs_installation, visible_centres
from recruitment.accounts.identity import User
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.actions import INSTALLATION
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.programmes.queries import campaigns
from recruitment.regional.listing import matches
from recruitment.rules.vocabulary import Permission, Role
from recruitment.transfers.export_statements import Scope


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen: a campaign and, by whoever sees several centres, an académie or a centre."""

    scope: Scope
    chain: int
    filters: dict[str, Any]


def chosen(
    user: User, year: int, academie: str, uai: str, *, department: str = "", search: str = ""
) -> Chosen:
    """Return the programmes of a choice, never more than the person sees; 404 for what they do not."""
    campaign_id, year = _campaign(year)
    filters: dict[str, Any] = {"campaign": year}
    conditions: list[ColumnElement[bool]] = (
        [] if runs_installation(user) else [programmes_where(user, Permission.EXPORT)]
    )
    chain = user.centre_id or INSTALLATION
    if academie:
        filters["academie"] = academie
        wanted = select(TrainingCentre.id).where(TrainingCentre.academie == academie, visible_centres(user))
        conditions.append(Programme.centre_id.in_(wanted))
    if uai:
        filters["centre"] = uai
        chain = _centre_id(user, uai)
        conditions.append(Programme.centre_id == chain)
    if department or search:
        filters |= {"departement": department} if department else {}
        filters |= {"q": True} if search else {}
        conditions.append(Programme.centre_id.in_(_found(user, department, search)))
    return Chosen(Scope(campaign_id, year, tuple(conditions)), chain, filters)


def takes_applications(user: User) -> bool:
    """Tell whether a person is offered the file of applications: not the regional authority, who counts."""
    return user.role is not Role.REGIONAL


def centres(user: User) -> Sequence[Row[str, str, str]]:
    """Return the centres that a person chooses from: nothing to choose for those who work in one."""
    if user.centre_id is not None:
        return []
    statement = select(TrainingCentre.uai, TrainingCentre.name, TrainingCentre.academie)
    return db.session.execute(
        statement.where(visible_centres(user)).order_by(TrainingCentre.name, TrainingCentre.uai)
    ).all()


def current_year(years: Sequence[int]) -> int | None:
    """Return the campaign shown first: this year's, else the nearest past one, else the first to come."""
    this_year = clock.today().year
    past = [year for year in years if year <= this_year]
    return max(past) if past else min(years, default=None)


def _found(user: User, department: str, search: str) -> list[int]:
    """Return the centres that the regional list leaves for this département and these words."""
    columns = (TrainingCentre.id, TrainingCentre.name, TrainingCentre.uai, TrainingCentre.town)
    statement = select(*columns).where(visible_centres(user))
    if department:
        statement = statement.where(TrainingCentre.department == department)
    return [row.id for row in db.session.execute(statement) if matches(row, search)]


def _campaign(year: int) -> tuple[int, int]:
    known: dict[int, int] = {row.year: row.id for row in campaigns()}
    wanted = year or current_year(list(known))
    if wanted is None or wanted not in known:
        abort(404)
    return known[wanted], wanted


def _centre_id(user: User, uai: str) -> int:
    statement = select(TrainingCentre.id).where(TrainingCentre.uai == uai, visible_centres(user))
    found = db.session.scalar(statement)
    if found is None:
        abort(404)
    return found
