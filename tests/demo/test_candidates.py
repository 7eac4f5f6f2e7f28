"""The demonstration leads a visitor to two candidates' own pages, with what opens them (R5.2)."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from recruitment.demo.candidates import examples
from recruitment.demo.welcome import welcome
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders
from tests.forms import submit


def test_a_visitor_finds_a_link_that_opens(app: Flask, client: FlaskClient) -> None:
    """R5.2: one whose offer waits, one in search; nobody whose birth date is not known."""
    for state in (State.OFFER_PENDING, State.SEEKING_CONTRACT):
        builders.make_application(state=state)
        born = builders.make_candidate(birth_date=date(2007, 2, 17))
        builders.make_application(state=state, candidate=born)
    waiting, seeking = examples()
    assert (waiting.siret, seeking.siret) == (builders.siret(), "")
    page = client.get("/demo")
    for one in (waiting, seeking):
        assert f'href="{one.path}"' in page.text
        assert one.path in welcome("127.0.0.1", 8000)
        door = submit(client, one.path, candidate_number=one.number, birth_date="17/02/2007")
        assert door.status_code == 303


def test_without_candidates_the_page_says_so(client: FlaskClient) -> None:
    assert "Aucun candidat n’a de page à ouvrir" in client.get("/demo").text
