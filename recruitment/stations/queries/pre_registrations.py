"""What is read of pre-registrations: a visit, one of them, the list that the team follows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.learners.models import Learner, Registration, RequiredDocument
from recruitment.programmes.models import Programme
from recruitment.stations.models import PreRegistration, PreRegistrationVisit
from recruitment.stations.pool import in_pool, standing

#: Where a pre-registration stands, in the order of the work.
TO_SETTLE, SENT, BEGUN, INVITED, NOT_INVITED = "to_settle", "settled", "begun", "invited", "not_invited"
SITUATIONS = (TO_SETTLE, BEGUN, INVITED, NOT_INVITED, SENT)
situation: ColumnElement[str] = case(
    (and_(PreRegistration.sent_at.is_not(None), PreRegistration.settled_at.is_(None)), literal(TO_SETTLE)),
    (PreRegistration.sent_at.is_not(None), literal(SENT)),
    (PreRegistration.saved_at.is_not(None), literal(BEGUN)),
    (PreRegistration.invited_at.is_not(None), literal(INVITED)),
    else_=literal(NOT_INVITED),
)


def visit(session: Session, token_hash: str, admitted_id: int, generation: int) -> Any:
    """Return the open visit of a token, under a link of that person and generation."""
    one = PreRegistrationVisit
    return session.execute(
        select(one.id, one.opened_at, one.seen_at).where(
            one.token_hash == token_hash,
            one.admitted_id == admitted_id,
            one.generation == generation,
            one.ended_at.is_(None),
        )
    ).first()


def one(session: Session, admitted_id: int) -> Any:
    """Return the row of somebody's pre-registration, or None."""
    columns = PreRegistration.__table__.c
    return session.execute(select(*columns).where(columns.admitted_id == admitted_id)).first()


def documents(session: Session, centre_id: int, programme_id: int) -> Sequence[Any]:
    """Return the documents that a centre asks for in a programme, in their order."""
    wanted = RequiredDocument
    return session.execute(
        select(wanted.id, wanted.label, wanted.blocking)
        .where(
            wanted.centre_id == centre_id,
            or_(wanted.programme_id.is_(None), wanted.programme_id == programme_id),
            wanted.retired_at.is_(None),
        )
        .order_by(wanted.position, wanted.id)
    ).all()


def counts(mine: ColumnElement[bool]) -> Any:
    """Return a statement: how many people of the pool of these programmes are in each situation."""
    return (
        _of(situation.label("situation"), func.count().label("number"))
        .where(mine, in_pool)
        .group_by(situation)
    )


def listed(mine: ColumnElement[bool], which: str, most: int) -> Any:
    """Return a statement: the people of the pool in one situation, by programme and name."""
    return (
        _of(
            Admitted.id,
            Admitted.programme_id,
            Admitted.centre_id,
            Admitted.candidate_number,
            Admitted.last_name,
            Admitted.first_name,
            Admitted.email,
            Admitted.birth_date,
            Programme.code,
            Programme.title,
            PreRegistration.invited_at,
            PreRegistration.saved_at,
            PreRegistration.sent_at,
            PreRegistration.sent_times,
            PreRegistration.settled_at,
            PreRegistration.answers,
            Registration.validated_at,
        )
        .outerjoin(Registration, standing)
        .where(mine, in_pool, situation == which)
        .order_by(Programme.title, Programme.code, Admitted.sort_name, Admitted.id)
        .limit(most)
    )


def named(condition: ColumnElement[bool]) -> Any:
    """Return a statement: the names of people admitted, with their programme."""
    return (
        select(Admitted.id, Admitted.last_name, Admitted.first_name)
        .join(Programme, Programme.id == Admitted.programme_id)
        .where(condition)
        .order_by(Admitted.sort_name, Admitted.id)
    )


def learner(session: Session, learner_id: int) -> Any:
    """Return the row of a learner."""
    columns = Learner.__table__.c
    return session.execute(select(*columns).where(columns.id == learner_id)).one()


def _of(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Admitted)
        .join(Programme, Programme.id == Admitted.programme_id)
        .outerjoin(PreRegistration, PreRegistration.admitted_id == Admitted.id)
    )


Rows = Sequence[Row[Any]]
