"""Who reads the pool of a programme, and who brings lists into it (R8.3).

Outside of one's programmes nobody is admitted to anything (404). Reading is for those who decide or enrol; bringing a
list in, and taking it back, for those who enrol.
"""

from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, or_, select

from recruitment.accounts import access
from recruitment.admissions.models import Admitted
from recruitment.core.database import db
from recruitment.exchanges.access import of_programmes, of_the_centre
from recruitment.exchanges.models import Exchange
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Permission

SOURCES = ("platform_file", "platform_pull", "platform_push", "own_offers")


def readable(user: Any) -> ColumnElement[bool]:
    """Return the condition on `programme` that leaves those whose pool a person may read."""
    return access.followed(user)


def writable(user: Any) -> ColumnElement[bool]:
    """Return the condition on `programme` that leaves those into which a person may bring a list."""
    return access.programmes_where(user, Permission.ENROL)


def may_write(user: Any) -> bool:
    """Tell whether a person may bring a list in somewhere."""
    return access.may_somewhere(user, Permission.ENROL)


def refuse_unless_writes(user: Any) -> None:
    """Keep a page for those who enrol somewhere."""
    access.refuse_unless(may_write(user), Permission.ENROL)


def centre_or_403(user: Any) -> int:
    """Return the centre of whoever enrols; the profiles of columns are a centre's."""
    refuse_unless_writes(user)
    return (
        int(user.centre_id)
        if user.centre_id is not None
        else abort(403, "Ces réglages sont ceux d’un centre.")
    )


def admitted_or_404(user: Any, admitted_id: int) -> Any:
    """Return the row of an admitted candidate, with the programme, if the person may read it; else 404 or 403."""
    found = db.session.execute(
        select(*Admitted.__table__.c, Programme.code, Programme.title)
        .join(Programme, Programme.id == Admitted.programme_id)
        .where(Admitted.id == admitted_id, access.visible_programmes(user))
    ).first()
    if found is None:
        abort(404)
    access.refuse_unless(access.follows_up(user, found), Permission.ENROL, found)
    return found


def list_or_404(user: Any, exchange_id: int, permission: Permission = Permission.ENROL) -> Exchange:
    """Return a list of admitted candidates that a person may handle, else 404 or 403.

    A list of several programmes, from the web service, is for whoever has the whole centre.
    """
    theirs = or_(of_programmes(access.visible_programmes(user)), of_the_centre(user))
    asked = select(Exchange).where(Exchange.id == exchange_id, Exchange.source.in_(SOURCES), theirs)
    found = db.session.scalars(asked.execution_options(populate_existing=True)).first()
    if found is None:
        abort(404)
    row = found if found.programme_id is not None else None
    access.refuse_unless(access.may(user, permission, row), permission, row)
    return found
