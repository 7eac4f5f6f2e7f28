"""The poll's one statement says what the person and the rights say in two, for every role."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound

from recruitment.accounts import actions, polling
from recruitment.core import quick_read
from recruitment.core.transaction import transaction
from recruitment.journal.actions import OPERATOR
from recruitment.programmes.models import Programme
from tests.accounts.test_access import SEES, people, programmes
from tests.accounts.test_sign_in import login_cookie
from tests.builders import log_in, make_account, make_application, make_programme

__all__ = ["people", "programmes"]
EVERYBODY = sorted(set(SEES) - {"anonymous"})


def open_login(account_id: int) -> str:
    """Open a login as signing in would, and return its token."""
    token = "t" * 43
    with transaction() as session:
        actions.open_login(session, account_id, token, actions.Origin("127.0.0.1", ""), complete=True)
    return token


def version(app: Flask, code: str, token: str, **headers: str) -> int:
    with app.test_request_context("/", headers={"Cookie": f"login={token}", **headers}):
        return polling.board_version(code)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_version_shows_where_the_programme_does(
    app: Flask, people: dict[str, Any], programmes: dict[str, Programme], who: str
) -> None:
    token = open_login(people[who].id)
    found = set()
    for name, programme in programmes.items():
        try:
            version(app, programme.code, token)
        except NotFound:
            continue
        found.add(name)
    assert found == SEES[who]


def test_the_version_moves_with_the_board(app: Flask) -> None:
    programme = make_programme()
    token = open_login(make_account().id)
    before = version(app, programme.code, token)
    make_application(programme=programme)
    assert version(app, programme.code, token) > before


@pytest.mark.parametrize("token", ["", "x", "u" * 43])
def test_without_a_login_htmx_is_told_to_stop(app: Flask, token: str) -> None:
    programme = make_programme()
    with pytest.raises(HTTPException) as stopped:
        version(app, programme.code, token, **{"HX-Request": "true"})
    assert stopped.value.response is not None
    assert stopped.value.response.status_code == 401


def test_a_closed_account_polls_no_more(app: Flask) -> None:
    programme, account = make_programme(), make_account()
    token = open_login(account.id)
    assert version(app, programme.code, token) == 0
    actions.close_account(account.id, OPERATOR)
    with pytest.raises(HTTPException):
        version(app, programme.code, token)


def test_a_login_that_has_aged_out_polls_no_more(app: Flask) -> None:
    with time_machine.travel(datetime(2025, 5, 26, 12, 32, tzinfo=UTC), tick=False) as time:
        programme = make_programme()
        token = open_login(make_account().id)
        time.shift(timedelta(minutes=30) - timedelta(seconds=1))
        assert version(app, programme.code, token) == 0
        time.shift(timedelta(seconds=1))
        with pytest.raises(HTTPException):
            version(app, programme.code, token)


def test_the_page_polls_through_it(client: FlaskClient) -> None:
    programme = make_programme()
    log_in(client, make_account())
    assert login_cookie(client)
    poll = f"/formations/{programme.code}/compteurs"
    first = client.get(poll)
    unchanged = client.get(poll, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, unchanged.status_code, unchanged.text) == (200, 304, "")
    make_application(programme=programme)
    assert client.get(poll, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    client.delete_cookie("login")
    assert client.get(poll, headers={"HX-Request": "true"}).status_code == 286


def asked_of_flask(
    app: Flask, client: FlaskClient, address: str, etag: str, **headers: str
) -> tuple[int, int]:
    """Return the answer's status to who shows that version, and how often Flask was asked for it."""
    asked: list[str] = []
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: asked.append(address))
    answer = client.get(address, headers={"If-None-Match": etag, **headers})
    app.before_request_funcs[None].pop(0)
    return answer.status_code, len(asked)


def test_flask_is_asked_only_when_there_is_something_to_say(
    app: Flask, client: FlaskClient, people: dict[str, Any], programmes: dict[str, Programme]
) -> None:
    """What is not plainly an unchanged board of somebody who sees it goes on to the view, whatever it shows."""
    one, other = programmes["mine"], programmes["neighbour's"]
    log_in(client, people["manager"])
    poll = f"/formations/{one.code}/compteurs"
    etag = client.get(poll).headers["ETag"]
    answer = client.get(poll, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.headers["ETag"], answer.headers["Cache-Control"]) == (
        304,
        etag,
        "no-store",
    )
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert asked_of_flask(app, client, poll, etag) == (304, 0)
    assert asked_of_flask(app, client, f"{poll}?x=1", etag) == (304, 1)
    assert asked_of_flask(app, client, poll, '"-1"') == (200, 1)
    assert asked_of_flask(app, client, f"/formations/{other.code}/compteurs", '"0"') == (404, 1)
    assert asked_of_flask(app, client, f"/formations/{one.code}%00/compteurs", etag)[0] == 400
    stranger = app.test_client(use_cookies=False)
    for cookie in ("", "login=\xe9\xff", "login=x", f"login={'u' * 43}"):
        assert asked_of_flask(app, stranger, poll, etag, Cookie=cookie) == (303, 1)


def test_a_database_that_fails_is_the_views_to_tell(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = make_programme()
    log_in(client, make_account())
    poll = f"/formations/{programme.code}/compteurs"
    etag = client.get(poll).headers["ETag"]

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", None, Exception("gone"))

    monkeypatch.setattr(quick_read.QuickRead, "first_of", fail)
    assert client.get(poll, headers={"If-None-Match": etag}).status_code == 503
