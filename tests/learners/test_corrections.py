"""What is corrected in a learner's file: towns with their codes, a birth date, an identity once validated (R6.2)."""

from flask.testing import FlaskClient

from recruitment.learners.models import Learner
from tests.contracts.desk import MONDAY, clock_at
from tests.contracts.pages import of_role
from tests.forms import submit
from tests.learners.test_actions import fresh
from tests.learners.test_pages import office
from tests.learners.world import BORN, make_registration
from tests.stations.world import validate


def test_the_code_of_a_town_goes_with_the_town(client: FlaskClient) -> None:
    """R6.2: another town or postal code empties its code, unless typed too; another spelling keeps it."""
    desk = office()
    address = {"postal_code": "63000", "town": "Clermont-Ferrand", "town_code": "63113"}
    born = {"birth_town": "Thiers", "birth_town_code": "63430"}
    with clock_at(MONDAY):
        row = make_registration(desk.author, desk.programme, **address, **born)
        of_role(client, desk, "registrar")
        url = f"/apprenants/{row.learner_id}/fiche"
        assert "vide ce code" in client.get(url).text
        typed = {"last_name": "Aubert", "first_name": "Léo", "sex": "", **address, **born}
        for changes, codes in (
            ({"town": "CLERMONT FERRAND", "birth_town": "thiers"}, ("63113", "63430")),
            ({"postal_code": "13001", "town": "Marseille"}, (None, "63430")),
            ({"postal_code": "13002", "town": "Marseille", "town_code": "13202"}, ("13202", "63430")),
            ({"postal_code": "13003", "town": "Marseille", "town_code": "13202"}, (None, "63430")),
            ({"birth_town": "Riom"}, ("63113", None)),
        ):
            assert submit(client, url, **{**typed, **changes}).status_code == 303
            learner = fresh(Learner, row.learner_id)
            assert (learner.town_code, learner.birth_town_code) == codes, changes


def test_what_cannot_be_is_refused_and_kept_as_typed(client: FlaskClient) -> None:
    """R6.2: a birth date to come, or before 1900, or emptied once registered; a French postal code of 5 digits."""
    desk = office()
    with clock_at(MONDAY):
        row = make_registration(desk.author, desk.programme)
        of_role(client, desk, "registrar")
        url = f"/apprenants/{row.learner_id}/fiche"
        typed = {"last_name": "Aubert", "first_name": "Léo", "sex": ""}
        for wrong, told in (
            ({"birth_date": "2030-01-01"}, "est dans l’avenir"),
            ({"birth_date": "2025-05-27"}, "est dans l’avenir"),
            ({"birth_date": "1899-12-31"}, "n’est pas possible"),
            ({"birth_date": ""}, "ne se vide pas"),
            ({"postal_code": "ABCDE", "country": ""}, "5 chiffres"),
            ({"postal_code": "63", "country": "France"}, "5 chiffres"),
        ):
            answer = submit(client, url, **{**typed, **wrong, "town": "Ambert"})
            assert (answer.status_code, told in answer.text) == (422, True), wrong
            assert 'value="Ambert"' in answer.text
        assert fresh(Learner, row.learner_id).birth_date == BORN
        abroad = {"birth_date": "2006-04-04", "postal_code": "SW1A 1AA", "country": "Royaume-Uni"}
        assert submit(client, url, **typed, **abroad).status_code == 303


def test_an_identity_once_validated_is_corrected_knowingly(client: FlaskClient) -> None:
    """R6.2: a box to tick, asked for only when whom one is changes; the history tells the fields."""
    desk = office()
    with clock_at(MONDAY):
        row = make_registration(desk.author, desk.programme)
        validate(desk.author, row.id, MONDAY)
        of_role(client, desk, "registrar")
        url = f"/apprenants/{row.learner_id}/fiche"
        typed = {"last_name": "Aubert", "first_name": "Léo", "sex": ""}
        assert "Je corrige l’identité" in client.get(url).text
        assert submit(client, url, **typed, town="Ambert").status_code == 303
        renamed = {**typed, "last_name": "Autre"}
        refused = submit(client, url, **renamed)
        assert (refused.status_code, "Cochez cette case" in refused.text) == (422, True)
        assert fresh(Learner, row.learner_id).last_name == "Aubert"
        assert submit(client, url, **renamed, corrected="y").status_code == 303
        assert fresh(Learner, row.learner_id).last_name == "Autre"
