"""Which exchanges a person may read: those of their programmes; those of a whole centre, for whoever has it whole.

Reading is for those who decide or enrol (R8.3). What a person of another centre asks for does not exist.
"""

from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, and_, false, or_, select

from recruitment.accounts import access
from recruitment.core.database import db
from recruitment.exchanges import queries
from recruitment.exchanges.models import Exchange
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Permission


def readable(user: Any) -> ColumnElement[bool]:
    """Return the condition on `exchange` that leaves those whose detail a person may read."""
    mine = access.followed(user)
    whole = access.follows_up(user)
    return or_(of_programmes(mine), of_the_centre(user) if whole else false())


def exchange_or_404(user: Any, exchange_id: int) -> Any:
    """Return an exchange that a person may read, else 404; 403 when they see its programme, and may not."""
    seen = or_(of_programmes(access.visible_programmes(user)), of_the_centre(user))
    found = queries.one(db.session(), exchange_id, seen)
    if found is None:
        abort(404)
    row = found if found.programme_id is not None else None
    access.refuse_unless(access.follows_up(user, row), Permission.ENROL, row)
    return found


def of_programmes(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition on `exchange` that leaves those of one programme, of which `condition` holds."""
    return (
        select(Programme.id)
        .where(Programme.id == Exchange.programme_id, condition)
        .correlate(Exchange)
        .exists()
    )


def of_the_centre(user: Any) -> ColumnElement[bool]:
    """Return the condition on `exchange` that leaves those of several programmes, for whoever has the whole centre."""
    if user.centre_id is None or not user.all_programmes:
        return false()
    return and_(Exchange.programme_id.is_(None), Exchange.centre_id == user.centre_id)
