"""What the regional pages read: figures of centres and of programmes, counted from the rows, never a candidate."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.counters import COUNTERS

Read: TypeAlias = Row[*tuple[Any, ...]]
Condition: TypeAlias = ColumnElement[bool]

_FULL = and_(
    Programme.capacity > 0, Programme.seats_taken >= Programme.capacity, Programme.closed_at.is_(None)
)


def centres(session: Session, campaign_id: int, of_academie: Condition) -> Sequence[Read]:
    """Return the centres with what their programmes of a campaign hold: also those that have none yet."""
    open_ = Programme.closed_at.is_(None)
    return session.execute(
        select(
            TrainingCentre.id,
            TrainingCentre.uai,
            TrainingCentre.name,
            TrainingCentre.town,
            TrainingCentre.department,
            func.count(Programme.id).label("programmes"),
            func.count(Programme.id).filter(open_).label("open"),
            func.count(Programme.id).filter(_FULL).label("full"),
            func.coalesce(func.sum(Programme.capacity), 0).label("capacity"),
        )
        .outerjoin(
            Programme, and_(Programme.centre_id == TrainingCentre.id, Programme.campaign_id == campaign_id)
        )
        .where(of_academie)
        .group_by(TrainingCentre.id)
        .order_by(TrainingCentre.name, TrainingCentre.uai)
    ).all()


def states(session: Session, scope: Condition, by: Any = Programme.centre_id) -> dict[int, dict[str, int]]:
    """Return the nine counters by centre, or by programme; `scope` is a condition on `programme`."""
    rows = (
        select(Application.programme_id, Application.state, func.count().label("number"))
        .where(Application.programme_id.in_(select(Programme.id).where(scope)))
        .group_by(Application.programme_id, Application.state)
        .subquery()
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(map(str, COUNTERS), 0))
    for key, state, number in session.execute(
        select(by, rows.c.state, func.sum(rows.c.number))
        .join(Programme, Programme.id == rows.c.programme_id)
        .group_by(by, rows.c.state)
    ):
        found[key][state] = int(number)
    return found


def contracts_entered(session: Session, scope: Condition, by: Any = Programme.centre_id) -> dict[int, int]:
    """Return how many contracts were ever entered, ended or not (R4.4)."""
    rows = session.execute(
        select(by, func.count())
        .select_from(Contract)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(scope)
        .group_by(by)
    )
    return {row[0]: row[1] for row in rows}


def soonest(session: Session, scope: Condition, by: Any = Programme.centre_id) -> dict[int, Any]:
    """Return the soonest last day of what is still to be examined."""
    rows = session.execute(
        select(by, func.min(Application.review_deadline))
        .select_from(Application)
        .join(Programme, Programme.id == Application.programme_id)
        .where(Application.state == "confirmed", Application.review_deadline.is_not(None), scope)
        .group_by(by)
    )
    return {row[0]: row[1] for row in rows}


def last_activity(session: Session, centre_ids: Sequence[int]) -> dict[int, Any]:
    """Return when somebody of each centre last did something: read from the end of its journal."""
    last = (
        select(JournalEntry.at)
        .join(Account, Account.id == JournalEntry.actor_id)
        .where(
            JournalEntry.chain == TrainingCentre.id,
            JournalEntry.actor_kind == "person",
            Account.centre_id == TrainingCentre.id,
        )
        .order_by(JournalEntry.seq.desc())
        .limit(1)
        .correlate(TrainingCentre)
        .scalar_subquery()
    )
    rows = session.execute(select(TrainingCentre.id, last).where(TrainingCentre.id.in_(centre_ids)))
    return {row[0]: row[1] for row in rows}


def programmes(session: Session, scope: Condition) -> Sequence[Read]:
    """Return programmes with their centre, by centre and code."""
    columns: tuple[Any, ...] = (
        *Programme.__table__.c,
        TrainingCentre.uai,
        TrainingCentre.name.label("centre_name"),
    )
    return session.execute(
        select(*columns)
        .join(TrainingCentre, TrainingCentre.id == Programme.centre_id)
        .where(scope)
        .order_by(TrainingCentre.name, Programme.code)
    ).all()


def version(session: Session, scope: Condition) -> str:
    """Return a text that changes whenever a programme of the scope does."""
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Programme.board_version), 0)).where(scope)
    ).one()
    return f"{row[0]}-{row[1]}"
