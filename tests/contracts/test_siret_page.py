"""GET /outils/siret: what is wrong, while it is typed (R4.1)."""

import pytest
from flask.testing import FlaskClient

from tests.contracts.desk import MONDAY, clock_at, make_desk
from tests.contracts.pages import HTMX, person

TYPED = {
    "999 012 34": ("8 chiffres sur 14, encore 6", "neutre"),
    "9990123470001": ("13 chiffres : il en manque un", "neutre"),
    "99902134700012": ("Clé incorrecte", "bloque"),
    "99901234700021": ("NIC 00021", "bloque"),
    "99901234700012": ("Clé exacte", "ok"),
    "35600000012314": ("La Poste", "ok"),
    "９９９": ("n’a que des chiffres", "bloque"),
}


@pytest.mark.parametrize(("typed", "said"), TYPED.items())
def test_what_is_typed_is_said(client: FlaskClient, typed: str, said: tuple[str, str]) -> None:
    """R4.1: the groups 3-3-3-5 and a sentence."""
    with clock_at(MONDAY):
        person(client, make_desk())
        answer = client.get("/outils/siret", query_string={"siret": typed}, headers=HTMX)
    assert answer.status_code == 200
    assert said[0] in answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert f'data-ton="{said[1]}"' in answer.text


def test_nothing_typed_says_nothing(client: FlaskClient) -> None:
    """An empty field is no mistake yet."""
    with clock_at(MONDAY):
        person(client, make_desk())
        assert client.get("/outils/siret", headers=HTMX).text.strip() == ""


def test_it_is_a_page_of_its_own_without_javascript(client: FlaskClient) -> None:
    """Every address works without htmx."""
    with clock_at(MONDAY):
        person(client, make_desk())
        assert "<h1>" in client.get("/outils/siret?siret=999").text
