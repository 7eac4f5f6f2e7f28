"""Which centre's day on site a person works on, and whom of the pool they may read or let pass (R8.3)."""

from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import ColumnElement

from recruitment.accounts import access
from recruitment.core.database import db
from recruitment.learners.access import admitted_or_404
from recruitment.rules.vocabulary import Permission
from recruitment.stations.queries import board as queries

NO_CENTRE = (
    "L’accueil des inscriptions appartient à chaque établissement. Votre compte est celui de l’installation. "
    "Demandez à l’administrateur de l’établissement."
)


def read_centre() -> int:
    """Return the centre of a person who follows enrolments, else answer 403."""
    access.refuse_unless_follows_up(current_user)
    return _own()


def set_centre() -> int:
    """Return the centre that a person sets up, else answer 403."""
    access.refuse_unless(access.may(current_user, Permission.SETTINGS), Permission.SETTINGS)
    return _own()


def mine() -> ColumnElement[bool]:
    """Return the condition on `programme` that leaves those whose people one reads."""
    return access.followed(current_user)


def seen() -> ColumnElement[bool]:
    """Return the condition on `programme` that leaves those one sees: of the others nothing exists (404)."""
    return access.visible_programmes(current_user)


def readable(admitted_id: int) -> Any:
    """Return the row of somebody admitted whom one reads, else 404 or 403."""
    return admitted_or_404(current_user, admitted_id)


def writable(admitted_id: int) -> Any:
    """Return the row of somebody admitted whom one enrols, else 404 or 403."""
    return admitted_or_404(current_user, admitted_id, Permission.ENROL)


def station(centre_id: int, station_id: int) -> Any:
    """Return a station of a centre, retired or not, else 404."""
    return queries.station(db.session(), centre_id, station_id) or abort(404)


def _own() -> int:
    centre_id: int | None = current_user.centre_id
    if centre_id is None:
        abort(403, NO_CENTRE)
    return centre_id


def may(permission: Permission, row: Any) -> bool:
    """Tell whether the person may do that for somebody admitted."""
    return access.may(current_user, permission, row)
