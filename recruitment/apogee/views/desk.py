"""Whose rows and programmes a page of Apogée is about."""

from typing import Any
from urllib.parse import urlencode

from flask import abort, request
from flask_login import current_user
from sqlalchemy import ColumnElement

from recruitment.accounts import access
from recruitment.accounts.access import followed, refuse_unless_follows_up
from recruitment.apogee import queries
from recruitment.apogee.queries import Scope
from recruitment.core.database import db
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.rules.vocabulary import Permission

NO_CENTRE = "Ces pages sont celles d’un centre."
PAGE = 50


def read_scope() -> tuple[int, Scope]:
    """Return the year and the scope asked for, for whoever decides or enrols; it may be without any VET."""
    refuse_unless_follows_up(current_user)
    return _scope()


def write_scope() -> tuple[int, Scope]:
    """Return the same for whoever enrols somewhere."""
    access.refuse_unless(access.may_somewhere(current_user, Permission.ENROL), Permission.ENROL)
    return _scope()


def _scope() -> tuple[int, Scope]:
    if current_user.centre_id is None:
        abort(403, NO_CENTRE)
    year, campaign_id = session_asked()
    return year, Scope(int(current_user.centre_id), campaign_id, year)


def is_concerned(scope: Scope) -> bool:
    """Tell whether Apogée is set for some programme of a scope."""
    return scope in queries.scopes(db.session(), scope.centre_id)


def seen() -> ColumnElement[bool]:
    """Return the condition on `programme` of what one reads: those where one decides or enrols."""
    return followed(current_user)


def enrolled_on() -> ColumnElement[bool]:
    """Return the condition on `programme` of where one enrols."""
    return access.programmes_where(current_user, Permission.ENROL)


def may_write() -> bool:
    """Tell whether one enrols somewhere."""
    return access.may_somewhere(current_user, Permission.ENROL)


def refuse_unless_whole() -> None:
    """Keep what holds all persons of a centre for those who enrol on all its programmes."""
    whole = access.may(current_user, Permission.ENROL) and current_user.all_programmes
    access.refuse_unless(whole, Permission.ENROL)


def search() -> str:
    """Return what is searched."""
    return request.args.get("q", "").strip()[:100]


def asked(**values: Any) -> str:
    """Return the query of the same list."""
    return urlencode({name: value for name, value in values.items() if value})
