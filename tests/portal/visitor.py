"""A candidate before their pages, as a browser without JavaScript."""

from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recruitment.applications.links import path_of
from recruitment.applications.models import Candidate
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from tests import builders
from tests.forms import hidden_fields, submit

BORN = date(2007, 2, 17)
TYPED = "17/02/2007"
NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)


def make_candidate(**changes: Any) -> Candidate:
    """Make a candidate who can open their pages."""
    return builders.make_candidate(**{"birth_date": BORN, **changes})


def link_of(candidate: Candidate) -> str:
    """Return the path of a candidate's pages."""
    return path_of(db.session(), candidate.id)


def knock(client: FlaskClient, path: str, number: str, born: str = TYPED) -> TestResponse:
    """Say who one is at the door of a link."""
    return submit(client, path, candidate_number=number, birth_date=born)


def enter(client: FlaskClient, candidate: Candidate) -> str:
    """Open a candidate's pages; return their path."""
    path = link_of(candidate)
    answer = knock(client, path, candidate.candidate_number)
    assert answer.status_code == 303, answer.text
    return path


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in ("head", "script", "template")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("head", "script", "template")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def words(html: str) -> str:
    """Return what a page says, on one line, with plain spaces."""
    parser = _Words()
    parser.feed(html)
    return " ".join(" ".join(parser.words).split())


def answer(client: FlaskClient, path: str, **fields: Any) -> TestResponse:
    """Fill in the form of an offer and go on to the second step."""
    page = client.get(path)
    return client.post(f"{path}/reponse", data={**hidden_fields(page.text, f"{path}/reponse"), **fields})


def confirm(client: FlaskClient, path: str, second_step: TestResponse, **fields: Any) -> TestResponse:
    """Confirm what the second step shows."""
    assert second_step.status_code == 200, second_step.text
    sent = {**hidden_fields(second_step.text, f"{path}/reponse"), "understood": "y", **fields}
    return client.post(f"{path}/reponse", data=sent)
