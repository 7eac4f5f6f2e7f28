"""Who is on a candidate's pages: the link in the address, and a cookie that only these pages get.

The visit is a row: it ends after half an hour without use, on « Terminer », and with its link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, current_app, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.applications import links
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.portal import actions, queries
from recruitment.portal.views.pages import path
from recruitment.web.access import is_unattended, public

TOKEN_LENGTH = 43  # 32 bytes in base64 without padding


@dataclass(frozen=True, slots=True)
class Visit:
    """An open visit: of which candidate, by which link."""

    id: int
    candidate_id: int
    link: str


def current(link: str) -> Visit | None:
    """Return the visit that the request's cookie opens under that link, unless it has ended."""
    token = request.cookies.get(_name(), "")
    linked = links.find(db.session(), link, clock.now()) if len(token) == TOKEN_LENGTH else None
    if linked is None:
        return None
    row = queries.visit(db.session(), actions.digest(token), linked.candidate_id, linked.generation)
    at = clock.wall()
    if row is None or at - row.seen_at >= actions.IDLE or at - row.opened_at >= actions.ABSOLUTE:
        return None
    if at - row.seen_at >= actions.SEEN_EVERY and not is_unattended():
        actions.keep_open(row.id)
    return Visit(row.id, linked.candidate_id, link)


def visited(ended: Callable[[str], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a view its visit; without one, lead to the page that asks who comes, or answer with `ended(link)`."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(link: str, **address: Any) -> Any:
            visit = current(link)
            if visit is not None:
                return view(visit=visit, **address)
            if is_unattended():
                return Response(status=204)
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
    return "__Secure-visit" if current_app.config["SESSION_COOKIE_SECURE"] else "visit"


def _flags(link: str) -> dict[str, Any]:
    return {
        "path": path(link),
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
        "httponly": True,
        "samesite": "Lax",
    }
