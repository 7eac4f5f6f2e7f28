"""ASVS 3.5.1: nothing is written without the token of the page it comes from."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from recruitment.core.database import db
from tests.builders import log_in, make_account
from tests.forms import hidden_fields
from tests.web.addresses import addresses

#: What other systems call: known by what they send, never by a cookie.
FOR_MACHINES = {"platform.pushed.admission"}


def rows(session: Session) -> dict[str, int]:
    """Count what every table holds."""
    session.rollback()
    tables = db.metadata.tables.values()
    return {table.name: session.query(table).count() for table in tables}


def test_no_address_takes_a_post_without_a_token(app: Flask, client: FlaskClient, session: Session) -> None:
    log_in(client, make_account("administrator"))
    before = rows(session)
    for endpoint, address in addresses(app, "POST"):
        if endpoint in FOR_MACHINES:
            continue
        answer = client.post(address, data={"confirmation": "REFUSER"})
        assert answer.status_code == 400, endpoint
        assert "Cette page n’était plus à jour" in answer.text, endpoint
    assert rows(session) == before


def test_only_what_other_systems_call_needs_no_token(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    views = app.view_functions
    assert {name for name, view in views.items() if hasattr(view, "is_for_machines")} == FOR_MACHINES
    log_in(client, make_account("administrator"))
    before = rows(session)
    for endpoint, address in addresses(app, "POST"):
        if endpoint in FOR_MACHINES:
            assert client.post(address, data={"confirmation": "REFUSER"}).status_code == 422
    assert rows(session) == before


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_address_takes_a_post_that_another_site_made(
    app: Flask, client: FlaskClient, session: Session, site: str
) -> None:
    log_in(client, make_account("administrator"))
    token = hidden_fields(client.get("/deconnexion").text)["csrf_token"]
    before = rows(session)
    for endpoint, address in addresses(app, "POST"):
        answer = client.post(address, data={"csrf_token": token}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403, endpoint
    assert rows(session) == before


@pytest.mark.parametrize("token", ["", "forged", "IjEyMyI.aAAAAA.AAAA"])
def test_a_forged_token_is_refused(client: FlaskClient, token: str) -> None:
    log_in(client, make_account())
    assert client.post("/deconnexion", data={"csrf_token": token}).status_code == 400


def test_the_token_of_another_session_is_refused(app: Flask, client: FlaskClient) -> None:
    foreign = hidden_fields(app.test_client().get("/connexion").text)["csrf_token"]
    log_in(client, make_account())
    assert client.post("/deconnexion", data={"csrf_token": foreign}).status_code == 400


def test_htmx_may_send_the_token_as_a_header(client: FlaskClient) -> None:
    log_in(client, make_account())
    token = hidden_fields(client.get("/deconnexion").text)["csrf_token"]
    headers = {"X-CSRFToken": token, "HX-Request": "true"}
    assert client.post("/deconnexion", headers=headers).status_code == 303


def test_what_was_typed_on_our_page_can_be_sent_again(client: FlaskClient) -> None:
    log_in(client, make_account())
    client.delete_cookie("session")
    typed = {"body": "Rappeler <Camille>", "c": ["1", "2"], "password": "never shown"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    page = client.post("/deconnexion", data={**typed, "csrf_token": "old"}, headers=headers)
    assert page.status_code == 400
    assert "Rappeler &lt;Camille&gt;" in page.text
    assert page.text.count('name="c"') == 2
    assert "never shown" not in page.text
    assert client.post("/deconnexion", data=hidden_fields(page.text)).status_code == 303


def test_what_another_site_typed_is_not_offered_again(client: FlaskClient) -> None:
    log_in(client, make_account())
    page = client.post("/deconnexion", data={"body": "piège"}, headers={"Referer": "https://evil.example/"})
    assert page.status_code == 400
    assert "piège" not in page.text
