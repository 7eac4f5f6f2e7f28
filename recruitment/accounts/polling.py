"""The poll of a board's counters: who asks, and how the board stands, in one statement.

Every open page sends it every five seconds. It gives what `current_user` and `access.programme_or_404` would,
for much less; when something is new the view goes through them. When nothing is, Flask is not even asked.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask, abort, request
from flask_login import current_user
from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.exc import DBAPIError
from werkzeug.http import parse_cookie

from recruitment.accounts.access import programme_or_404
from recruitment.accounts.gates import CHARTER_PATH
from recruitment.accounts.identity import (
    COOKIE_KEY,
    OPEN_LOGIN,
    OWES_CHARTER,
    is_alive,
    token_hash,
    token_hash_of,
)
from recruitment.accounts.models import Account, AccountProgramme, Login
from recruitment.accounts.queries import table
from recruitment.accounts.sight import nearest, sight_excepted
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.quick_read import QuickRead
from recruitment.rules.vocabulary import Role
from recruitment.web.access import lead_to, turn_away

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_POLLED = re.compile(r"/formations/([0-9A-Za-z._-]+)/compteurs")


def etag(version: int) -> str:
    """Return what a page shows of a board's version."""
    return f'"{version}"'


class Shortcut:
    """Answers, before Flask, the poll of a board that has not changed: of most requests of a morning, all there is.

    Only what is plainly so: another version, no such login, a colleague's eyes, a charter to accept or a database
    that fails go on to the view, which says what there is to say.
    """

    def __init__(self, app: Flask) -> None:
        self._application = app.wsgi_app
        self._cookie: str = app.config[COOKIE_KEY]
        with app.app_context():
            self._engine = db.engine

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        """Answer a request."""
        shown = environ.get("HTTP_IF_NONE_MATCH")
        if shown and shown == self._etag(environ):
            start_response("304 NOT MODIFIED", [("ETag", shown)])
            return ()
        return self._application(environ, start_response)

    def _etag(self, environ: "WSGIEnvironment") -> str | None:
        """Return how the board stands that is plainly asked for, by somebody who plainly sees it."""
        polled = _POLLED.fullmatch(environ["PATH_INFO"])
        cookies = environ.get("HTTP_COOKIE", "")
        if polled is None or environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return None
        token = token_hash(parse_cookie(cookies).get(self._cookie, "")) if cookies.isascii() else None
        if token is None:
            return None
        values = {"token_hash": token, "code": polled[1], "current": clock.today().year}
        try:
            row = _statement().first_of(self._engine, **values)
        except DBAPIError:
            return None
        if row is None or row.seen_as_id is not None or row.owes_charter or row.board_version is None:
            return None
        return etag(row.board_version) if is_alive(row.opened_at, row.seen_at) else None


def init_app(app: Flask) -> None:
    """Put the shortcut before Flask, behind what goes around every answer."""
    app.wsgi_app = Shortcut(app)  # type: ignore[method-assign]


def board_version(code: str) -> int:
    """Return the version of a programme's board; 404 when the person of the request does not see it."""
    token = token_hash_of(request)
    row = token and _statement().first(token_hash=token, code=code, current=clock.today().year)
    if not row or not is_alive(row.opened_at, row.seen_at):
        abort(turn_away())
    if row.seen_as_id is not None:  # through a colleague's eyes: not the rights of the login's own account
        return int(programme_or_404(current_user, code).board_version)
    if row.owes_charter:
        abort(lead_to(CHARTER_PATH))
    if row.board_version is None:
        abort(404)
    version: int = row.board_version
    return version


@cache
def _statement() -> QuickRead:
    """Return the login of a token and the version of a programme that its account sees.

    The rights are those of `sight.scope_of`, asked of the account's columns.
    """
    programme, campaign, centre = table("programme"), table("campaign"), table("training_centre")
    account, login = Account.__table__.c, Login.__table__.c
    granted = (
        exists()
        .where(AccountProgramme.account_id == account.id, AccountProgramme.programme_id == programme.c.id)
        .correlate(Account.__table__, programme)
    )
    given, taken = (
        sight_excepted(account.id, programme.c.id, granted=g).correlate(Account.__table__, programme)
        for g in (True, False)
    )
    usual = and_(or_(account.all_programmes, granted), or_(account.has_exceptions.is_(False), ~taken))
    administers = account.role == str(Role.ADMINISTRATOR)
    seen = or_(
        and_(administers, account.centre_id.is_(None)),
        centre.c.academie == account.academie,
        and_(programme.c.centre_id == account.centre_id, or_(administers, usual, given)),
    )
    version = (
        select(programme.c.board_version)
        .join(campaign, campaign.c.id == programme.c.campaign_id)
        .join(centre, centre.c.id == programme.c.centre_id)
        .where(
            programme.c.campaign_id.in_(select(campaign.c.id)), programme.c.code == bindparam("code"), seen
        )
        .order_by(*nearest(campaign.c.year))
        .limit(1)
        .correlate(Account.__table__)
        .scalar_subquery()
    )
    return QuickRead(
        select(login.opened_at, login.seen_at, login.seen_as_id, OWES_CHARTER, version.label("board_version"))
        .select_from(Login.__table__)
        .join(Account.__table__, account.id == login.account_id)
        .where(*OPEN_LOGIN)
    )
