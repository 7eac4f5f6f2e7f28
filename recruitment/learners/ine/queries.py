"""Who has no INE, and the requests that were made (R6.2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from recruitment.admissions.models import Admitted
from recruitment.core.database import db
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.learners.models import Learner, Registration
from recruitment.programmes.models import Programme, TrainingCentre

REQUEST, ANSWER = "ine_request", "ine_answer"
SHOWN = 10
#: None, or one that a final one is still to replace: a D in fifth place.
lacks_ine: ColumnElement[bool] = or_(
    Learner.ine.is_(None),
    and_(func.substr(Learner.ine, 5, 1) == "D", func.substr(Learner.ine, 11, 1).not_in(list("0123456789"))),
)


def without(year: int, condition: ColumnElement[bool]) -> Any:
    """Return the statement of the registrations of a year whose learner has no INE."""
    asked = (
        select(func.max(Exchange.created_at))
        .join(ExchangeLine, ExchangeLine.exchange_id == Exchange.id)
        .where(
            Exchange.centre_id == Registration.centre_id,
            Exchange.source == REQUEST,
            ExchangeLine.candidate_number == Admitted.candidate_number,
            ExchangeLine.action == "sent",
        )
        .correlate(Registration, Admitted)
        .scalar_subquery()
    )
    return (
        select(
            Registration.id.label("registration_id"),
            Registration.campaign_id,
            Learner,
            Programme.title,
            Programme.code,
            Admitted.candidate_number,
            TrainingCentre.uai,
            asked.label("asked_at"),
        )
        .join(Learner, Learner.id == Registration.learner_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .join(Programme, Programme.id == Registration.programme_id)
        .join(TrainingCentre, TrainingCentre.id == Registration.centre_id)
        .where(
            Registration.school_year == year,
            Registration.cancelled_at.is_(None),
            Learner.merged_into_id.is_(None),
            Learner.erased_at.is_(None),
            lacks_ine,
            condition,
        )
        .order_by(Learner.sort_name, Learner.id, Registration.id)
    )


def without_ine(year: int, condition: ColumnElement[bool], most: int, offset: int = 0) -> Sequence[Any]:
    """Return registrations of learners without an INE, by name; the condition is on `programme`."""
    return db.session.execute(without(year, condition).limit(most).offset(offset)).all()


def count_without(year: int, condition: ColumnElement[bool]) -> int:
    """Return how many of these learners have no INE."""
    rows = without(year, condition).with_only_columns(Learner.id).distinct().order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def exchanges(centre_id: int, source: str, before: int | None = None) -> Sequence[Any]:
    """Return the latest requests, or answers, of a centre: those made before that one, where it is said."""
    mine = select(*Exchange.__table__.c).where(Exchange.centre_id == centre_id, Exchange.source == source)
    if before is not None:
        mine = mine.where(Exchange.id < before)
    return db.session.execute(mine.order_by(Exchange.id.desc()).limit(SHOWN)).all()


def exchange(exchange_id: int, centre_id: int | None, source: str) -> Any:
    """Return a request or an answer of a centre."""
    mine = and_(Exchange.id == exchange_id, Exchange.centre_id == centre_id, Exchange.source == source)
    return db.session.execute(select(*Exchange.__table__.c).where(mine)).first()


def lines(exchange_ids: Sequence[int], centre_id: int | None, source: str) -> Sequence[Any]:
    """Return the lines of requests, or of answers, of a centre."""
    return db.session.execute(
        select(
            ExchangeLine.exchange_id,
            ExchangeLine.line,
            ExchangeLine.action,
            ExchangeLine.candidate_number,
            ExchangeLine.payload,
            ExchangeLine.message,
        )
        .join(Exchange, Exchange.id == ExchangeLine.exchange_id)
        .where(Exchange.id.in_(exchange_ids), Exchange.centre_id == centre_id, Exchange.source == source)
        .order_by(ExchangeLine.exchange_id, ExchangeLine.line)
    ).all()


def holder(centre_id: int, ine: str, readable: ColumnElement[bool]) -> Learner | None:
    """Return the learner of a centre whose number this is, among those whom the condition leaves."""
    mine = select(Learner).where(Learner.centre_id == centre_id, Learner.ine == ine, readable)
    return db.session.scalars(mine).first()
