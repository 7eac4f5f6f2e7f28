"""Rights, in one place (R8.3): which programmes a person sees, and what they may do there.

Outside one's programmes a page does not exist (404). Inside, without the permission, it says why (403).
The grid of rights by programme and by act is read here, in `may`, and nowhere else: the role gives the rights,
an exception grants or takes away one act on one programme. `sight` holds the same for the SQL of lists.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort
from flask_login import current_user
from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select
from werkzeug.local import LocalProxy

from recruitment.accounts.queries import table
from recruitment.accounts.rights.held import exceptions_of, holds
from recruitment.accounts.rights.reasons import why_not
from recruitment.accounts.sight import (
    Person,
    excepted,
    programme_by_code,
    scope_of,
    visible_applications,
    visible_centres,
    visible_programmes,
)
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.rules.permissions import BY_PROGRAMME, FOLLOW_UP, OUT_OF_THE_GRID, allowed
from recruitment.rules.vocabulary import Permission, Role

__all__ = [
    "Person",
    "application_or_404",
    "contract_or_404",
    "followed",
    "follows_up",
    "follows_up_somewhere",
    "may",
    "may_somewhere",
    "programme_or_404",
    "programmes_where",
    "refuse_unless",
    "refuse_unless_follows_up",
    "require",
    "require_somewhere",
    "runs_installation",
    "sees_contact_details",
    "visible_applications",
    "visible_centres",
    "visible_programmes",
]

View = TypeVar("View", bound=Callable[..., Any])

#: What the administrator of the whole installation may do in centres that are not theirs: look, set up, run.
OF_THE_INSTALLATION = frozenset(
    {Permission.SEE, Permission.EXPORT, Permission.SETTINGS, Permission.IMPORT_FILES, Permission.RUN_JOBS}
)
#: Acts that belong to the installation: its administrator's alone.
NOT_A_CENTRES = frozenset({Permission.RUN_JOBS})


def may(user: Person, permission: Permission, programme: Any = None) -> bool:
    """Tell whether a person may do that: in their whole centre, or on a programme that they see.

    `programme` is the row of a programme, or of an application or contract of it.
    """
    usual = _by_role(user, permission)
    if programme is None or user.centre_id is None:
        return usual
    if user.centre_id != programme.centre_id:
        return False
    if not _excepted(user) or permission not in BY_PROGRAMME:
        return usual
    return holds(exceptions_of(user.id), _programme_id(programme), permission, usual=usual)


def may_somewhere(user: Person, permission: Permission) -> bool:
    """Tell whether a person may do that on one programme at least: for the pages that list programmes."""
    if _by_role(user, permission):
        return True
    if not _excepted(user):
        return False
    found = exceptions_of(user.id)
    return any(granted and act == permission for (_programme, act), granted in found.items())


def programmes_where(user: Person, permission: Permission) -> ColumnElement[bool]:
    """Return the SQL condition on `programme` that leaves those on which a person may do that."""
    programme, usual = table("programme").c, _by_role(user, permission)
    seen = visible_programmes(user)
    if not _excepted(user) or permission not in BY_PROGRAMME:
        return seen if usual else false()
    changed = programme.id.in_(excepted(user.id, permission, granted=not usual))
    return and_(seen, ~changed if usual else changed)


def _by_role(user: Person, permission: Permission) -> bool:
    if not user.is_authenticated or not allowed(user.role, permission):
        return False
    if user.role is Role.ADMINISTRATOR:
        return (
            permission in OF_THE_INSTALLATION if user.centre_id is None else permission not in NOT_A_CENTRES
        )
    return True


def _excepted(user: Person) -> bool:
    """Tell whether the grid has something to say about a person."""
    return user.is_authenticated and user.has_exceptions and user.role not in OUT_OF_THE_GRID


def _programme_id(row: Any) -> int:
    return int(row.programme_id if hasattr(row, "programme_id") else row.id)


def sees_contact_details(user: Person) -> bool:
    """Tell whether a person may ever read contact details: those who recruit, not those who supervise."""
    return user.is_authenticated and user.role is not Role.REGIONAL and user.centre_id is not None


def follows_up(user: Person, programme: Any = None) -> bool:
    """Tell whether a person decides or enrols there, in the sense of `may`: not those who only look."""
    return any(may(user, act, programme) for act in FOLLOW_UP)


def follows_up_somewhere(user: Person) -> bool:
    """Tell whether a person decides or enrols on one programme at least."""
    return any(may_somewhere(user, act) for act in FOLLOW_UP)


def refuse_unless_follows_up(user: Person) -> None:
    """Keep a page for those who decide or enrol somewhere; the others read that it is for those who enrol."""
    refuse_unless(follows_up_somewhere(user), Permission.ENROL)


def followed(user: Person) -> ColumnElement[bool]:
    """Return the condition on `programme` that leaves where a person decides or enrols."""
    return or_(*(programmes_where(user, act) for act in FOLLOW_UP))


def runs_installation(user: Person) -> bool:
    """Tell whether a person administers the whole installation: campaigns, jobs."""
    return user.is_authenticated and user.role is Role.ADMINISTRATOR and user.centre_id is None


def require(permission: Permission) -> Callable[[View], View]:
    """Keep a view for those who may do that in their whole centre; for pages that belong to no programme."""
    return _kept_for(may, permission)


def require_somewhere(permission: Permission) -> Callable[[View], View]:
    """Keep a view for those who may do that on one programme at least; for pages that list programmes."""
    return _kept_for(may_somewhere, permission)


def _kept_for(asked: Callable[[Person, Permission], bool], permission: Permission) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refuse_unless(asked(current_user, permission), permission)
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def programme_or_404(
    user: Person, code: str, permission: Permission = Permission.SEE, *, year: int | None = None
) -> Any:
    """Return the row of a programme that the person sees, else 404; else 403 without the permission.

    A code lives in several campaigns: without a year it is the current one's, else the nearest past one's.
    """
    user = _itself(user)
    scope = scope_of(user)
    found = programme_by_code().first(
        code=code,
        year=year or 0,
        current=clock.today().year,
        everything=scope.everything,
        centre_id=scope.centre_id,
        academie=scope.academie,
        unlimited=scope.limited_to is None,
        account_id=scope.limited_to or scope.excepted,
        plain=scope.excepted is None,
    )
    if found is None:
        abort(404)
    refuse_unless(may(user, permission, found), permission, found)
    return found


def application_or_404(
    user: Person, application_id: int, permission: Permission = Permission.SEE
) -> Row[Any]:
    """Return the row of an application that the person sees, else 404; else 403 without the permission."""
    application = table("application")
    found = _first(select(application).where(application.c.id == application_id, visible_applications(user)))
    refuse_unless(may(user, permission, found), permission, found)
    return found


def contract_or_404(user: Person, contract_id: int, permission: Permission = Permission.SEE) -> Row[Any]:
    """Return the row of a contract that the person sees, else 404; else 403 without the permission."""
    contract, application = table("contract"), table("application")
    found = _first(
        select(contract)
        .join(application, application.c.id == contract.c.application_id)
        .where(contract.c.id == contract_id, visible_applications(user))
    )
    refuse_unless(may(user, permission, found), permission, found)
    return found


def refuse_unless(allowed_: bool, permission: Permission, row: Any = None) -> None:  # noqa: FBT001
    """Answer 403 with the reason, unless allowed; `row` is the programme, or what is of it, that it is about."""
    if not allowed_:
        abort(403, why_not(permission, row))


def _itself(user: Person) -> Person:
    """Return the person behind Flask-Login's proxy, of which each question costs a microsecond."""
    found: Person = user._get_current_object() if isinstance(user, LocalProxy) else user
    return found


def _first(statement: Select[Any]) -> Row[Any]:
    found = db.session.execute(statement).first()
    if found is None:
        abort(404)
    return found
