"""R5.1: « Pourquoi cette date ? » of an offer, on the file and from the board's list."""

from flask import Flask
from flask.testing import FlaskClient

from recruitment.core.database import db
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from tests.builders import log_in
from tests.contracts.desk import MONDAY, clock_at
from tests.contracts.offers import ACCEPT, make_offer, make_wish


def test_the_file_and_the_board_lead_to_the_rule(app: Flask, client: FlaskClient) -> None:
    """R5.1: the last second and the rule that gave it; a wish without an offer has none."""
    offer = make_offer()
    programme = db.session.get_one(Programme, offer.application.programme_id)
    none = make_wish(State.CONFIRMED, centre=None)
    path = f"/candidatures/{offer.application.id}/reponse/pourquoi"
    with clock_at(MONDAY):
        log_in(client, offer.manager)
        told = client.get(path).text.replace("\xa0", " ")
        assert "Réponse attendue jusqu’au 5 juin 2025 à 23 h 59" in told
        assert "fixée par la session pour les propositions" in told
        file = client.get(f"/candidatures/{offer.application.id}")
        board = client.get(f"/formations/{programme.code}")
        assert f'href="{path}"' in file.text
        assert f'href="{path}"' in board.text
        assert "Aucune proposition" in client.get(f"/candidatures/{none.id}/reponse/pourquoi").text


def test_the_history_says_why_a_wish_was_left(app: Flask, client: FlaskClient) -> None:
    """R5.3, R5.4: elsewhere by an acceptance; here the SIRET that differs."""
    offer = make_offer()
    other = make_wish(State.SEEKING_CONTRACT, offer.candidate_id)
    with clock_at(MONDAY):
        log_in(client, offer.manager)
        offer.answer(ACCEPT, siret="35600000000048", employer_name="La Poste")
        assert "le candidat a accepté une autre proposition" in client.get(f"/candidatures/{other.id}").text
        answered = client.get(f"/candidatures/{offer.application.id}").text
    assert "le SIRET confirmé par le candidat est un autre" in answered
