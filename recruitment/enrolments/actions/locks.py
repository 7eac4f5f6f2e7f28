"""The rows of an enrolment, locked from the programmes down, each kind in the order of its ids."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.enrolments.models import Enrolment
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ACTIVE_STATUSES


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


def lock_programme(session: Session, programme_id: int) -> None:
    """Lock a programme: what a file says of it waits, and what it has said is there."""
    session.execute(select(Programme.id).where(Programme.id == programme_id).with_for_update(key_share=True))


def lock_programmes(session: Session, programme_ids: Collection[int]) -> None:
    """Lock programmes in the order of their ids, before all else: what has candidates' states go up does."""
    mine = select(Programme.id).where(Programme.id.in_(programme_ids)).order_by(Programme.id)
    session.execute(mine.with_for_update(key_share=True))


def lock_applications(session: Session, application_ids: Sequence[int]) -> dict[int, Any]:
    """Lock applications with their programmes; return each with its active contract and its standing enrolment."""
    programmes = select(Application.programme_id).where(Application.id.in_(application_ids))
    session.execute(
        select(Programme.id)
        .where(Programme.id.in_(programmes))
        .order_by(Programme.id)
        .with_for_update(key_share=True)
    )
    session.execute(
        select(Application.id)
        .where(Application.id.in_(application_ids))
        .order_by(Application.id)
        .with_for_update(key_share=True)
    )
    # Other tables are read once the rows are locked: as they are now, not as they were before the wait.
    return {row.application_id: row for row in session.execute(_facts(application_ids))}


def _facts(application_ids: Sequence[int]) -> Any:
    active = and_(Contract.application_id == Application.id, Contract.status.in_(sorted(ACTIVE_STATUSES)))
    standing = and_(Enrolment.application_id == Application.id, Enrolment.undone_at.is_(None))
    return (
        select(
            Application.id.label("application_id"),
            Application.programme_id,
            Application.centre_id,
            Application.campaign_id,
            Application.candidate_id,
            Candidate.candidate_number,
            Application.state,
            Application.version,
            Contract.id.label("contract_id"),
            Enrolment.id.label("enrolment_id"),
            Enrolment.contract_id.label("enrolled_contract_id"),
            Enrolment.sent_at,
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Contract, active)
        .outerjoin(Enrolment, standing)
        .where(Application.id.in_(application_ids))
        .order_by(Application.id)
    )
