"""A request that waits for the regional authority is told where it would be made, and not asked for again (R4.9)."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recruitment.applications.models import Application
from recruitment.contracts import actions, queries
from recruitment.core.database import db
from tests import builders
from tests.contracts.desk import MONDAY, Desk, clock_at, make_desk
from tests.contracts.pages import person
from tests.forms import submit

SEATS = "Demande de 3 places sans réponse depuis le 26 mai"
CLOSURE = "Demande de clôture sans réponse depuis le 26 mai"


@dataclass(frozen=True)
class Full:
    """A programme whose only seat is taken, a manager before it, and somebody still in search."""

    client: FlaskClient
    desk: Desk
    searching: Application

    @property
    def url(self) -> str:
        """Return the address of the programme."""
        return f"/formations/{self.desk.programme.code}"

    def ask(self, kind: str, **fields: str) -> None:
        """Ask the regional authority, through the page."""
        answer = submit(self.client, f"{self.url}/demandes?objet={kind}", reason="Complet.", **fields)
        assert answer.status_code == 303, answer.text

    def page(self, path: str) -> str:
        """Return a page; `…` stands for the programme, `#` for the candidate in search."""
        address = path.replace("…", self.url).replace("#", str(self.searching.id))
        return self.client.get(address).text.replace("\u00a0", " ")


@pytest.fixture
def full(app: Flask, client: FlaskClient) -> Full:
    """Give a manager before a full programme."""
    desk = make_desk("offer_pending", capacity=1)
    searching = builders.make_application(programme=desk.programme, state="seeking_contract")
    return Full(person(client, desk).client, desk, searching)


PAGES = ["/", "/accueil/a-faire", "…", "…/etat-saisie", "/candidatures/#/contrat"]


@pytest.mark.parametrize("path", PAGES)
def test_more_seats_are_not_asked_for_twice(full: Full, path: str) -> None:
    """R4.9: « Demander des places » gives way to the request; the closure may still be asked for."""
    with clock_at(MONDAY):
        before = full.page(path)
        full.ask("capacity", wanted="3")
        page = full.page(path)
    assert ("demandez des places" in before, "objet=capacity" in before) == (True, True)
    assert (SEATS in page, f'href="{full.url}/demandes"' in page) == (True, True)
    assert ("demandez des places" in page, "objet=capacity" in page) == (False, False)
    assert "objet=closure" in page


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_left_to_ask_once_both_wait(full: Full, path: str) -> None:
    """R4.9: one request of each kind."""
    with clock_at(MONDAY):
        full.ask("capacity", wanted="3")
        full.ask("closure")
        page = full.page(path)
    assert (SEATS in page, CLOSURE in page) == (True, True)
    assert "objet=" not in page


def test_the_file_of_a_candidate_tells_it_too(full: Full) -> None:
    """R4.9: why no contract can be entered."""
    with clock_at(MONDAY):
        full.ask("capacity", wanted="3")
        page = full.page("/candidatures/#")
    assert "Capacité atteinte : 1 contrat pour 1 place." in page
    assert (SEATS in page, "demandez des places" in page) == (True, False)


@pytest.mark.parametrize("path", PAGES)
def test_a_request_that_was_withdrawn_may_be_made_again(full: Full, path: str) -> None:
    """R4.9."""
    with clock_at(MONDAY):
        full.ask("capacity", wanted="3")
        (request,) = queries.requests(db.session(), full.desk.programme.id)
        assert submit(full.client, f"{full.url}/demandes/{request.id}/retrait").status_code == 303
        page = full.page(path)
    assert (SEATS in page, "objet=capacity" in page) == (False, True)


def test_a_seat_that_is_free_again_hides_no_request(full: Full) -> None:
    """R4.9: a contract that ends does not withdraw the request."""
    with clock_at(MONDAY):
        full.ask("capacity", wanted="3")
        held = queries.contract_entry(db.session(), full.desk.application.id)
        assert held
        actions.cancel_contract(full.desk.author, held.id, reason="Saisi par erreur.")
        page = full.page("…")
    assert ("Capacité atteinte" in page, SEATS in page) == (False, True)
