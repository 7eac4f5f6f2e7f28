"""POST /formations/<code>/contrat: a candidate found by number, then their contract (R4.2)."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import MONDAY, clock_at, contracts_of, make_desk
from tests.contracts.pages import filled, person, refusals
from tests.forms import submit


def test_number_and_contract_in_one_sending(client: FlaskClient) -> None:
    """The interface that other programs rely on: one POST, 303."""
    desk = make_desk()
    number = builders.make_candidate().candidate_number
    with clock_at(MONDAY):
        me = person(client, desk)
        answer = submit(client, me.number_url, candidate_number=number, **filled())
    assert answer.status_code == 303
    assert len(contracts_of(desk.programme.id)) == 1


def test_a_person_sees_the_name_before_the_form(client: FlaskClient) -> None:
    """Three pages without JavaScript: the number, whose it is, the contract."""
    desk = make_desk()
    candidate = builders.make_candidate(
        first_name="Élise", last_name="Montbrun", birth_date=date(2006, 3, 14)
    )
    with clock_at(MONDAY):
        me = person(client, desk)
        found = submit(client, me.number_url, candidate_number=f" {candidate.candidate_number} ")
        assert found.status_code == 200
        assert "2006" in found.text
        assert "14 mars" not in found.text.replace(
            "\xa0", " "
        )  # of a stranger the year alone: numbers are guessed
        assert "Saisir un contrat pour Élise Montbrun" in found.text
        fields = {"candidate_number": candidate.candidate_number, "confirme": "1"}
        form = me.send(me.number_url, found.text, **fields)
        assert "Aucune candidature ici : elle sera créée" in form.text
        done = me.send(me.number_url, form.text, **filled())
    assert done.status_code == 303


@pytest.mark.parametrize("number", ["987654321", "12A"])
def test_a_number_that_nobody_has_answers_422(client: FlaskClient, number: str) -> None:
    """R4.2: the search keeps what was typed."""
    desk = make_desk()
    code = "candidate_unknown" if number.isdigit() else "candidate_number_invalid"
    with clock_at(MONDAY):
        me = person(client, desk)
        searched = submit(client, me.number_url, candidate_number=number)
        sent = submit(client, me.number_url, candidate_number=number, **filled())
    for answer in (searched, sent):
        assert (answer.status_code, refusals(answer.text)) == (422, [code])
        assert f'value="{number}"' in answer.text


def test_somebody_who_already_holds_a_contract_here_is_said_at_once(client: FlaskClient) -> None:
    """R4.3: before anything is typed, and refused if it is sent."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    number = desk.candidate.candidate_number
    with clock_at(MONDAY):
        me = person(client, desk)
        found = submit(client, me.number_url, candidate_number=number)
        assert "Un second contrat n’est pas possible." in found.text
        answer = submit(client, me.number_url, candidate_number=number, **filled())
    assert (answer.status_code, refusals(answer.text)) == (409, ["already_contracted"])


def test_an_application_that_exists_leads_to_its_own_form(client: FlaskClient) -> None:
    """R4.2: an unconfirmed wish is told from no wish."""
    desk = make_desk(ApplicationState.UNCONFIRMED)
    with clock_at(MONDAY):
        me = person(client, desk)
        found = submit(client, me.number_url, candidate_number=desk.candidate.candidate_number)
    assert "n’a pas confirmé son vœu" in found.text
    assert f'href="/candidatures/{desk.application.id}/contrat"' in found.text


def test_a_refusal_of_the_rules_keeps_the_candidate_and_what_was_typed(client: FlaskClient) -> None:
    """409 with the same form, its hidden number included."""
    desk = make_desk(capacity=None)
    number = builders.make_candidate().candidate_number
    with clock_at(MONDAY):
        me = person(client, desk)
        answer = submit(client, me.number_url, candidate_number=number, **filled())
    assert (answer.status_code, refusals(answer.text)) == (409, ["capacity_not_set"])
    assert f'name="candidate_number" type="hidden" value="{number}"' in answer.text
    assert 'value="Maison Chastaing"' in answer.text
