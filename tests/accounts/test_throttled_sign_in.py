"""The throttle through the page: kept in the database, said in French, without a lock for good."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recruitment.accounts import passwords, throttle
from recruitment.accounts.factors import places, throttling
from recruitment.accounts.models import ResetRequest
from recruitment.accounts.people import forgotten
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.rules.errors import RuleViolation
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


def neighbour(rank: int) -> str:
    return f"2001:db8:1:2::{rank + 1:x}"


def test_the_addresses_of_one_ipv6_subscriber_wait_as_one(client: FlaskClient) -> None:
    """ASVS 6.3.1: one has 2 to the 64 of them."""
    statuses = [
        attempt(client, f"personne{rank}@exemple.fr", "x" * 20, ip=neighbour(rank)).status_code
        for rank in range(throttle.PER_ADDRESS.free + 1)
    ]
    assert statuses == [422] * throttle.PER_ADDRESS.free + [429]
    assert attempt(client, "ailleurs@exemple.fr", "x" * 20, ip="2001:db8:1:3::1").status_code == 422


def test_so_do_they_for_a_code_or_a_forgotten_password(app: Flask) -> None:
    """ASVS 6.3.1."""
    accounts = [make_account(factor=False).id for _ in range(throttle.PER_ADDRESS.free + 1)]
    for rank, account_id in enumerate(accounts[:-1]):
        throttling.admit(account_id, neighbour(rank))
    with pytest.raises(RuleViolation, match="code_throttled"):
        throttling.admit(accounts[-1], neighbour(99))
    with transaction() as session:
        place, at = places.counted(neighbour(0)), clock.wall()
        session.add_all(
            ResetRequest(email_folded=f"nom{rank}@exemple.fr", ip=place, at=at) for rank in range(20)
        )
    with pytest.raises(RuleViolation, match="reset_throttled"):
        forgotten.ask_reset("nom.dernier@exemple.fr", neighbour(99))
