"""From where: a place that is known, a new one, and who may say which it is (R8.2)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recruitment.accounts.factors.places import prefix
from recruitment.core import clock, config
from recruitment.core.database import db
from tests import databases
from tests.accounts.factors.steps import CODE, code_now, first_step, send, sign_in, wrong_code
from tests.builders import PASSWORD, make_account
from tests.databases import SECRET_KEY
from tests.forms import hidden_fields
from tests.passwords import CHEAP_HASHER

HOME, OFFICE = {"REMOTE_ADDR": "198.51.100.4"}, {"REMOTE_ADDR": "203.0.113.9"}
SAME = (
    ("192.0.2.7", "192.0.2.7"),
    ("2001:db8:1:2::5", "2001:db8:1:2:ffff::9"),
    ("::ffff:192.0.2.7", "192.0.2.7"),
    ("fe80::1%eth0", "fe80::2"),
)
DIFFERENT = (("192.0.2.7", "192.0.2.8"), ("2001:db8:1:2::5", "2001:db8:1:3::5"), ("::1", "127.0.0.1"))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_place(one: str, other: str) -> None:
    """R8.2: an IPv4 address, an IPv6 /64."""
    assert prefix(one) == prefix(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_places(one: str, other: str) -> None:
    """R8.2."""
    assert prefix(one) != prefix(other)


@pytest.mark.parametrize("address", ["", "unix:", "not an address", "1.2.3.4.5", "x" * 500])
def test_what_is_no_address_is_one_unknown_place(address: str) -> None:
    assert prefix(address) == prefix("")


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("192.0.2.7", "192.0.2.7", False),
        ("192.0.2.7", "192.0.2.8", True),
        ("2001:db8:1:2::5", "2001:db8:1:2:a::b", False),
        ("2001:db8:1:2::5", "2001:db8:1:3::5", True),
        ("2001:db8:1:2::5", "192.0.2.7", True),
    ],
)
def test_the_factor_is_asked_again_from_a_new_address(
    client: FlaskClient, first: str, second: str, *, asked: bool
) -> None:
    """R8.2: IPv4 by the address, IPv6 by the /64."""
    account = make_account()
    sign_in(client, account, {"REMOTE_ADDR": first})
    client.delete_cookie("login")
    answer = first_step(client, account, {"REMOTE_ADDR": second})
    assert answer.location == (CODE if asked else "/")


def test_a_place_is_forgotten_on_demand(client: FlaskClient) -> None:
    account = make_account()
    first_step(client, account)
    assert send(client, CODE, code=code_now(), forget="y").status_code == 303
    client.delete_cookie("login")
    assert first_step(client, account).location == CODE


def test_a_place_is_known_for_thirty_days_after_the_last_sign_in(client: FlaskClient) -> None:
    account = make_account()
    with time_machine.travel(clock.wall(), tick=False) as moment:
        sign_in(client, account, HOME)
        for days, location in ((29, "/"), (29, "/"), (30, CODE)):
            client.delete_cookie("login")
            moment.shift(timedelta(days=days))
            assert first_step(client, account, HOME).location == location


def test_the_place_of_one_account_is_not_that_of_another(client: FlaskClient) -> None:
    sign_in(client, make_account(), OFFICE)
    client.delete_cookie("login")
    assert first_step(client, make_account(), OFFICE).location == CODE


def forged(client: FlaskClient, url: str, said: str, **fields: str) -> TestResponse:
    """Send a form from elsewhere, saying that one is there."""
    headers = {"X-Forwarded-For": said, "X-Real-Ip": said, "Forwarded": f"for={said}"}
    page = client.get(url, environ_base=HOME, headers=headers)
    data = {**hidden_fields(page.text, url), **fields}
    return client.post(url, data=data, environ_base=HOME, headers=headers)


def test_a_forged_header_does_not_skip_the_second_factor(client: FlaskClient) -> None:
    """ASVS 4.1.3, F38: 127.0.0.1 is a place that the account knows."""
    account = make_account()
    answer = forged(client, "/connexion", "127.0.0.1", email=account.email, password=PASSWORD)
    assert answer.location == CODE


def test_a_forged_header_does_not_escape_the_throttle(client: FlaskClient) -> None:
    """ASVS 4.1.3, F38: another address at each attempt."""
    account = make_account()
    forged(client, "/connexion", "127.0.0.1", email=account.email, password=PASSWORD)
    statuses = [forged(client, CODE, f"10.0.0.{n}", code=wrong_code()).status_code for n in range(5)]
    assert statuses == [422, 422, 422, 429, 429]


@pytest.fixture
def behind_one_proxy(database_url: str) -> Iterator[Flask]:
    """Give an application behind one proxy of ours."""
    from app import create_app

    settings = replace(config.read(databases.environment(database_url)), trusted_proxies=1)
    app = create_app(settings, {"TESTING": True, "PASSWORD_HASHER": CHEAP_HASHER})
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_behind_a_proxy_the_address_is_the_one_that_it_added(behind_one_proxy: Flask) -> None:
    """ASVS 4.1.3: what the client wrote before it in the header is not believed."""
    account, client = make_account(), behind_one_proxy.test_client()
    headers = {"X-Forwarded-For": "127.0.0.1, 192.0.2.7"}
    proxy = {"REMOTE_ADDR": "127.0.0.1"}
    page = client.get("/connexion", environ_base=proxy, headers=headers)
    fields = {**hidden_fields(page.text), "email": account.email, "password": PASSWORD}
    assert client.post("/connexion", data=fields, environ_base=proxy, headers=headers).location == CODE
    headers = {"X-Forwarded-For": "192.0.2.7, 127.0.0.1"}
    page = client.get("/connexion", environ_base=proxy, headers=headers)
    fields = {**hidden_fields(page.text), "email": account.email, "password": PASSWORD}
    assert client.post("/connexion", data=fields, environ_base=proxy, headers=headers).location == "/"


@pytest.mark.parametrize("text", ["-1", "x", "1.5", "10", "٢", " 1"])
def test_a_number_of_proxies_that_is_none_stops_the_start(text: str) -> None:
    environ = {"SECRET_KEY": SECRET_KEY, "TREMPLIN_TRUSTED_PROXIES": text}
    with pytest.raises(config.ConfigurationError, match="TREMPLIN_TRUSTED_PROXIES"):
        config.read(environ)
