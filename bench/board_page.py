"""The page of a programme of 244, signed in: CPU per request, beside a raw WSGI function that sends the same
statements to the driver and the same bytes to the reader, and beside Flask-Admin's list of the same table."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Self
from unittest.mock import patch

import psycopg

from bench import engines
from bench.data import Scale
from bench.measuring import Figure, by_turns, micro, own_cpu, times
from bench.other_admin import FlaskAdmin
from bench.product import BIG_PROGRAMME, answer, environ, product, sign_in
from recruitment.core import quick_read

PATH = f"/formations/{BIG_PROGRAMME}"
Statement = tuple[str, Any]


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return the page's figures on an engine."""
    requests = 40 if scale.name == "full" else 5
    url = engines.database(engine, scale)
    statements, page = _recorded(engine, url)
    with product(url) as app, FlaskAdmin(engine, url) as flask_admin:
        sign_in()
        # Templates and statements are compiled once, and a browser sends back the cookie of its first page.
        _status, headers, _page = answer(app.wsgi_app, environ(PATH))
        request = environ(PATH, session=headers["Set-Cookie"].partition(";")[0])
        answer(app.wsgi_app, request)
        floor = _Floor(engine, url, statements, page)
        floor_page = answer(floor, request)[2]
        if len(floor_page) != len(page):
            raise RuntimeError(f"the floor's page has {len(floor_page)} bytes, ours {len(page)}")

        def cpu(application: Any) -> float:
            before = own_cpu()
            for _ in range(requests):
                answer(application, request)
            return (own_cpu() - before) / requests

        rounds = [lambda: cpu(floor), lambda: cpu(app.wsgi_app)]
        if flask_admin.available:
            rounds.append(lambda: flask_admin.cpu_per_request(max(3, requests // 4)))
        lowest, ours, *theirs = by_turns(scale.rounds * 3, *rounds)
    figures = [
        Figure(
            f"board page, {len(page) // 1024} kB, {len(statements)} statements: CPU per request",
            engine,
            micro(lowest),
            micro(ours),
            times(ours / lowest),
            "≤ 6 ×",
            ours <= 6 * lowest,
        )
    ]
    found = (
        (micro(theirs[0]), times(theirs[0] / ours), theirs[0] >= 3 * ours)
        if theirs
        else (flask_admin.why, "–", None)
    )
    figures.append(
        Figure(
            "board page: requests per second beside Flask-Admin's list, per core",
            engine,
            found[0],
            micro(ours),
            found[1],
            "≥ 3 ×",
            found[2],
        )
    )
    return figures


def _recorded(engine: str, url: str) -> tuple[list[Statement], bytes]:
    """Return the statements that reach the driver for one page, with their values, and the page."""
    with _listening(engine) as found, product(url) as app:
        sign_in()
        answer(app.wsgi_app, environ(PATH))
        found.clear()
        status, _headers, page = answer(app.wsgi_app, environ(PATH))
        if status != "200 OK":
            raise RuntimeError(f"{PATH}: {status}")
        return list(found), page


@contextmanager
def _listening(engine: str) -> Iterator[list[Statement]]:
    found: list[Statement] = []

    def note(text: Any, values: Any) -> None:
        if str(text).lstrip().upper().startswith(("SELECT", "WITH")):
            found.append((text, values))

    def fetch(engine: Any, text: str, values: Any) -> list[Any]:
        note(text, values)
        return quickly(engine, text, values)

    quickly = quick_read._fetch
    with patch.object(quick_read, "_fetch", fetch), _session(engine, note):
        yield found


@contextmanager
def _session(engine: str, note: Callable[[Any, Any], None]) -> Iterator[None]:
    """Note what the session sends, which goes through cursors of the driver's own class."""
    if engine == "sqlite":

        class Cursor(sqlite3.Cursor):
            def execute(self, text: str, values: Any = ()) -> Self:
                note(text, values)
                return super().execute(text, values)

        class Connection(sqlite3.Connection):
            def cursor(self, *_: Any) -> Any:
                return super().cursor(Cursor)

        with patch("sqlite3.dbapi2.connect", partial(sqlite3.connect, factory=Connection)):
            yield
        return
    plain = psycopg.Cursor.execute

    def execute(self: Any, query: Any, params: Any = None, **more: Any) -> Any:
        note(query, params)
        return plain(self, query, params, **more)

    with patch.object(psycopg.Cursor, "execute", execute):
        yield


class _Floor:
    """What nobody would write by hand, and nothing can beat by much."""

    def __init__(self, engine: str, url: str, statements: list[Statement], page: bytes) -> None:
        self._statements = statements
        if engine == "sqlite":
            self._connection: Any = sqlite3.connect(engines.sqlite_path(url))
        else:
            self._connection = psycopg.connect(engines.psycopg_url(url), autocommit=True)
        self._frame = self._row = ""
        rows = self._read()
        self._row = "." * max(0, (len(page) - len(self._written(rows).encode()) - 2_000) // max(1, len(rows)))
        self._frame = "." * (len(page) - len(self._written(rows).encode()))

    def __call__(self, _environ: dict[str, Any], start: Any) -> list[bytes]:
        body = self._written(self._read()).encode()
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]

    def _read(self) -> list[Any]:
        """Run every statement; return the rows of the one that gives most: the list."""
        most: list[Any] = []
        for text, values in self._statements:
            numbered = isinstance(values, list) and not isinstance(self._connection, sqlite3.Connection)
            cursor = psycopg.RawCursor(self._connection) if numbered else self._connection.cursor()
            rows = (cursor.execute(text, values) if values is not None else cursor.execute(text)).fetchall()
            if len(rows) > len(most):
                most = rows
        return most

    def _written(self, rows: list[Any]) -> str:
        row = self._row
        lines = "".join(
            [f"<tr><td>{'</td><td>'.join([f'{cell}' for cell in one])}</td>{row}</tr>" for one in rows]
        )
        return f"<!doctype html><table>{lines}</table>{self._frame}"
