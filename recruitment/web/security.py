"""Around each request: what is turned away at once, the headers of every answer, one line of log.

Headers by OWASP ASVS 5.0: 3.4.1 to 3.4.6, 14.3.2. Nothing here reads the session or the database: the
counters of everybody's page go through it every five seconds.
"""

import logging
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.routing import IntegerConverter

from recruitment.web import htmx

View = TypeVar("View", bound=Callable[..., Any])

CONTENT_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
)
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
PRIVATE = "no-store"  # pages hold personal data; a view that may be kept says so itself
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_LIMIT = 1024 * 1024
_UPLOAD = "accepts_upload"

log = logging.getLogger("tremplin.request")


class RowId(IntegerConverter):
    """An identifier of the address that both databases can hold; any other is a page that does not exist."""

    regex = r"\d{1,19}"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": 2**63 - 1, **kwargs})


def accepts_upload(view: View) -> View:
    """Let a view receive a file as large as the installation allows, instead of a form's mebibyte."""
    setattr(view, _UPLOAD, True)
    return view


def init_app(app: Flask) -> None:
    """Put the guard before every request and the headers on every answer."""
    headers = (*HEADERS, HTTPS_ONLY) if app.config["SESSION_COOKIE_SECURE"] else HEADERS
    app.url_map.converters["int"] = RowId
    app.before_request(_guard)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.extend(headers)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = PRIVATE
        if request.endpoint != "static":
            htmx.vary(response)
        request_id = g.get("request_id", "-")
        response.headers["X-Request-Id"] = request_id
        _log(response, request_id)
        return response


def check_form() -> None:
    """Refuse a form that holds a NUL, which PostgreSQL cannot store. Runs once the person is let in."""
    if request.method in SAFE_METHODS:
        return
    for name, values in request.form.lists():
        if "\0" in name or any("\0" in value for value in values):
            abort(400)


def _guard() -> None:
    vars(g._get_current_object()).clear()  # of a former request, where its context lives on
    g.started = perf_counter()
    g.request_id = secrets.token_hex(8)
    if b"%00" in request.query_string or "\0" in request.path:
        abort(400)
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403, "Cette demande vient d’un autre site. Rien n’a été enregistré.")
    if hasattr(current_app.view_functions.get(request.endpoint or ""), _UPLOAD):
        request.max_content_length = current_app.config["UPLOAD_LIMIT"]


def _log(response: Response, request_id: str) -> None:
    """Write one line: never a query, a name or an address that somebody typed."""
    rule = request.url_rule
    log.info(
        "id=%s account=%s %s %s %d %.1fms",
        request_id,
        g.get("account_id", "-"),
        request.method if request.method.isalpha() else "-",
        rule.rule if rule is not None else "-",
        response.status_code,
        (perf_counter() - g.get("started", perf_counter())) * 1000,
    )
