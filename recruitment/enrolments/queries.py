"""What the pages read of enrolments: what is to do, done, or to be undone since the candidate is no longer coming."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.enrolments.models import Enrolment
from recruitment.enrolments.registrations import registration_id
from recruitment.enrolments.uplink import waits
from recruitment.programmes.models import Programme
from recruitment.rules.replies import ACCEPTED_STATES

TO_DO, DONE, TO_UNDO = "to_do", "done", "to_undo"
SITUATIONS = (TO_DO, TO_UNDO, DONE)
Rows = Sequence[Row[*tuple[Any, ...]]]

# Not IN: a statement prepared once takes no list.
accepted = or_(*(Application.state == str(state) for state in sorted(ACCEPTED_STATES)))
_stands = Enrolment.undone_at.is_(None)
#: The contract of an enrolment is still the accepted one: not broken, nor followed by another one.
holds = (
    select(Contract.id)
    .where(
        Contract.id == Enrolment.contract_id, or_(*(Contract.status == str(one) for one in ACCEPTED_STATES))
    )
    .correlate(Enrolment)
    .exists()
)
_of_this = select(Enrolment.id).where(Enrolment.application_id == Application.id, _stands)
standing = _of_this.correlate(Application).exists()
_current = _of_this.where(holds).correlate(Application).exists()
#: Where an application stands, as one of SITUATIONS; None where no enrolment is in question.
situation: ColumnElement[str | None] = case(
    (_current, literal(DONE)),
    (standing, literal(TO_UNDO)),
    (accepted, literal(TO_DO)),
)


def is_in(which: str) -> ColumnElement[bool]:
    """Return the condition on `application` that leaves those in one of SITUATIONS."""
    return {
        TO_DO: and_(accepted, ~standing),
        DONE: and_(accepted, _current),
        TO_UNDO: _of_this.where(~holds).correlate(Application).exists(),
    }[which]


def counts(condition: ColumnElement[bool]) -> dict[str, int]:
    """Return how many applications of these programmes are in each of SITUATIONS."""
    return {which: db.session.scalar(_of(which, func.count()).where(condition)) or 0 for which in SITUATIONS}


def by_programme(condition: ColumnElement[bool], which: str) -> Rows:
    """Return the programmes that have applications in a situation, with how many, by title."""
    return db.session.execute(
        _of(which, Programme.id, Programme.code, Programme.title, func.count().label("number"))
        .where(condition)
        .group_by(Programme.id, Programme.code, Programme.title)
        .order_by(Programme.title, Programme.code)
    ).all()


def _of(which: str, *columns: Any) -> Select[Any]:
    """Begin a statement on what is in a situation: from the enrolments where there is one, since they are few."""
    if which == TO_DO:
        none = and_(Enrolment.application_id == Application.id, _stands)
        return (
            select(*columns)
            .select_from(Application)
            .join(Programme, Programme.id == Application.programme_id)
            .outerjoin(Enrolment, none)
            .where(accepted, Enrolment.id.is_(None))
        )
    return (
        select(*columns)
        .select_from(Enrolment)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .join(Application, Application.id == Enrolment.application_id)
        .where(_stands, holds if which == DONE else ~holds)
    )


def listed(condition: ColumnElement[bool], which: str, most: int) -> Rows:
    """Return the applications in a situation, by programme and name, with their last contract."""
    last = (
        select(func.max(Contract.id))
        .where(Contract.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    return db.session.execute(
        _of(
            which,
            Application.id,
            Application.state,
            Application.programme_id,
            Candidate.candidate_number,
            Candidate.last_name,
            Candidate.first_name,
            Contract.employer_name,
            Contract.replied_at,
            Contract.ended_at,
            Contract.status.label("contract_status"),
            Enrolment.done_at,
            Enrolment.sent_at,
            waits.label("waits"),
            registration_id().label("registration_id"),
            Account.display_name.label("done_by"),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Contract, Contract.id == last)
        .outerjoin(Account, Account.id == Enrolment.done_by_id)
        .where(condition)
        .order_by(Programme.title, Programme.code, Candidate.sort_name, Application.id)
        .limit(most)
    ).all()


def of_application(application_id: int) -> Rows:
    """Return the enrolments of an application, the latest first: the standing one, then those undone."""
    undoer = aliased(Account)
    return db.session.execute(
        select(
            Enrolment.id,
            Enrolment.done_at,
            Enrolment.undone_at,
            Enrolment.undo_reason,
            Enrolment.sent_at,
            Enrolment.was_sent_at,
            waits.label("waits"),
            registration_id().label("registration_id"),
            holds.label("holds"),
            Account.display_name.label("done_by"),
            undoer.display_name.label("undone_by"),
        )
        .join(Account, Account.id == Enrolment.done_by_id)
        .outerjoin(undoer, undoer.id == Enrolment.undone_by_id)
        .where(Enrolment.application_id == application_id)
        .order_by(Enrolment.id.desc())
    ).all()


def named(application_ids: Sequence[int], condition: ColumnElement[bool]) -> Rows:
    """Return these applications with their candidates' names, of those that the condition on `programme` leaves."""
    return db.session.execute(
        select(
            Application.id,
            Application.state,
            Candidate.candidate_number,
            Candidate.last_name,
            Candidate.first_name,
            Programme.title,
        )
        .join(Programme, Programme.id == Application.programme_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Application.id.in_(application_ids), condition)
        .order_by(Programme.title, Programme.code, Candidate.sort_name, Application.id)
    ).all()
