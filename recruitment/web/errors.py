"""Every answer that is not the one hoped for: refusals of the rules, bad forms, HTTP errors, crashes.

A view has no `try`. An act that is refused raises RuleViolation: `shows_refusal` on the view shows the form
again, as a page or as the part that htmx swaps, with the sentence (`refus` in macros/messages.html) and what
was typed. Where there is no form the handler here answers with a page, or with the sentence for the alerts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, SecurityError

from recruitment.labels import refusal_sentence
from recruitment.rules.errors import RuleViolation
from recruitment.web import htmx
from recruitment.web.access import SIGN_IN_PATH, typed_fields
from recruitment.web.crash_log import describe
from recruitment.web.envelope import REFUSED_KEY, REQUEST_ID_KEY
from recruitment.web.error_pages import PAGES, UNKNOWN
from recruitment.web.forms import InvalidForm

BAD_FORM = 422
RETRY_AFTER_OUTAGE = 5  # seconds


@dataclass(frozen=True)
class Refusal:
    """A refusal as a page shows it."""

    code: str
    sentence: str
    status: int
    wait: int | None = None

    @classmethod
    def of(cls, violation: RuleViolation) -> "Refusal":
        """Put a violation of the rules in words."""
        wait = violation.details.get("wait")
        sentence = refusal_sentence(violation)
        request.environ[REFUSED_KEY] = violation.code
        return cls(violation.code, sentence, violation.status, wait if isinstance(wait, int) else None)


def shows_refusal(form_view: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Show a form again, as typed, when its act is refused or a field is wrong.

    `form_view` is the view that shows the form on GET. It is called for the same address, with `refusal=`
    when the rules refuse and with `form=` when a field is wrong, both optional there: one that it does not take
    is left to the page of errors. A form made anew on POST holds what was sent. Its answer gets the status.
    """
    takes = signature(form_view).parameters

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(**address: Any) -> Any:
            try:
                return view(**address)
            except RuleViolation as violation:
                if "refusal" not in takes:
                    raise
                refusal = Refusal.of(violation)
                return _with_status(form_view(**address, refusal=refusal), refusal.status, refusal.wait)
            except InvalidForm as invalid:
                if "form" not in takes:
                    raise
                _note_fields(invalid)
                return _with_status(form_view(**address, form=invalid.form), BAD_FORM)

        return answer

    return decorate


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(RuleViolation, _refused)
    app.register_error_handler(InvalidForm, _invalid_form)
    app.register_error_handler(CSRFError, _forged_or_stale)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SecurityError, _wrong_host)
    for unusable in (DataError, OverflowError):
        app.register_error_handler(unusable, _unusable_value)
    for outage in (OperationalError, PoolTimeoutError):
        app.register_error_handler(outage, _outage)
    app.register_error_handler(500, _crash)


def _with_status(answer: Any, status: int, wait: int | None = None) -> Response:
    response = current_app.make_response(answer)
    response.status_code = status
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def _refused(violation: RuleViolation) -> Response:
    refusal = Refusal.of(violation)
    if htmx.wants_partial():
        body = render_template("errors/_refusal.html", refusal=refusal)
        response = htmx.respond(body, refusal.status, retarget="#alertes", reswap="innerHTML")
        return _with_status(response, refusal.status, refusal.wait)
    return _with_status(render_template("errors/refusal.html", refusal=refusal), refusal.status, refusal.wait)


def _note_fields(invalid: InvalidForm) -> None:
    """Keep for the log the names of the fields that do not hold; ours, never what was typed there."""
    request.environ[REFUSED_KEY] = "form:" + ",".join(sorted(str(name) for name in invalid.form.errors))


def _invalid_form(invalid: InvalidForm) -> Response:
    _note_fields(invalid)
    return _with_status(_page(BAD_FORM, form=invalid.form), BAD_FORM)


def _forged_or_stale(_error: CSRFError) -> Response:
    """Offer to send again what was typed on our own page; what comes from elsewhere is only refused."""
    request.environ[REFUSED_KEY] = "csrf"
    fields = [] if htmx.is_htmx() or request.path == SIGN_IN_PATH else typed_fields()
    return _with_status(render_template("errors/stale_form.html", fields=fields), 400)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return _with_status(error.get_response(), error.response.status_code)
    status = error.code or 500
    reason = error.description if error.description != type(error).description else None
    response = _with_status(_page(status, reason=reason), status)
    for name, value in error.get_headers(request.environ):
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value  # Allow of a 405, Location of a redirect
    return response


def _wrong_host(_error: SecurityError) -> Response:
    request.environ[REFUSED_KEY] = "host"
    current_app.logger.warning(
        "id=%s asked under a name that is not in TREMPLIN_TRUSTED_HOSTS nor TREMPLIN_BASE_URL", _request_id()
    )
    return _with_status(_bare(400), 400)  # no address can be built: the host is not ours


def _unusable_value(error: Exception) -> Response:
    """The last net under the forms: a value that no column can hold is a bad request, not a crash."""
    current_app.logger.error(
        "value refused by the database: id=%s kind=%s", _request_id(), type(error).__name__
    )
    return _with_status(_bare(400), 400)


def _outage(error: Exception) -> Response:
    current_app.logger.error("database: %s", describe(error, request))
    return _with_status(_bare(503), 503, RETRY_AFTER_OUTAGE)


def _crash(_error: Exception) -> Response:
    return _with_status(_bare(500), 500)


def _page(status: int, **context: Any) -> str:
    title, sentence = PAGES.get(status, UNKNOWN)
    name = "errors/_page.html" if htmx.wants_partial() else "errors/page.html"
    return render_template(
        name, status=status, title=title, sentence=sentence, request_id=_request_id(), **context
    )


def _bare(status: int) -> str:
    """Render a page that asks nothing of the database, of the account or of the address."""
    title, sentence = PAGES[status]
    template = current_app.jinja_env.get_template("errors/bare.html")
    return template.render(title=title, sentence=sentence, request_id=_request_id())


def _request_id() -> str:
    return str(request.environ.get(REQUEST_ID_KEY, "-"))
