"""ASVS 3.4: the same headers on every answer, pages, files and errors alike."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from recruitment.core.config import Settings, read
from tests.builders import log_in, make_account
from tests.databases import environment
from tests.web.addresses import addresses
from tests.web.applications import application

POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Pages whose address is a secret: no other page is told it (ASVS 3.4.5).
SECRET = ("/invitation/", "/mot-de-passe/", "/candidat/", "/preinscription/")


def check(answer: Response, address: str) -> None:
    policy = answer.headers.getlist("Content-Security-Policy")
    assert [set(one.split("; ")) for one in policy] == [POLICY], address
    secret = address.startswith(SECRET)
    for name, value in {**FIXED, **({"Referrer-Policy": "no-referrer"} if secret else {})}.items():
        assert answer.headers.getlist(name) == [value], f"{address}: {name}"
    assert "camera=()" in answer.headers["Permissions-Policy"], address
    assert len(answer.headers["X-Request-Id"]) == 16, address
    assert "Server" not in answer.headers, address
    if not address.startswith("/static/"):
        assert {"HX-Request", "Cookie"} <= set(", ".join(answer.headers.getlist("Vary")).split(", ")), address
        assert len(answer.headers.getlist("Cache-Control")) == 1, address
        assert "public" not in answer.headers["Cache-Control"], address


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_address_answers_with_the_headers(app: Flask, client: FlaskClient, signed_in: bool) -> None:
    if signed_in:
        log_in(client, make_account("administrator"))
    for _endpoint, address in addresses(app, "GET"):
        with client.get(address) as answer:
            check(answer, address)


@pytest.mark.parametrize("address", ["/nowhere", "/static/nowhere.css", "/%00", "/candidatures/0x"])
def test_errors_carry_the_headers_too(client: FlaskClient, address: str) -> None:
    check(client.get(address), address)


def test_a_crash_carries_the_headers_too(app: Flask, client: FlaskClient) -> None:
    app.testing = False
    app.add_url_rule("/connexion/crash", view_func=_crash)
    _crash.is_public = True  # type: ignore[attr-defined]
    answer = client.get("/connexion/crash")
    assert answer.status_code == 500
    check(answer, "/connexion/crash")


def _crash() -> str:
    raise ZeroDivisionError("Camille Martin 06 39 98 12 34")


def test_pages_are_kept_by_nobody(client: FlaskClient) -> None:
    """ASVS 14.3.2."""
    assert client.get("/connexion").headers["Cache-Control"] == "no-store"


def test_plain_http_asks_for_no_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def secure_settings(database_url: str, **changes: str) -> Settings:
    return read({**environment(database_url), "TREMPLIN_COOKIE_SECURE": "1", **changes})


def test_in_production_cookies_are_bound_to_the_host_and_https_is_asked_for(database_url: str) -> None:
    """ASVS 3.3.1, 3.4.1."""
    with application(secure_settings(database_url)) as app:
        answer = app.test_client().get("/connexion", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_a_host_that_is_not_ours_is_refused(database_url: str) -> None:
    """ASVS 4.1.2."""
    with application(secure_settings(database_url, TREMPLIN_TRUSTED_HOSTS="desk.cfa.example")) as app:
        client = app.test_client()
        assert client.get("/healthz", base_url="https://desk.cfa.example").status_code == 200
        answer = client.get("/connexion", base_url="https://evil.example")
    assert answer.status_code == 400
    assert "evil.example" not in answer.text
    check(answer, "/connexion")
