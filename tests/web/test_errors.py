"""Errors in French, with a reference, without a word of what is inside."""

import logging

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import RequestEntityTooLarge

from recruitment.web.access import public
from tests.builders import log_in, make_account

SECRET = "Camille Martin 06 39 98 12 34"


def raising(app: Flask, error: BaseException) -> None:
    """Add a page that fails."""
    app.testing = False

    def fail() -> str:
        raise error

    app.add_url_rule("/fails", view_func=public(fail))


def test_a_crash_says_nothing_but_its_reference_which_the_log_holds(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """ASVS 16.5.1."""
    raising(app, ZeroDivisionError(SECRET))
    answer = client.get("/fails")
    assert answer.status_code == 500
    assert "Erreur du serveur" in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    for word in (SECRET, "Traceback", "ZeroDivisionError", "app.py"):
        assert word not in answer.text


@pytest.mark.parametrize("kind", [IntegrityError, OperationalError])
def test_the_log_keeps_no_value_of_a_statement(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture, kind: type[DBAPIError]
) -> None:
    """ASVS 16.2.5."""
    detail = f"duplicate key\nDETAIL: Key (email)=({SECRET}) already exists."
    raising(app, kind("INSERT INTO account", {"email": SECRET}, Exception(detail)))
    answer = client.get("/fails")
    assert SECRET not in caplog.text
    for word in (answer.headers["X-Request-Id"], "/fails", "duplicate key", "INSERT INTO account"):
        assert word in caplog.text


@pytest.mark.parametrize("error", [OperationalError(SECRET, {}, Exception(SECRET)), PoolTimeoutError(SECRET)])
def test_a_database_that_does_not_answer_is_an_outage(
    app: Flask, client: FlaskClient, error: Exception
) -> None:
    """F10: 503 with Retry-After."""
    raising(app, error)
    answer = client.get("/fails")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert SECRET not in answer.text


@pytest.mark.parametrize("error", [DataError(SECRET, {}, Exception(SECRET)), OverflowError(SECRET)])
def test_a_value_that_no_column_holds_is_a_bad_request(
    app: Flask, client: FlaskClient, error: Exception
) -> None:
    raising(app, error)
    answer = client.get("/fails")
    assert answer.status_code == 400
    assert SECRET not in answer.text


def test_the_reason_of_a_403_is_said(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/fails", view_func=public(lambda: abort(403, "Votre rôle ne permet pas de décider.")))
    answer = client.get("/fails")
    assert answer.status_code == 403
    assert "Votre rôle ne permet pas de décider." in answer.text


def test_a_405_says_what_is_allowed(client: FlaskClient) -> None:
    log_in(client, make_account())
    answer = client.post("/healthz", data={})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_too_much_is_a_413(app: Flask, client: FlaskClient) -> None:
    raising(app, RequestEntityTooLarge())
    answer = client.get("/fails")
    assert answer.status_code == 413
    assert "trop volumineux" in answer.text


def test_a_form_larger_than_a_mebibyte_is_refused(client: FlaskClient) -> None:
    log_in(client, make_account())
    answer = client.post("/deconnexion", data={"details": "x" * (1024 * 1024 + 1)})
    assert answer.status_code == 413


def test_htmx_gets_the_part_alone(client: FlaskClient) -> None:
    log_in(client, make_account())
    answer = client.get("/nowhere", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text
    assert "<html" not in answer.text


def test_a_page_that_does_not_exist_says_so_to_anybody(client: FlaskClient) -> None:
    anonymous = client.get("/nowhere")
    log_in(client, make_account())
    assert (anonymous.status_code, client.get("/nowhere").status_code) == (404, 404)
    assert "Page introuvable" in anonymous.text


def test_one_line_of_log_per_request_without_query_nor_name(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """ASVS 16.2.5."""
    with caplog.at_level(logging.INFO, "tremplin.request"):
        answer = client.get("/nowhere/martin%0d%0aforged?q=camille", headers={"User-Agent": "martin"})
    (record,) = caplog.records
    message = record.getMessage()
    assert answer.headers["X-Request-Id"] in message
    assert "404" in message
    for word in ("martin", "camille", "forged", "\n", "\r"):
        assert word not in message
