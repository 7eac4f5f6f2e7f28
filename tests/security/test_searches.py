"""F43, ASVS 1.2.4, 1.4.2: a search takes what is typed for what it is, and no page is without an end."""

import re

import pytest
from flask.testing import FlaskClient

from tests.builders import log_in, make_account, make_application, make_candidate, make_programme

WILDCARDS = (
    "%",
    "_",
    "%%",
    "\\",
    "\\%",
    "/",
    "/%",
    "*",
    "?",
    "[a-z]",
    "%a%",
    "' OR 1=1 --",
    '" OR ""="',
    "mar%",
    "mart_n",
)
FAR = ("2", "999999999", "9" * 18, "9" * 40, "-1", "0", "1e9", "٣")


@pytest.fixture
def address(client: FlaskClient) -> str:
    """Three candidates of one programme, of whom one has a sign of his own in his name."""
    programme = make_programme()
    for last_name, first_name in (("Quatrefages", "Camille"), ("Rivoire", "Inès"), ("Lef_bvre 100%", "Noé")):
        make_application(
            programme=programme, candidate=make_candidate(last_name=last_name, first_name=first_name)
        )
    log_in(client, make_account())
    return f"/formations/{programme.code}"


def found(text: str) -> set[str]:
    return {
        name
        for name in ("Quatrefages", "Rivoire", "Lef_bvre")
        if re.search(rf"\b{name}", text, re.IGNORECASE)
    }


@pytest.mark.parametrize("typed", WILDCARDS)
def test_no_sign_stands_for_anything_else(client: FlaskClient, address: str, typed: str) -> None:
    """0 whole-table answers."""
    literal = {"Lef_bvre"} if typed in {"%", "_"} else set()
    for page in ("/candidats", address):
        shown = found(client.get(page, query_string={"q": typed}).text)
        assert shown <= literal or not typed.strip("*?/\\'\"-[]= "), f"{page}?q={typed}: {shown}"
        assert len(shown) < 3, f"{page}?q={typed}"


def test_what_is_typed_is_found(client: FlaskClient, address: str) -> None:
    for page in ("/candidats", address):
        assert found(client.get(page, query_string={"q": "rivoire"}).text) == {"Rivoire"}


@pytest.mark.parametrize("far", FAR)
def test_a_page_beyond_the_last_is_the_last_or_the_first(client: FlaskClient, address: str, far: str) -> None:
    for page in ("/candidats", address):
        answer = client.get(page, query_string={"page": far})
        assert answer.status_code == 200
        assert len(answer.data) < 1_000_000
