"""What is read of Apogée's side: whom it concerns, their VET, what waits."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, literal, or_, select, union
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.apogee.models import OpiPreparation, OpiProgramme, OpiRow
from recruitment.exchanges.models import Connector
from recruitment.learners.models import SchoolYear
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.opi import results_count

Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Scope:
    """A centre and a session: what goes to one Apogée together."""

    centre_id: int
    campaign_id: int
    year: int


def scopes(session: Session, centre_id: int | None = None) -> list[Scope]:
    """Return the centres and sessions that Apogée is concerned with: VET were set, or rows are there."""
    of_programmes = select(Programme.centre_id, Programme.campaign_id).join(
        OpiProgramme, OpiProgramme.programme_id == Programme.id
    )
    either = union(of_programmes, select(OpiRow.centre_id, OpiRow.campaign_id)).subquery()
    statement = (
        select(either.c.centre_id, either.c.campaign_id, Campaign.year)
        .join(Campaign, Campaign.id == either.c.campaign_id)
        .order_by(either.c.centre_id, Campaign.year)
    )
    if centre_id is not None:
        statement = statement.where(either.c.centre_id == centre_id)
    return [Scope(*row) for row in session.execute(statement)]


def results_day(session: Session, scope: Scope) -> date | None:
    """Return the day of the baccalauréat's results, as the centre's school year has it."""
    return session.scalar(
        select(SchoolYear.bac_results_day).where(
            SchoolYear.centre_id == scope.centre_id, SchoolYear.year == scope.year
        )
    )


def settings_of(session: Session, scope: Scope) -> dict[int, Any]:
    """Return the VET of the programmes of a scope."""
    rows = session.execute(
        select(*OpiProgramme.__table__.c)
        .join(Programme, Programme.id == OpiProgramme.programme_id)
        .where(Programme.centre_id == scope.centre_id, Programme.campaign_id == scope.campaign_id)
    )
    return {row.programme_id: row for row in rows}


def admitted_of(session: Session, scope: Scope, numbers: Collection[str]) -> dict[str, list[Any]]:
    """Return the rows of the pool of these candidates, the last changed first: the person is written as there."""
    found: dict[str, list[Any]] = {number: [] for number in numbers}
    rows = session.execute(
        select(*Admitted.__table__.c)
        .where(*_pool(scope), Admitted.candidate_number.in_(numbers))
        .order_by(Admitted.candidate_number, Admitted.updated_at.desc(), Admitted.id)
    )
    for row in rows:
        found[row.candidate_number].append(row)
    return found


def numbers_after(session: Session, scope: Scope, last: str, most: int) -> list[str]:
    """Return the next candidates of a scope, of the pool or of the rows."""
    pool = select(Admitted.candidate_number.label("number")).where(
        *_pool(scope), Admitted.candidate_number > last
    )
    rows = select(OpiRow.candidate_number.label("number")).where(
        *of_scope(scope), OpiRow.candidate_number > last
    )
    either = union(pool, rows).subquery()
    return list(session.scalars(select(either.c.number).order_by(either.c.number).limit(most)))


def signature(session: Session, scope: Scope, now: datetime) -> str:
    """Return what tells whether anything changed that the rows are made from."""
    pool = session.execute(
        select(
            func.count(),
            func.sum(Admitted.version),
            func.max(Admitted.updated_at),
            func.max(Admitted.gone_at),
            func.max(Admitted.bac_result_at),
            func.sum(case((Admitted.gone_at.is_not(None), 1), else_=0)),
        ).where(*_pool(scope))
    ).one()
    places = session.execute(
        select(func.count(), func.sum(OpiProgramme.version), func.max(OpiProgramme.updated_at))
        .join(Programme, Programme.id == OpiProgramme.programme_id)
        .where(Programme.centre_id == scope.centre_id, Programme.campaign_id == scope.campaign_id)
    ).one()
    day = results_day(session, scope)
    facts = (*pool, *places, day is not None, results_count(day, now))
    return hashlib.sha256(repr([str(fact) for fact in facts]).encode()).hexdigest()


def is_prepared(session: Session, scope: Scope, now: datetime) -> bool:
    """Tell whether the rows of a scope say what the pool says."""
    kept = session.scalar(
        select(OpiPreparation.signature).where(
            OpiPreparation.centre_id == scope.centre_id, OpiPreparation.campaign_id == scope.campaign_id
        )
    )
    return kept is not None and kept == signature(session, scope, now)


def due(session: Session, scope: Scope, wall: datetime) -> bool:
    """Tell whether a row of a scope has to go now, or was left on its way, and Apogée is not being left alone."""
    paused = select(literal(1)).where(
        Connector.centre_id == scope.centre_id, Connector.kind == "apogee", Connector.paused_until > wall
    )
    return (
        session.scalar(
            select(literal(1))
            .select_from(OpiRow)
            .where(
                *of_scope(scope),
                or_(OpiRow.status == "sending", and_(OpiRow.status == "queued", OpiRow.next_try_at <= wall)),
                ~paused.exists(),
            )
            .limit(1)
        )
        is not None
    )


def _pool(scope: Scope) -> tuple[Any, Any, Any]:
    erased = Admitted.erased_at.is_not(None)
    return Admitted.centre_id == scope.centre_id, Admitted.campaign_id == scope.campaign_id, ~erased


def of_scope(scope: Scope) -> tuple[Any, Any]:
    """Return the conditions on `opi_row` that leave those of a scope."""
    return OpiRow.centre_id == scope.centre_id, OpiRow.campaign_id == scope.campaign_id
