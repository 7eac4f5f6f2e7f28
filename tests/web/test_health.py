"""Alive, and ready: the database answers, its schema is the code's, the time zones are there."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from recruitment.core.config import read
from recruitment.core.transaction import transaction
from recruitment.web import health
from tests.databases import environment
from tests.web.applications import application


def test_alive_asks_nothing_of_the_database(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_ready_when_all_is_there(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "checks": {"database": True, "schema": True, "timezones": True}}


def test_not_ready_with_a_schema_of_another_version(client: FlaskClient) -> None:
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"] == {"database": True, "schema": False, "timezones": True}


def test_not_ready_before_the_migrations(empty_database_url: str) -> None:
    with application(read(environment(empty_database_url))) as app:
        client = app.test_client()
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


def test_not_ready_without_its_database() -> None:
    settings = read(environment("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    with application(settings) as app:
        answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"] == {"database": False, "schema": False, "timezones": True}


def test_not_ready_without_time_zones(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """F52."""

    def lost() -> bool:
        raise LookupError

    monkeypatch.setitem(health.CHECKS, "timezones", lost)
    assert client.get("/readyz").status_code == 503
