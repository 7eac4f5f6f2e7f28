"""Everything is closed unless a view says that it is public."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recruitment.web.access import own_path
from tests.builders import log_in, make_account
from tests.web.addresses import addresses

SECOND_STEP = {
    "code_form",
    "give_code",
    "give_passkey",
    "send_code",
    "enrol_form",
    "enrol",
    "send_first_code",
}
LINKS = {
    "invitation",
    "invitation_form",
    "reset",
    "reset_form",
    "forgotten_form",
    "forgotten_password",
    "password_strength",
}
PORTAL = {
    "pages",
    "identify",
    "leave",
    "check_siret",
    "reply_address",
    "reply",
    "offer",
    "receipt",
    "leave_form",
    "leave_wish",
}
PRE_REGISTRATION = {"pages", "identify", "leave", "step_page", "save_step", "check_page", "send", "receipt"}
PUBLIC = (
    {
        "agenda.feed",
        "platform.pushed.admission",
        "report.public_file",
        "report.public_page",
        "accounts.sign_in",
        "accounts.sign_in_form",
        "static",
        "web.healthz",
        "web.readyz",
    }
    | {f"accounts.{view}" for view in SECOND_STEP | LINKS}
    | {f"portal.{view}" for view in PORTAL}
    | {f"stations.pre_registration.{view}" for view in PRE_REGISTRATION}
)
HTMX = {"HX-Request": "true"}


def test_the_public_views_are_these(app: Flask) -> None:
    public = {name for name, view in app.view_functions.items() if hasattr(view, "is_public")}
    assert public == PUBLIC


def test_every_other_page_asks_to_sign_in_and_leads_back(app: Flask, client: FlaskClient) -> None:
    for endpoint, address in addresses(app, "GET"):
        if endpoint in PUBLIC:
            continue
        answer = client.get(address)
        assert answer.status_code == 303, endpoint
        assert (answer.location or "").startswith("/connexion"), endpoint


def test_every_other_form_is_turned_away(app: Flask, client: FlaskClient) -> None:
    for endpoint, address in addresses(app, "POST"):
        if endpoint in PUBLIC:
            continue
        answer = client.post(address, data={"details": "ce que j’ai écrit"})
        assert answer.status_code == 401, endpoint
        assert "Votre connexion a pris fin" in answer.text, endpoint
        assert "ce que j’ai écrit" not in answer.text, endpoint


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 42 + "\u00e9", "A" * 4000, "../" * 14 + "a"])
def test_a_cookie_that_opens_nothing_is_nobody(client: FlaskClient, token: str) -> None:
    client.set_cookie("login", token)
    assert client.get("/deconnexion").status_code == 303


def test_htmx_is_led_to_the_sign_in_page_and_back_to_the_page_on_screen(client: FlaskClient) -> None:
    headers = {**HTMX, "HX-Current-URL": "http://localhost/formations/34120?etat=refused"}
    answer = client.get("/deconnexion", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/connexion?next=%2Fformations%2F34120%3Fetat%3Drefused"


def test_htmx_keeps_the_form_that_was_sent_too_late(client: FlaskClient) -> None:
    answer = client.post("/deconnexion", headers=HTMX)
    assert (answer.status_code, answer.text) == (401, "")
    assert "HX-Redirect" not in answer.headers


def test_what_was_typed_too_late_can_be_sent_again_after_the_sign_in(client: FlaskClient) -> None:
    """ASVS 7.3.1: the typed form is kept."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    page = client.post("/deconnexion", data={"details": "ce que j’ai écrit"}, headers=headers)
    assert page.status_code == 401
    assert "ce que j’ai écrit" in page.text
    log_in(client, make_account())
    assert client.get("/deconnexion").status_code == 200


OURS = ("/", "/formations", "/formations?etat=refused", "/candidats?q=%2F%2Fx", "/a:b")
NOT_OURS = (
    *(None, "", "formations", "https:evil", "https://evil", "http:/evil", "javascript:x"),
    *("//evil", "///evil", "/\\evil", "\\\\evil", "/%5c\\evil", "/ x", "/\tx", "/\x7f", "/\u2028x\n"),
)


@pytest.mark.parametrize("path", OURS)
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize("path", NOT_OURS)
def test_any_other_leads_home(path: str | None) -> None:
    """ASVS 3.7.2."""
    assert own_path(path) == "/"
