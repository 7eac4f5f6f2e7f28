"""What the pages read of replies that two sides tell differently: SIRETs (R5.3), the platform's list (R5.2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, select

from recruitment.accounts.access import followed
from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.programmes.models import Programme

Rows = Sequence[Row[*tuple[Any, ...]]]
SHOWN = 200

siret_differs = and_(Contract.reply_siret.is_not(None), Contract.reply_siret != Contract.siret)
siret_waits = and_(siret_differs, Contract.siret_settled_at.is_(None), Contract.ended_at.is_(None))


def followed_in(user: Any, campaign_id: int) -> ColumnElement[bool]:
    """Return the condition on `programme` that leaves where a person follows candidates up, in one campaign."""
    return and_(Programme.campaign_id == campaign_id, followed(user))


def sirets(condition: ColumnElement[bool], *, settled: bool = False) -> Rows:
    """Return the contracts whose SIRET the candidate confirmed otherwise, the oldest reply first."""
    wanted = and_(siret_differs, Contract.siret_settled_at.is_not(None)) if settled else siret_waits
    return db.session.execute(
        select(
            Contract.id,
            Contract.application_id,
            Contract.siret,
            Contract.employer_name,
            Contract.reply_siret,
            Contract.reply_employer_name,
            Contract.reply_origin,
            Contract.replied_at,
            Contract.status,
            Contract.siret_settled_at,
            Contract.siret_settled_note,
            Account.display_name.label("settled_by"),
            *_WHO,
        )
        .join(Application, Application.id == Contract.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .outerjoin(Account, Account.id == Contract.siret_settled_by_id)
        .where(condition, wanted)
        .order_by(Contract.replied_at, Contract.id)
        .limit(SHOWN)
    ).all()


def siret_count(condition: ColumnElement[bool]) -> int:
    """Return how many differences of SIRET wait."""
    return _count(
        select(func.count())
        .select_from(Contract)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(condition, siret_waits)
    )


def discrepancies(condition: ColumnElement[bool], *, settled: bool = False) -> Rows:
    """Return what the platform's list says otherwise, by programme and candidate; the settled ones, latest first."""
    row = ReplyDiscrepancy
    order = (row.settled_at.desc(),) if settled else (Programme.title, Programme.code)
    return db.session.execute(
        _discrepancy()
        .where(condition, row.settled_at.is_not(None) if settled else row.settled_at.is_(None))
        .order_by(*order, Candidate.sort_name, row.id)
        .limit(SHOWN)
    ).all()


def discrepancy(discrepancy_id: int, condition: ColumnElement[bool]) -> Any:
    """Return one discrepancy of a programme that the condition leaves, or None."""
    return db.session.execute(_discrepancy().where(condition, ReplyDiscrepancy.id == discrepancy_id)).first()


def discrepancy_count(condition: ColumnElement[bool]) -> int:
    """Return how many discrepancies wait."""
    return _count(
        select(func.count())
        .select_from(ReplyDiscrepancy)
        .join(Programme, Programme.id == ReplyDiscrepancy.programme_id)
        .where(condition, ReplyDiscrepancy.settled_at.is_(None))
    )


def discrepancies_of(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition for those of candidates, by number: one found before the wish came is not tied to it."""
    return exists().where(
        Candidate.candidate_number == ReplyDiscrepancy.candidate_number,
        Candidate.campaign_id == Programme.campaign_id,
        Programme.id == ReplyDiscrepancy.programme_id,
        whose,
    )


_WHO = (
    Candidate.candidate_number,
    Candidate.last_name,
    Candidate.first_name,
    Application.state,
    Programme.code,
    Programme.title,
)


def _discrepancy() -> Any:
    row = ReplyDiscrepancy
    return (
        select(
            *row.__table__.c,
            Candidate.last_name,
            Candidate.first_name,
            Application.state,
            Programme.code,
            Programme.title,
            Account.display_name.label("settled_by"),
        )
        .join(Programme, Programme.id == row.programme_id)
        .outerjoin(Application, Application.id == row.application_id)
        .outerjoin(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Account, Account.id == row.settled_by_id)
    )


def _count(statement: Any) -> int:
    return int(db.session.scalar(statement) or 0)
