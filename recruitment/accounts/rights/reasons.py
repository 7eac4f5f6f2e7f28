"""« Pourquoi je ne peux pas » : the right that is missing, and who can give it."""

from typing import Any

from flask import g
from flask_login import current_user

from recruitment.accounts.rights.queries import administrators
from recruitment.core.database import db
from recruitment.labels import permission_refusal
from recruitment.rules.permissions import OUT_OF_THE_GRID, allowed
from recruitment.rules.vocabulary import Permission


def why_not(permission: str | Permission, row: Any = None) -> str:
    """Say why the person of the request may not do that, on a programme (or an application of it) or at all."""
    act = Permission(permission)
    return permission_refusal(current_user.role, act, givers(), taken=row is not None and _taken(act))


def givers() -> list[str]:
    """Return the names of the administrators of the centre of the person of the request: read once, if at all."""
    centre_id = current_user.centre_id
    if centre_id is None:
        return []
    if "givers" not in g:
        g.givers = administrators(db.session(), centre_id)
    found: list[str] = g.givers
    return found


def _taken(act: Permission) -> bool:
    """Tell whether the role gives that right: it is then the grid that took it away."""
    role = current_user.role
    return current_user.has_exceptions and role not in OUT_OF_THE_GRID and allowed(role, act)
