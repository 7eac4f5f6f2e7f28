"""Who is in the pool, and what becomes of them: what every part of this room asks of the rooms below."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.learners.models import Registration
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.errors import RuleViolation

#: Accepted for good, or keeping wishes; neither gone nor waiting (R6.6, R6.7).
in_pool: ColumnElement[bool] = and_(Admitted.gone_at.is_(None), Admitted.situation.in_((1, 2)))
standing: ColumnElement[bool] = and_(
    Registration.admitted_id == Admitted.id, Registration.cancelled_at.is_(None)
)
_PERSON = (
    Admitted,
    in_pool.label("in_pool"),
    Programme.code,
    Programme.title,
    Programme.town,
    TrainingCentre.name.label("centre"),
    TrainingCentre.town.label("centre_town"),
    TrainingCentre.mail_contact,
    Campaign.year,
    Registration.id.label("registration_id"),
    Registration.learner_id,
    Registration.validated_at,
)


def person(session: Session, admitted_id: int) -> Any:
    """Return an admitted person (`Admitted`), with programme, centre, session and standing registration; or None."""
    return session.execute(
        select(*_PERSON)
        .join(Programme, Programme.id == Admitted.programme_id)
        .join(TrainingCentre, TrainingCentre.id == Admitted.centre_id)
        .join(Campaign, Campaign.id == Admitted.campaign_id)
        .outerjoin(Registration, standing)
        .where(Admitted.id == admitted_id)
    ).first()


def lock_all(session: Session, admitted_ids: Collection[int]) -> None:
    """Lock several admitted people, in the order of their ids, before anything that other acts lock after them."""
    mine = select(Admitted.id).where(Admitted.id.in_(admitted_ids)).order_by(Admitted.id)
    session.execute(mine.with_for_update())


def lock(session: Session, admitted_id: int, *, gone: bool = False) -> Any:
    """Lock an admitted person and return what `person` does. Raises not_in_pool, unless the gone may too."""
    session.execute(select(Admitted.id).where(Admitted.id == admitted_id).with_for_update())
    found = person(session, admitted_id)
    if found is None or not (gone or found.in_pool):
        raise RuleViolation("not_in_pool")
    return found
