"""The validated registration that an enrolment is of: the one ends with the other's cancellation (R6.1, R6.2)."""

from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from recruitment.accounts.queries import table
from recruitment.enrolments.models import Enrolment


def registration_id() -> ScalarSelect[Any]:
    """Return the subquery, in a statement on `enrolment`, of the validated registration that holds it, or NULL."""
    of = table("registration").c
    return (
        select(func.max(of.id))
        .where(
            of.programme_id == Enrolment.programme_id,
            of.enrolment_id == Enrolment.id,
            of.validated_at.is_not(None),
            of.cancelled_at.is_(None),
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )


def is_held(session: Session, enrolment_id: int | None) -> bool:
    """Tell whether a validated registration holds an enrolment, whose application the caller has locked."""
    return session.scalar(select(registration_id()).where(Enrolment.id == enrolment_id)) is not None
