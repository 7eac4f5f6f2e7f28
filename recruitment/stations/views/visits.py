"""Who is on a pre-registration: the link in the address, and a cookie that only its pages get.

As on a candidate's pages, the visit ends after half an hour without use, on « Terminer », and with its link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, current_app, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.portal.actions import ABSOLUTE, IDLE, SEEN_EVERY, digest
from recruitment.stations import links
from recruitment.stations.actions import door
from recruitment.stations.queries import pre_registrations
from recruitment.stations.views.pages import path
from recruitment.web.access import public

TOKEN_LENGTH = 43  # 32 bytes in base64 without padding


@dataclass(frozen=True, slots=True)
class Visit:
    """An open visit: of which admitted person, by which link."""

    id: int
    admitted_id: int
    link: str


def current(link: str) -> Visit | None:
    """Return the visit that the request's cookie opens under that link, unless it has ended."""
    token = request.cookies.get(_name(), "")
    linked = links.find(db.session(), link, clock.now()) if len(token) == TOKEN_LENGTH else None
    if linked is None:
        return None
    row = pre_registrations.visit(db.session(), digest(token), linked.admitted_id, linked.generation)
    at = clock.wall()
    if row is None or at - row.seen_at >= IDLE or at - row.opened_at >= ABSOLUTE:
        return None
    if at - row.seen_at >= SEEN_EVERY:
        door.keep_open(row.id)
    return Visit(row.id, linked.admitted_id, link)


def visited(ended: Callable[[str], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a view its visit; without one, lead to the page that asks who comes, or answer with `ended(link)`."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(link: str, **address: Any) -> Any:
            visit = current(link)
            if visit is not None:
                return view(visit=visit, **address)
            return ended(link) if request.method == "POST" else redirect(path(link), 303)

        return public(answer)

    return decorate


def give(response: WerkzeugResponse, link: str, token: str) -> WerkzeugResponse:
    """Put the token of a new visit in a cookie that goes to the pages of this link alone."""
    response.set_cookie(_name(), token, **_flags(link))
    return response


def take_back(response: Response, link: str) -> Response:
    """Remove the cookie, and what the browser kept of the pages."""
    response.delete_cookie(_name(), **_flags(link))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _name() -> str:
    return "__Secure-pre" if current_app.config["SESSION_COOKIE_SECURE"] else "pre"


def _flags(link: str) -> dict[str, Any]:
    return {
        "path": path(link),
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
        "httponly": True,
        "samesite": "Lax",
    }
