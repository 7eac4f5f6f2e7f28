"""The signed cookie is read only when somebody asks for it."""

from flask import Flask, session
from flask.testing import FlaskClient

from recruitment.web.access import public


def _views(app: Flask) -> None:
    app.add_url_rule("/plain", "plain", public(lambda: "ok"))
    app.add_url_rule("/keep", "keep", public(lambda: str(session.setdefault("kept", "yes"))))
    app.add_url_rule("/read", "read", public(lambda: str(session.get("kept"))))
    app.add_url_rule("/drop", "drop", public(lambda: str(session.pop("kept", None))))


def test_a_view_that_asks_for_nothing_sets_no_cookie(app: Flask, client: FlaskClient) -> None:
    _views(app)
    assert "Set-Cookie" not in client.get("/plain").headers


def test_what_is_kept_is_there_at_the_next_request(app: Flask, client: FlaskClient) -> None:
    _views(app)
    client.get("/keep")
    assert client.get("/read").text == "yes"
    assert "Set-Cookie" not in client.get("/read").headers


def test_a_session_emptied_removes_its_cookie(app: Flask, client: FlaskClient) -> None:
    _views(app)
    client.get("/keep")
    assert client.get("/drop").text == "yes"
    assert client.get_cookie("session") is None
    assert client.get("/read").text == "None"


def test_a_forged_cookie_is_empty(app: Flask, client: FlaskClient) -> None:
    _views(app)
    client.set_cookie("session", "eyJrZXB0IjoieWVzIn0.aAAAAA.forged")
    assert client.get("/read").text == "None"
