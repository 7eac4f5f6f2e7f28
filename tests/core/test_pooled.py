"""F9: what a server dropped while it rested in the pool is replaced before anyone notices."""

from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, make_url, select, text

from recruitment.core import pooled
from recruitment.core.database import db
from recruitment.core.quick_read import QuickRead

# SQLite's file has no server that could leave.
pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


def end(pid: int) -> None:
    """End a process of the server, as its restart does."""
    address = make_url(db.engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def backend() -> int:
    """Return the server's process of the connection that the pool gives."""
    with db.engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_backend_pid()")))


def test_one_that_the_server_ended_is_replaced(app: Flask) -> None:
    first = backend()
    assert backend() == first
    end(first)
    assert backend() != first


def test_one_that_a_thread_keeps_for_its_questions_is_replaced(app: Flask) -> None:
    asked = QuickRead(select(func.pg_backend_pid().label("pid")))
    first = asked.first().pid
    assert asked.first().pid == first
    end(first)
    assert asked.first().pid != first


def test_one_that_was_closed_on_our_side_is_replaced(app: Flask) -> None:
    first = backend()
    with db.engine.connect() as connection:
        held: Any = connection.connection.dbapi_connection
    held.close()
    assert backend() != first


@pytest.mark.parametrize(("rested", "asked"), [(0.0, 1), (3600.0, 0)])
def test_one_that_says_nothing_is_asked_once_it_has_rested(
    app: Flask, monkeypatch: pytest.MonkeyPatch, rested: float, asked: int
) -> None:
    pings: list[Any] = []
    backend()
    monkeypatch.setattr(pooled, "RESTED", rested)
    monkeypatch.setattr(db.engine.dialect, "do_ping", pings.append)
    backend()
    assert len(pings) == asked
