"""The desk as a person meets it: signed in, in front of the pages."""

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recruitment.accounts.models import Account
from tests.builders import log_in, make_account
from tests.contracts.desk import SIRET, Desk
from tests.forms import hidden_fields, submit

HTMX = {"HX-Request": "true", "HX-Target": "dialogue"}


@dataclass(frozen=True)
class Person:
    """Somebody signed in, with their browser."""

    client: FlaskClient
    desk: Desk

    @property
    def url(self) -> str:
        """Return the address of the application's contract."""
        return f"/candidatures/{self.desk.application.id}/contrat"

    @property
    def number_url(self) -> str:
        """Return the address of a contract for a number."""
        return f"/formations/{self.desk.programme.code}/contrat"

    def enter(self, **changes: str) -> TestResponse:
        """Open the form of the contract, fill it and send it."""
        return submit(self.client, self.url, **filled(**changes))

    def send(self, url: str, form: str, *, headers: Any = None, **fields: str) -> TestResponse:
        """Send the hidden fields of a page that was shown before, with these."""
        return self.client.post(url, data={**hidden_fields(form, url), **fields}, headers=headers)


def filled(**changes: str) -> dict[str, str]:
    """Return what a person types for a contract."""
    return {"employer_name": "Maison Chastaing", "siret": SIRET, "checked": "1", **changes}


def person(client: FlaskClient, desk: Desk, account: Account | None = None) -> Person:
    """Sign the desk's author in, or another."""
    log_in(client, account or desk.author)
    return Person(client, desk)


def of_role(client: FlaskClient, desk: Desk, role: str, **changes: Any) -> Person:
    """Sign somebody of that role in."""
    return person(client, desk, make_account(role, **changes))


def refusals(html: str) -> list[str]:
    """Return the codes of the refusals that a page shows."""
    return re.findall(r'data-refusal="([^"]+)"', html)
