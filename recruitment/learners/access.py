"""Which learners a person may read or write: those registered, now or once, in programmes that are theirs (R8.3).

Outside of them a learner does not exist (404). A learner without any registration belongs to whoever has the whole
centre. Reading is for those who decide or enrol; writing for those who enrol.
"""

from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, and_, false, func, or_, select

from recruitment.accounts import access
from recruitment.admissions.models import Admitted
from recruitment.core.database import db
from recruitment.learners.models import Learner, Registration
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.vocabulary import Permission


def _registered_where(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Registration.id)
        .join(Programme, Programme.id == Registration.programme_id)
        .where(Registration.learner_id == Learner.id, condition)
        .correlate(Learner)
        .exists()
    )


def _unregistered(user: Any, *, allowed: bool) -> ColumnElement[bool]:
    """Return the learners of one's centre without any registration: known from before, or emptied by a merge."""
    if not allowed or user.centre_id is None or not user.all_programmes:
        return false()
    any_ = select(Registration.id).where(Registration.learner_id == Learner.id).correlate(Learner).exists()
    return and_(Learner.centre_id == user.centre_id, ~any_)


def readable_learners(user: Any) -> ColumnElement[bool]:
    """Return the condition on `learner` that leaves those whose file a person may read."""
    return or_(_registered_where(access.followed(user)), _unregistered(user, allowed=access.follows_up(user)))


def writable_learners(user: Any) -> ColumnElement[bool]:
    """Return the condition on `learner` that leaves those whose file a person may complete."""
    enrols = access.programmes_where(user, Permission.ENROL)
    return or_(_registered_where(enrols), _unregistered(user, allowed=access.may(user, Permission.ENROL)))


def learner_or_404(user: Any, learner_id: int, permission: Permission = Permission.SEE) -> Any:
    """Return the row of a learner that a person may read (or, with ENROL, complete), else 404 or 403."""
    seen = or_(
        _registered_where(access.visible_programmes(user)),
        _unregistered(user, allowed=access.may(user, Permission.SEE)),
    )
    found = _first(
        select(*Learner.__table__.c).where(Learner.id == learner_id, Learner.erased_at.is_(None), seen)
    )
    allowed = writable_learners(user) if permission is Permission.ENROL else readable_learners(user)
    holds = db.session.scalar(select(Learner.id).where(Learner.id == learner_id, allowed)) is not None
    access.refuse_unless(holds, Permission.ENROL)
    return found


def registration_or_404(user: Any, registration_id: int, permission: Permission = Permission.SEE) -> Any:
    """Return the row of a registration in a programme that a person sees, else 404; 403 without the right."""
    found = _first(
        select(*Registration.__table__.c)
        .join(Programme, Programme.id == Registration.programme_id)
        .where(Registration.id == registration_id, access.visible_programmes(user))
    )
    return _allowed(user, found, permission)


def admitted_or_404(user: Any, admitted_id: int, permission: Permission = Permission.SEE) -> Any:
    """Return the row of somebody admitted to a programme that a person sees, with `year`, else 404 or 403."""
    found = _first(
        select(*Admitted.__table__.c, Campaign.year)
        .join(Programme, Programme.id == Admitted.programme_id)
        .join(Campaign, Campaign.id == Admitted.campaign_id)
        .where(Admitted.id == admitted_id, access.visible_programmes(user))
    )
    return _allowed(user, found, permission)


def years(user: Any) -> list[int]:
    """Return the school years that the person's centres have a campaign for, the latest first."""
    seen = select(func.distinct(Campaign.year)).join(Programme, Programme.campaign_id == Campaign.id)
    return sorted(db.session.scalars(seen.where(access.visible_programmes(user))), reverse=True)


def _allowed(user: Any, row: Any, permission: Permission) -> Any:
    if permission is Permission.SEE:
        access.refuse_unless(access.follows_up(user, row), Permission.ENROL, row)
    else:
        access.refuse_unless(access.may(user, permission, row), permission, row)
    return row


def _first(statement: Any) -> Any:
    found = db.session.execute(statement).first()
    if found is None:
        abort(404)
    return found
