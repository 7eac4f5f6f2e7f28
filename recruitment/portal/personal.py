"""Pages that a personal link opens: who is on them, and how their address stays a secret.

The link is in the address; the visit is a row, its token in a cookie that only the pages of that link get. It ends
after half an hour without use, on « Terminer », and with its link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.core import clock
from recruitment.portal.actions import ABSOLUTE, IDLE, SEEN_EVERY, digest
from recruitment.web.access import is_unattended, public

TOKEN_LENGTH = 43  # 32 bytes in base64 without padding
Visit = TypeVar("Visit")


@dataclass(frozen=True, slots=True)
class PersonalPages(Generic[Visit]):
    """The pages under one prefix. `missing` is the template of a page that is not there (context: link).

    `find(link, digest)` returns the row of an open visit (id, opened_at, seen_at) with the visit as views get it;
    `keep_open(id)` notes that it is in use.
    """

    prefix: str
    cookie: str
    missing: str
    find: Callable[[str, str], tuple[Any, Visit] | None]
    keep_open: Callable[[int], None]

    def path(self, link: str, *parts: object) -> str:
        """Return the path of a page of that link."""
        return "/".join((self.prefix + link, *map(str, parts)))

    def guard(self, blueprint: Blueprint) -> None:
        """Keep the addresses to themselves, also those that no view answers: the whole application is asked."""
        blueprint.after_app_request(self._to_themselves)

    def current(self, link: str) -> Visit | None:
        """Return the visit that the request's cookie opens under that link, unless it has ended."""
        token = request.cookies.get(self._name(), "")
        found = self.find(link, digest(token)) if len(token) == TOKEN_LENGTH else None
        if found is None:
            return None
        row, visit = found
        at = clock.wall()
        if at - row.seen_at >= IDLE or at - row.opened_at >= ABSOLUTE:
            return None
        if at - row.seen_at >= SEEN_EVERY and not is_unattended():
            self.keep_open(row.id)
        return visit

    def visited(self, ended: Callable[[str], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Give a view its visit; without one, lead to the page that asks who comes, or answer `ended(link)`."""

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def answer(link: str, **address: Any) -> Any:
                visit = self.current(link)
                if visit is not None:
                    return view(visit=visit, **address)
                if is_unattended():
                    return Response(status=HTTPStatus.NO_CONTENT)
                return ended(link) if request.method == "POST" else redirect(self.path(link), 303)

            return public(answer)

        return decorate

    def give(self, response: WerkzeugResponse, link: str, token: str) -> WerkzeugResponse:
        """Put the token of a new visit in a cookie that goes to the pages of this link alone."""
        response.set_cookie(self._name(), token, **self._flags(link))
        return response

    def take_back(self, response: Response, link: str) -> Response:
        """Remove the cookie, and what the browser kept of the pages."""
        response.delete_cookie(self._name(), **self._flags(link))
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def _to_themselves(self, response: Response) -> Response:
        """Keep the address secret; lead who asked for a page that is not there to their own, never to the team's."""
        path = request.path
        if not path.startswith(self.prefix):
            return response
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if response.status_code == HTTPStatus.NOT_FOUND:
            link = path.removeprefix(self.prefix).partition("/")[0]
            response.set_data(render_template(self.missing, link=link))
        return response

    def _name(self) -> str:
        return f"__Secure-{self.cookie}" if current_app.config["SESSION_COOKIE_SECURE"] else self.cookie

    def _flags(self, link: str) -> dict[str, Any]:
        return {
            "path": self.path(link),
            "secure": current_app.config["SESSION_COOKIE_SECURE"],
            "httponly": True,
            "samesite": "Lax",
        }
