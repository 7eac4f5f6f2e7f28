"""An admitted person before their pre-registration, as a browser without JavaScript."""

from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.stations import links
from tests.forms import hidden_fields, submit

#: A morning of the pre-registrations.
NOW = datetime(2025, 7, 8, 9, 30, tzinfo=PARIS)
TYPED = {
    "identite": {
        "last_name": "Aubert",
        "first_name": "Léo",
        "birth_town": "Thiers",
        "birth_country": "France",
        "nationality": "Française",
    },
    "coordonnees": {
        "address_1": "3 rue des Prés",
        "postal_code": "63300",
        "town": "Thiers",
        "country": "France",
        "email": "leo@exemple.fr",
        "mobile": "06 39 98 12 34",
    },
    "responsables": {"guardian_1_last_name": "Aubert", "guardian_1_first_name": "Michel"},
    "pieces": {},
    "paiement": {"method": "cheque", "payer": "employer", "payer_name": "Volta Énergies"},
}


def link_of(admitted: Any) -> str:
    """Return the path of somebody's pre-registration."""
    return links.path_of(db.session(), admitted.id)


def knock(client: FlaskClient, path: str, number: str, born: str = "03/04/2006") -> TestResponse:
    """Say who one is at the door of a link."""
    return submit(client, path, candidate_number=number, birth_date=born)


def enter(client: FlaskClient, admitted: Any) -> str:
    """Open somebody's pages; return their path."""
    path = link_of(admitted)
    answer = knock(client, path, admitted.candidate_number)
    assert answer.status_code == 303, answer.text
    return path


def fill(client: FlaskClient, path: str, *slugs: str, **pieces: str) -> list[str]:
    """Fill steps in, all of them by default; return where each led."""
    led = []
    for slug in slugs or TYPED:
        answer = submit(
            client, f"{path}/etapes/{slug}", **TYPED[slug], **(pieces if slug == "pieces" else {})
        )
        assert answer.status_code == 303, answer.text
        led.append(answer.location)
    return led


def send(client: FlaskClient, path: str) -> TestResponse:
    """Read again and send."""
    return submit(client, f"{path}/verification", exact="y")


def send_again(client: FlaskClient, path: str, fields: dict[str, str]) -> TestResponse:
    """Send the same form once more."""
    return client.post(f"{path}/verification", data=fields)


def form_of(client: FlaskClient, path: str) -> dict[str, str]:
    """Return what the form of the last page sends."""
    page = client.get(f"{path}/verification")
    return {**hidden_fields(page.text, f"{path}/verification"), "exact": "y"}
