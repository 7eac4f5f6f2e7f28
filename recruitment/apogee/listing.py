"""What the pages read of the rows: where each stands, by person, on the programmes that one may read."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.apogee.models import OpiProgramme, OpiRow, PaidEnrolment
from recruitment.apogee.queries import Rows, Scope
from recruitment.core.text import fold
from recruitment.programmes.models import Programme

STATUS_ORDER = ("blocked", "failed", "queued", "sending", "sent")


def of(scope: Scope, mine: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition on `opi_row`: those of a scope who are admitted to a programme of one's own."""
    theirs = (
        select(Admitted.id)
        .join(Programme, Programme.id == Admitted.programme_id)
        .where(_same_person(), mine)
        .correlate(OpiRow)
        .exists()
    )
    return and_(OpiRow.centre_id == scope.centre_id, OpiRow.campaign_id == scope.campaign_id, theirs)


def _same_person() -> ColumnElement[bool]:
    return and_(
        Admitted.candidate_number == OpiRow.candidate_number,
        Admitted.centre_id == OpiRow.centre_id,
        Admitted.campaign_id == OpiRow.campaign_id,
    )


def counts(session: Session, condition: ColumnElement[bool]) -> dict[str, int]:
    """Return how many rows stand where."""
    found = session.execute(
        select(OpiRow.status, func.count().label("rows")).where(condition).group_by(OpiRow.status)
    )
    numbers = {row.status: row.rows for row in found}
    return {status: numbers.get(status, 0) for status in STATUS_ORDER}


def searched(text: str) -> ColumnElement[bool]:
    """Return the condition that leaves the persons whose name or number is searched."""
    name = (
        select(Admitted.id)
        .where(_same_person(), Admitted.search_text.contains(fold(text), autoescape=True))
        .correlate(OpiRow)
        .exists()
    )
    return or_(OpiRow.candidate_number == text.strip(), name)


def listed(session: Session, condition: ColumnElement[bool], most: int, offset: int) -> Rows:
    """Return rows with the name of their person, what waits for somebody first."""
    rank = case(*((OpiRow.status == status, at) for at, status in enumerate(STATUS_ORDER)), else_=9)
    return session.execute(
        select(*OpiRow.__table__.c, *_named())
        .where(condition)
        .order_by(rank, OpiRow.candidate_number)
        .limit(most)
        .offset(offset)
    ).all()


def one(session: Session, condition: ColumnElement[bool], row_id: int) -> Any:
    """Return one row with the name of its person, or None."""
    return session.execute(
        select(*OpiRow.__table__.c, *_named()).where(condition, OpiRow.id == row_id)
    ).first()


def _named() -> tuple[Any, ...]:
    """Return the name of the person of a row, as the pool writes it."""

    def said(column: Any) -> Any:
        return select(func.max(column)).where(_same_person()).correlate(OpiRow).scalar_subquery()

    return said(Admitted.last_name).label("last_name"), said(Admitted.first_name).label("first_name")


def places(session: Session, scope: tuple[int, int], mine: ColumnElement[bool]) -> Rows:
    """Return the programmes of a centre and a session with their VET and how many were admitted there."""
    centre_id, campaign_id = scope
    admitted = (
        select(func.count())
        .select_from(Admitted)
        .where(Admitted.programme_id == Programme.id, Admitted.gone_at.is_(None))
        .correlate(Programme)
        .scalar_subquery()
    )
    return session.execute(
        select(
            Programme.id, Programme.code, Programme.title, admitted.label("admitted"),
            OpiProgramme.cge, OpiProgramme.etp_yes, OpiProgramme.vet_yes,
            OpiProgramme.etp_yes_if_3, OpiProgramme.vet_yes_if_3,
            OpiProgramme.etp_yes_if_4, OpiProgramme.vet_yes_if_4,
        )
        .outerjoin(OpiProgramme, OpiProgramme.programme_id == Programme.id)
        .where(Programme.centre_id == centre_id, Programme.campaign_id == campaign_id, mine)
        .order_by(Programme.title, Programme.code)
    ).all()  # fmt: skip


def titles(session: Session, scope: Scope) -> dict[int, str]:
    """Return the titles of the programmes of a scope, by id."""
    rows = session.execute(
        select(Programme.id, Programme.title).where(
            Programme.centre_id == scope.centre_id, Programme.campaign_id == scope.campaign_id
        )
    )
    return {row.id: row.title for row in rows}


def admitted(
    session: Session, scope: Scope, mine: ColumnElement[bool], search: str, most: int, offset: int
) -> tuple[int, Rows]:
    """Return how many admitted persons answer a search, and a page of them by name, for their results."""
    condition = and_(
        Admitted.centre_id == scope.centre_id,
        Admitted.campaign_id == scope.campaign_id,
        Admitted.gone_at.is_(None),
        mine,
    )
    if search:
        condition &= or_(
            Admitted.candidate_number == search.strip(),
            Admitted.search_text.contains(fold(search), autoescape=True),
        )
    base = select(Admitted.id).join(Programme, Programme.id == Admitted.programme_id).where(condition)
    total = session.scalar(select(func.count()).select_from(base.subquery())) or 0
    rows = session.execute(
        select(
            Admitted.id, Admitted.candidate_number, Admitted.last_name, Admitted.first_name,
            Admitted.bac_result, Admitted.bac_result_at, Programme.title,
        )
        .join(Programme, Programme.id == Admitted.programme_id)
        .where(condition)
        .order_by(Admitted.sort_name, Admitted.id)
        .limit(most)
        .offset(offset)
    ).all()  # fmt: skip
    return total, rows


def paid(
    session: Session, scope: Scope, mine: ColumnElement[bool], most: int, offset: int
) -> tuple[int, Rows]:
    """Return how many states the work table holds, and a page of them, the latest first."""
    condition = and_(
        PaidEnrolment.centre_id == scope.centre_id, PaidEnrolment.campaign_id == scope.campaign_id, mine
    )
    joined = select(PaidEnrolment.id).join(Programme, Programme.id == PaidEnrolment.programme_id)
    total = session.scalar(select(func.count()).select_from(joined.where(condition).subquery())) or 0
    person = and_(
        Admitted.programme_id == PaidEnrolment.programme_id,
        Admitted.candidate_number == PaidEnrolment.candidate_number,
    )
    rows = session.execute(
        select(*PaidEnrolment.__table__.c, Programme.title, Admitted.last_name, Admitted.first_name)
        .join(Programme, Programme.id == PaidEnrolment.programme_id)
        .outerjoin(Admitted, person)
        .where(condition)
        .order_by(PaidEnrolment.id.desc())
        .limit(most)
        .offset(offset)
    ).all()
    return total, rows
