"""What a person has to follow: their programmes of one campaign, and what is due in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import aliased

from recruitment.accounts.access import visible_programmes
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract, RegionalRequest
from recruitment.core.database import db
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.counters import COUNTERS
from recruitment.rules.vocabulary import RequestKind

SHOWN = 60  # programmes on the home page; the list of programmes has them all, by pages
NAMED = 3  # candidates named in one point of the list of what is to do

_seats, _closure = aliased(RegionalRequest), aliased(RegionalRequest)


@dataclass(frozen=True, slots=True)
class Campaigns:
    """The campaign that a page is about, and the others that one may look at."""

    id: int
    year: int
    years: tuple[int, ...]


def campaign_for(user: Any, year: int | None, today: date) -> Campaigns | None:
    """Return the campaign asked for, else the current one, else the latest where anything is visible."""
    rows = db.session.execute(
        select(Campaign.id, Campaign.year)
        .where(
            select(Programme.id)
            .where(Programme.campaign_id == Campaign.id, visible_programmes(user))
            .exists()
        )
        .order_by(Campaign.year.desc())
    ).all()
    years = tuple(row.year for row in rows)
    wanted = year or next((y for y in years if y <= today.year), years[-1] if years else None)
    return next((Campaigns(row.id, row.year, years) for row in rows if row.year == wanted), None)


def programmes(
    condition: ColumnElement[bool], limit: int, offset: int = 0, *first: ColumnElement[Any]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return programmes with their centre and their soonest last day, by centre and title after `first`.

    And with what waits for the regional authority: the seats wanted and since when, the closure since when (R4.9).
    """
    soonest = (
        select(func.min(Application.review_deadline))
        .where(Application.programme_id == Programme.id, Application.state == "confirmed")
        .correlate(Programme)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        *Programme.__table__.c,
        TrainingCentre.name.label("centre_name"),
        soonest.label("deadline"),
        _seats.wanted_capacity.label("seats_wanted"),
        _seats.made_at.label("seats_asked_at"),
        _closure.made_at.label("closure_asked_at"),
    )
    return db.session.execute(
        select(*columns)
        .join(TrainingCentre, TrainingCentre.id == Programme.centre_id)
        .outerjoin(_seats, _is_open(_seats, RequestKind.CAPACITY))
        .outerjoin(_closure, _is_open(_closure, RequestKind.CLOSURE))
        .where(condition)
        .order_by(*first, TrainingCentre.name, Programme.code)
        .limit(limit)
        .offset(offset)
    ).all()


def _is_open(request: type[RegionalRequest], kind: RequestKind) -> ColumnElement[bool]:
    """Return the condition on a programme's request of that kind: one at most is open."""
    return and_(request.programme_id == Programme.id, request.kind == str(kind), request.status == "open")


def of_campaign(campaign_id: int) -> ColumnElement[bool]:
    """Return the condition for the programmes of a campaign."""
    return Programme.campaign_id == campaign_id


def mine(user: Any, campaign_id: int) -> ColumnElement[bool]:
    """Return the condition for the programmes of a campaign that the person sees."""
    return and_(Programme.campaign_id == campaign_id, visible_programmes(user))


def without_capacity() -> ColumnElement[bool]:
    """Return the condition for programmes whose capacity is not set: no contract can be entered."""
    return func.coalesce(Programme.capacity, 0) == 0


def count(condition: ColumnElement[bool]) -> int:
    """Return how many programmes the condition leaves."""
    return db.session.scalar(select(func.count()).select_from(Programme).where(condition)) or 0


def counts(programme_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return the nine counters of each programme."""
    found = {id_: dict.fromkeys(map(str, COUNTERS), 0) for id_ in programme_ids}
    rows = db.session.execute(
        select(Application.programme_id, Application.state, func.count())
        .where(Application.programme_id.in_(programme_ids))
        .group_by(Application.programme_id, Application.state)
    )
    for programme_id, state, number in rows:
        found[programme_id][state] = number
    return found


@dataclass(frozen=True, slots=True)
class Due:
    """Files of one programme still to be decided by one last day."""

    last_day: date | None
    auto_retain_at: datetime | None
    rule: str
    code: str
    title: str
    number: int


def due(condition: ColumnElement[bool]) -> list[Due]:
    """Return what is still to be decided, by last day and programme, the soonest first."""
    rows = db.session.execute(
        select(
            Application.review_deadline,
            Application.auto_retain_at,
            Application.deadline_rule,
            Programme.code,
            Programme.title,
            func.count(),
        )
        .join(Programme, Programme.id == Application.programme_id)
        .where(Application.state == "confirmed", condition)
        .group_by(
            Application.review_deadline,
            Application.auto_retain_at,
            Application.deadline_rule,
            Programme.code,
            Programme.title,
        )
        .order_by(Application.review_deadline, func.count().desc(), Programme.code)
    )
    return [Due(day, at, rule or "", code, title, n) for day, at, rule, code, title, n in rows]


def replies_awaited(condition: ColumnElement[bool], until: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the offers to be answered up to an instant, with the candidates' names."""
    return db.session.execute(
        select(
            Contract.reply_until, Candidate.first_name, Candidate.last_name, Programme.code, Programme.title
        )
        .join(Application, Application.id == Contract.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(Contract.status == "pending", Contract.reply_until <= until, condition)
        .order_by(Contract.reply_until, Candidate.sort_name)
    ).all()
