"""The registrations of an act, locked from the programmes down, each kind in the order of its ids."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.applications.models import Application
from recruitment.enrolments.actions.locks import lock_applications
from recruitment.enrolments.models import Enrolment
from recruitment.learners.models import Learner, Registration, SchoolYear
from recruitment.programmes.models import Programme


def locked(session: Session, registration_ids: Sequence[int]) -> dict[int, Any]:
    """Lock registrations with their programmes, applications and calendars; return each with what it hangs on."""
    ties = session.execute(
        select(Registration.programme_id, Registration.learner_id, Admitted.application_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .where(Registration.id.in_(registration_ids))
    ).all()
    programmes = {row.programme_id for row in ties}
    session.execute(
        select(Programme.id)
        .where(Programme.id.in_(programmes))
        .order_by(Programme.id)
        .with_for_update(key_share=True)
    )
    lock_applications(session, sorted({row.application_id for row in ties if row.application_id is not None}))
    learners = select(Learner.id).where(Learner.id.in_({row.learner_id for row in ties}))
    session.execute(learners.order_by(Learner.id).with_for_update(read=True))
    mine = Registration.id.in_(registration_ids)
    session.execute(select(Registration.id).where(mine).order_by(Registration.id).with_for_update())
    # Read once all is locked: as it is now, not as it was before the wait.
    return {row.id: row for row in session.execute(_facts().where(mine))}


def _facts() -> Any:
    calendar = and_(
        SchoolYear.centre_id == Registration.centre_id, SchoolYear.year == Registration.school_year
    )
    done = and_(Enrolment.application_id == Application.id, Enrolment.undone_at.is_(None))
    return (
        select(
            *Registration.__table__.c,
            Admitted.candidate_number,
            Admitted.application_id,
            Application.state.label("wish_state"),
            Application.candidate_id,
            Enrolment.id.label("standing_enrolment_id"),
            SchoolYear.first_day,
        )
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .outerjoin(Application, Application.id == Admitted.application_id)
        .outerjoin(Enrolment, done)
        .outerjoin(SchoolYear, calendar)
        .order_by(Registration.id)
    )
