"""What an act on learners locks: the centre first, then the people admitted, then the learners."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.learners.models import Learner, Registration
from recruitment.programmes.models import Campaign, TrainingCentre


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


def lock_centre(session: Session, centre_id: int) -> None:
    """Lock a centre's learners: two people at once would make two of one."""
    session.execute(
        select(TrainingCentre.id).where(TrainingCentre.id == centre_id).with_for_update(key_share=True)
    )


def lock_admitted(session: Session, admitted_ids: Sequence[int]) -> dict[int, Any]:
    """Lock people admitted, with their centres; return each row with its school year."""
    centres = select(Admitted.centre_id).where(Admitted.id.in_(admitted_ids)).distinct()
    for centre_id in sorted(session.scalars(centres)):
        lock_centre(session, centre_id)
    session.execute(
        select(Admitted.id).where(Admitted.id.in_(admitted_ids)).order_by(Admitted.id).with_for_update()
    )
    rows = session.execute(
        select(*Admitted.__table__.c, Campaign.year)
        .join(Campaign, Campaign.id == Admitted.campaign_id)
        .where(Admitted.id.in_(admitted_ids))
        .order_by(Admitted.id)
    )
    return {row.id: row for row in rows}


def lock_learners(session: Session, learner_ids: Sequence[int]) -> dict[int, Any]:
    """Lock learners of one centre, with it; return each row."""
    centres = select(Learner.centre_id).where(Learner.id.in_(learner_ids)).distinct()
    for centre_id in sorted(session.scalars(centres)):
        lock_centre(session, centre_id)
    columns = select(*Learner.__table__.c).where(Learner.id.in_(learner_ids)).order_by(Learner.id)
    return {row.id: row for row in session.execute(columns.with_for_update())}


def lock_registrations(session: Session, registration_ids: Sequence[int]) -> dict[int, Any]:
    """Lock registrations; return each row."""
    columns = select(*Registration.__table__.c).where(Registration.id.in_(registration_ids))
    return {row.id: row for row in session.execute(columns.order_by(Registration.id).with_for_update())}
