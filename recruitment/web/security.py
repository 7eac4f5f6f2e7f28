"""Before and after each view: what is turned away, how much may be sent, one line of log."""

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any, NoReturn, TypeVar

from flask import Flask, Request, Response, abort, current_app, g, request
from flask_wtf import CSRFProtect
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.core.database import LARGEST_ID
from recruitment.web.access import current_view, require_sign_in
from recruitment.web.crash_log import describe
from recruitment.web.envelope import ACCOUNT_KEY, REFUSED_KEY, REQUEST_ID_KEY, STARTED_KEY, Envelope

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_LIMIT = 1024 * 1024
_UPLOAD = "accepts_upload"
_MACHINE = "is_for_machines"
#: Boxes of which several may be ticked; any other field says one thing (ASVS 15.3.7).
REPEATED = frozenset({"c", "droit", "programmes"})

csrf = CSRFProtect()
log = logging.getLogger("tremplin.request")


class RowId(IntegerConverter):
    """An identifier of the address that both databases can hold; any other is a page that does not exist."""

    regex = "[0-9]{1,19}"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID, **kwargs})


def accepts_upload(view: View) -> View:
    """Let a view receive a file as large as the installation allows, instead of a form's mebibyte."""
    setattr(view, _UPLOAD, True)
    return view


class Application(Flask):
    """Flask, with a discreet log of crashes and without asynchronous views."""

    def log_exception(self, exc_info: Any) -> None:
        """Log a crash without the values that it met."""
        self.logger.error("crash: %s", describe(exc_info[1], _unwrapped()))

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: asking each time costs as much as matching the address."""
        return func


def for_machines(view: View) -> View:
    """Open a public view to another system: no form of ours, hence no token. It is known by what it sends alone."""
    setattr(view, _MACHINE, True)
    return view


def init_app(app: Flask) -> None:
    """Put the checks before every request, the headers on every answer, the line of log after it."""
    app.url_map.converters["int"] = RowId
    app.config["WTF_CSRF_CHECK_DEFAULT"] = (
        False  # `_before` does it, for every unsafe method but those of other systems (`for_machines`)
    )
    csrf.init_app(app)
    app.before_request(_before)
    app.after_request(_log)
    app.wsgi_app = Envelope(app.wsgi_app, https=app.config["SESSION_COOKIE_SECURE"])  # type: ignore[method-assign]


def _before() -> WerkzeugResponse | None:
    """Check, in this order: the address, where it comes from, who sends it, what is sent, its CSRF token."""
    vars(g._get_current_object()).clear()  # of a former request, where its context lives on
    sent = _unwrapped()
    query = sent.environ["QUERY_STRING"]
    if "%00" in query or "\0" in sent.environ["PATH_INFO"]:
        _refuse(sent, "nul")
    if "&" in query:
        _refuse_repeated(sent, sent.args)
    if sent.routing_exception is not None:
        return None  # a 404 or a 405, which Flask raises next
    if sent.method in SAFE_METHODS:
        return require_sign_in()
    if sent.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        sent.environ[REFUSED_KEY] = "other_site"
        abort(403, "Cette demande vient d’un autre site. Rien n’a été enregistré.")
    turned_away = require_sign_in()
    if turned_away is None and not hasattr(current_view(), _MACHINE):
        _check_form(sent)
        csrf.protect()
    return turned_away


def _unwrapped() -> Request:
    """Return the request itself: each question to Flask's proxy costs a microsecond."""
    proxy: Any = request
    sent: Request = proxy._get_current_object()
    return sent


def _check_form(sent: Request) -> None:
    """Refuse a form that is too large, or that holds a NUL, which PostgreSQL cannot store."""
    if hasattr(current_view(), _UPLOAD):
        sent.max_content_length = current_app.config["UPLOAD_LIMIT"]
    for name, values in sent.form.lists():
        if "\0" in name or any("\0" in value for value in values):
            _refuse(sent, "nul")
    _refuse_repeated(sent, sent.form)


def _refuse_repeated(sent: Request, given: MultiDict[str, str]) -> None:
    """Refuse a field that says two things: which one counts would depend on who reads it."""
    if len(given) != sum(1 for _ in given.items(multi=True)):
        for name, values in given.lists():
            if name not in REPEATED and len(set(values)) > 1:
                _refuse(sent, "repeated")


def _refuse(sent: Request, why: str) -> NoReturn:
    sent.environ[REFUSED_KEY] = why
    abort(400)


def _log(response: Response) -> Response:
    """Write one line for what is not a file or old news; never a query, a name or a typed address."""
    if response.status_code != 304 and request.endpoint != "static":
        sent = _unwrapped()
        rule = request.url_rule
        log.info(
            "id=%s account=%s %s %s %d %.1fms%s",
            sent.environ[REQUEST_ID_KEY],
            sent.environ.get(ACCOUNT_KEY, "-"),
            sent.method if sent.method.isalpha() else "-",
            rule.rule if rule is not None else "-",
            response.status_code,
            (perf_counter() - sent.environ[STARTED_KEY]) * 1000,
            f" refused={sent.environ[REFUSED_KEY]}" if REFUSED_KEY in sent.environ else "",
        )
    return response
