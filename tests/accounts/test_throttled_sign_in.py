"""The throttle through the page: kept in the database, said in French, without a lock for good."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recruitment.accounts import passwords
from tests.accounts.test_sign_in import CountingHasher
from tests.builders import PASSWORD, log_in, make_account
from tests.forms import hidden_fields

START = datetime(2025, 5, 26, 12, 32, tzinfo=UTC)
AWAY = "198.51.100.7"


@pytest.fixture(autouse=True)
def time(app: Flask) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def attempt(client: FlaskClient, email: str, password: str, ip: str = "127.0.0.1") -> TestResponse:
    origin = {"REMOTE_ADDR": ip}
    page = client.get("/connexion", environ_base=origin)
    fields = {**hidden_fields(page.text), "email": email, "password": password}
    return client.post("/connexion", data=fields, environ_base=origin)


def test_after_three_failures_even_the_right_password_waits(client: FlaskClient) -> None:
    account = make_account()
    for _ in range(3):
        assert attempt(client, account.email, "x" * 20).status_code == 422
    answer = attempt(client, account.email, PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert 'data-refusal="sign_in_throttled"' in answer.text
    assert "Recommencez dans" in answer.text


def test_the_password_is_not_looked_at_while_one_waits(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    app.config[passwords.HASHER_KEY] = hasher = CountingHasher()
    for _ in range(20):
        attempt(client, account.email, "x" * 20)
    assert hasher.verified == 3


@pytest.mark.parametrize(("waited", "status"), [(59, 429), (60, 303), (61, 303)])
def test_the_wait_ends_at_the_second_that_was_said(
    client: FlaskClient, time: time_machine.Traveller, waited: int, status: int
) -> None:
    account = make_account()
    for _ in range(3):
        attempt(client, account.email, "x" * 20)
    time.shift(timedelta(seconds=waited))
    assert attempt(client, account.email, PASSWORD).status_code == status


def test_the_owner_gets_in_from_a_known_address_whatever_strangers_do(client: FlaskClient) -> None:
    account = make_account()
    log_in(client, account)
    client.delete_cookie("login")
    for _ in range(12):
        attempt(client, account.email, "x" * 20, ip=AWAY)
    assert attempt(client, account.email, PASSWORD).status_code == 303


def test_an_unknown_account_is_throttled_like_a_known_one(client: FlaskClient) -> None:
    statuses = [attempt(client, "personne@exemple.fr", "x" * 20).status_code for _ in range(4)]
    assert statuses == [422, 422, 422, 429]


def test_a_forged_forwarding_header_skips_no_throttle(client: FlaskClient) -> None:
    """ASVS 4.1.3: forwarded addresses are not believed."""
    account = make_account()
    for _ in range(3):
        attempt(client, account.email, "x" * 20, ip=AWAY)
    origin = {"REMOTE_ADDR": AWAY, "HTTP_X_FORWARDED_FOR": "192.0.2.9"}
    page = client.get("/connexion", environ_base=origin)
    fields = {**hidden_fields(page.text), "email": account.email, "password": PASSWORD}
    assert client.post("/connexion", data=fields, environ_base=origin).status_code == 429
