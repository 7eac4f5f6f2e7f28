"""A prepared SELECT gives what the session would, on both engines."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import bindparam, column, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from recruitment.core import quick_read
from recruitment.core.database import db
from recruitment.core.quick_read import QuickRead
from recruitment.programmes.models import Campaign, Programme
from tests.builders import make_programme

BY_CODE = QuickRead(
    select(Programme.__table__, Campaign.__table__.c.contracts_from)
    .join(Campaign.__table__)
    .where(Programme.__table__.c.code == bindparam("code"))
    .limit(1)
)


def test_the_first_row_comes_with_names_instants_dates_and_booleans(app: Flask) -> None:
    programme = make_programme(code="34120", examines=True, exempt=False)
    row = BY_CODE.first(code="34120")
    assert (row.id, row.code, row.examines, row.exempt) == (programme.id, "34120", True, False)
    assert row.created_at == programme.created_at
    assert row.created_at.tzinfo is UTC
    assert row.contracts_from == date(2025, 3, 17)
    assert row.closed_at is None


def test_no_row_is_none(app: Flask) -> None:
    assert BY_CODE.first(code="unknown") is None


def test_it_sees_what_was_committed_since_the_session_began(app: Flask, session: Session) -> None:
    session.scalar(select(Programme.id))
    assert BY_CODE.first(code="34120") is None
    make_programme(code="34120", closed_at=datetime(2025, 5, 1, tzinfo=UTC))
    assert BY_CODE.first(code="34120").closed_at == datetime(2025, 5, 1, tzinfo=UTC)


def test_a_connection_that_the_server_dropped_is_replaced(app: Flask, engine_name: str) -> None:
    """F9: a server that was restarted."""
    make_programme(code="34120")
    assert BY_CODE.first(code="34120") is not None
    quick_read._keepers[db.engine]._local.kept.connection.close()
    assert BY_CODE.first(code="34120") is not None


def test_it_cannot_write(app: Flask) -> None:
    BY_CODE.first(code="34120")
    connection = quick_read._keepers[db.engine]._local.kept.connection
    with pytest.raises(db.engine.dialect.loaded_dbapi.Error, match=r"read-?only"):
        connection.execute("DELETE FROM programme")


def test_a_statement_that_fails_is_the_databases_error_without_its_values(app: Flask) -> None:
    broken = QuickRead(
        select(column("nowhere")).select_from(table("nothing")).where(column("x") == bindparam("x"))
    )
    with pytest.raises(DBAPIError) as failed:
        broken.first(name="Camille Martin")
    assert "Camille Martin" not in str(failed.value)


def test_the_connections_end_with_the_pool(app: Flask) -> None:
    """Even one that a traceback holds: left to a file that is replaced, it gives all others a disk I/O error."""
    BY_CODE.first(code="34120")
    held = quick_read._keepers[db.engine]._local.kept
    db.engine.dispose()
    with pytest.raises(db.engine.dialect.loaded_dbapi.Error):
        held.connection.execute("SELECT 1")
    assert BY_CODE.first(code="34120") is None
