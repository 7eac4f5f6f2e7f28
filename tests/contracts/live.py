"""A person's browser against real server processes: cookies, forms, no redirect followed."""

import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

from recruitment.accounts.models import Account
from tests.builders import PASSWORD
from tests.contracts.pages import filled
from tests.forms import hidden_fields

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    text: str

    @property
    def refusal(self) -> str | None:
        """The code of the refusal that the page shows, if any."""
        found = re.search(r'data-refusal="([^"]+)"', self.text)
        return found[1] if found else None


class _Stay(HTTPRedirectHandler):
    """Takes a redirect for the answer that it is."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Follow nothing."""


class Visitor:
    """Somebody with a browser, signed in once; the cookies hold for every process of the installation."""

    def __init__(self, server: str, account: Account) -> None:
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()), _Stay)
        url = f"{server}/connexion"
        fields = hidden_fields(self.get(url).text, "/connexion")
        answer = self.post(url, {**fields, "email": account.email, "password": PASSWORD})
        assert answer.status == 303

    def get(self, url: str) -> Answer:
        """Open a page."""
        return self._open(Request(url))  # noqa: S310 - our own address

    def post(self, url: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self._open(Request(url, data=urlencode(fields).encode()))  # noqa: S310 - our own address

    def form_of(self, server: str, application_id: int) -> dict[str, str]:
        """Open the form of a contract and fill it."""
        path = f"/candidatures/{application_id}/contrat"
        return {**hidden_fields(self.get(f"{server}{path}").text, path), **filled()}

    def _open(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return Answer(answer.status, answer.read().decode())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode())
