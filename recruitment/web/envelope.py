"""Around the whole application: an id for each request, and the same headers on every answer.

Headers by OWASP ASVS 5.0: 3.4.1 to 3.4.6, 14.3.2. It is below Flask: no answer escapes it, and the counters
of everybody's page, asked for every five seconds, pay next to nothing for it.
"""

import secrets
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
)
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
PRIVATE = ("Cache-Control", "no-store")  # pages hold personal data; a view that may be kept says so itself
REFERRER = ("Referrer-Policy", "same-origin")  # a page whose address is a secret says less
VARY = ("Vary", "HX-Request, Cookie")  # a page and its part share an address
REQUEST_ID_KEY, STARTED_KEY, ACCOUNT_KEY = "tremplin.request_id", "tremplin.started", "tremplin.account"
REFUSED_KEY = "tremplin.refused"  # why, for the log: a code, never what was typed


class Envelope:
    """The WSGI application inside, with what goes around it."""

    def __init__(self, application: "WSGIApplication", *, https: bool) -> None:
        self._application = application
        self._headers = (*HEADERS, HTTPS_ONLY) if https else HEADERS

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        request_id = environ[REQUEST_ID_KEY] = secrets.token_hex(8)
        environ[STARTED_KEY] = perf_counter()
        shared = environ["PATH_INFO"].startswith("/static/")

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers.extend(self._headers)
            headers.append(("X-Request-Id", request_id))
            if not shared:
                headers.append(VARY)
                if not any(name == "Cache-Control" for name, _value in headers):
                    headers.append(PRIVATE)
            if not any(name == "Referrer-Policy" for name, _value in headers):
                headers.append(REFERRER)
            return start_response(status, headers, exc_info)

        return self._application(environ, start)
