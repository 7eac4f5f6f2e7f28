"""A login ends after 30 minutes without use and after 12 hours in any case, by the machine's own time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, Login
from recruitment.core import clock
from recruitment.web.access import unattended
from tests.builders import log_in, make_account

START = datetime(2025, 5, 26, 12, 32, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def account(app: Flask, time: time_machine.Traveller) -> Account:
    """An account, and a view that the page asks for by itself."""

    def poll() -> str:
        return "ok"

    app.add_url_rule("/poll", view_func=unattended(poll))
    return make_account()


def is_open(client: FlaskClient) -> bool:
    return client.get("/deconnexion").status_code == 200


@pytest.mark.parametrize(
    ("idle", "still_open"),
    [
        (timedelta(minutes=30) - SECOND, True),
        (timedelta(minutes=30), False),
        (timedelta(minutes=30) + SECOND, False),
    ],
)
def test_a_login_ends_after_thirty_minutes_without_use(
    client: FlaskClient, account: Account, time: time_machine.Traveller, idle: timedelta, still_open: bool
) -> None:
    log_in(client, account)
    time.shift(idle)
    assert is_open(client) is still_open


@pytest.mark.parametrize(
    ("last", "still_open"), [(timedelta(minutes=20) - SECOND, True), (timedelta(minutes=20), False)]
)
def test_a_login_in_use_ends_after_twelve_hours(
    client: FlaskClient, account: Account, time: time_machine.Traveller, last: timedelta, still_open: bool
) -> None:
    log_in(client, account)
    for _ in range(35):
        time.shift(timedelta(minutes=20))
        assert is_open(client)
    time.shift(last)
    assert is_open(client) is still_open


def test_the_polls_of_a_page_left_open_do_not_keep_the_login_open(
    client: FlaskClient, account: Account, time: time_machine.Traveller
) -> None:
    log_in(client, account)
    for _ in range(6):
        time.shift(timedelta(minutes=5) - SECOND)
        assert client.get("/poll").status_code == 200
    time.shift(6 * SECOND)
    assert not is_open(client)


def test_a_poll_stops_when_the_login_has_ended(
    client: FlaskClient, account: Account, time: time_machine.Traveller
) -> None:
    log_in(client, account)
    time.shift(timedelta(minutes=30))
    assert client.get("/poll", headers={"HX-Request": "true"}).status_code == 286


def test_the_use_of_a_login_is_written_once_a_minute_at_most(
    client: FlaskClient, account: Account, time: time_machine.Traveller, session: Session
) -> None:
    log_in(client, account)
    seen = []
    for _ in range(4):
        time.shift(timedelta(seconds=30))
        assert is_open(client)
        session.rollback()
        seen.append(session.scalar(select(Login.seen_at)))
    minute = timedelta(minutes=1)
    assert seen == [START, START + minute, START + minute, START + 2 * minute]


def test_moving_the_simulated_clock_ends_no_login(client: FlaskClient, account: Account) -> None:
    log_in(client, account)
    clock.simulate(lambda: timedelta(days=40))
    try:
        assert is_open(client)
    finally:
        clock.simulate(None)
