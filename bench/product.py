"""The application on a database of the measures, its clock put inside the campaign, somebody signed in."""

import hashlib
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert
from werkzeug.test import EnvironBuilder

from bench import engines
from recruitment.accounts.models import Login
from recruitment.core import clock, config
from recruitment.core.database import db
from recruitment.core.transaction import transaction

BEFORE = datetime(2025, 5, 26, 12, 32, tzinfo=UTC)  # nothing is due, contracts may be entered
AFTER = datetime(2025, 5, 29, 8, 0, tzinfo=UTC)  # what had until 28 May is due
LATER = timedelta(minutes=10)
BIG_PROGRAMME = "34001"  # 244 applications, of the first centre


@contextmanager
def product(url: str, now: datetime = BEFORE) -> Iterator[Flask]:
    """Give the application in its context; its connections are closed on the way out."""
    from app import create_app

    offset = now - clock.wall()
    clock.simulate(lambda: offset)
    app = create_app(config.read(engines.environment(url)))
    try:
        with _told_nowhere(), app.app_context():
            yield app
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    finally:
        clock.simulate(None)


@contextmanager
def _told_nowhere() -> Iterator[None]:
    """Let each request be told, as in production, to nobody."""
    handlers = [
        one for one in logging.getLogger("tremplin").handlers if isinstance(one, logging.StreamHandler)
    ]
    with Path(os.devnull).open("w") as nowhere, ExitStack() as stack:
        for handler in handlers:
            stack.callback(handler.setStream, handler.setStream(nowhere) or sys.stderr)
        yield


def token(rank: int) -> str:
    """Return the token of a login of the measures."""
    return f"bench{rank:038d}"


def sign_in(people: int = 1, *, account_id: int | None = None) -> int:
    """Open that many logins, and no other, of one manager or shared out among the centres'; return how many."""
    at = clock.wall()
    centres = centres_count()
    rows = [
        {
            "token_hash": hashlib.sha256(token(rank).encode()).hexdigest(),
            "account_id": account_id or rank % centres + 1,
            "opened_at": at,
            "seen_at": at,
            "factor_at": at,
            "ip": "127.0.0.1",
            "user_agent": "bench",
        }
        for rank in range(people)
    ]
    with transaction() as session:
        session.execute(delete(Login))
        session.execute(insert(Login), rows)
    return people


def centres_count() -> int:
    """Return how many centres, and so managers, there are."""
    return int(db.session.connection().exec_driver_sql("SELECT max(id) FROM training_centre").scalar() or 0)


def environ(path: str, rank: int = 0, *, etag: str = "", session: str = "") -> dict[str, Any]:
    """Return a request of somebody signed in, as a WSGI server hands it over."""
    headers = [("Cookie", f"login={token(rank)}" + (f"; {session}" if session else ""))]
    if etag:
        headers.append(("If-None-Match", etag))
    return dict(EnvironBuilder(path=path, headers=headers).get_environ())


def answer(application: Any, request: dict[str, Any]) -> tuple[str, dict[str, str], bytes]:
    """Call a WSGI application; return the status, the headers and the body."""
    found: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        found[:] = [status, dict(headers)]

    chunks = application(dict(request), start)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return found[0], found[1], body
