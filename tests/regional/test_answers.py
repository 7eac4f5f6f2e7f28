"""/region/demandes: what centres ask, answered in two steps, one by one or many (R4.9)."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from recruitment.contracts import queries
from recruitment.core.database import db
from recruitment.programmes.models import Programme
from tests import builders
from tests.contracts.pages import refusals
from tests.forms import hidden_fields, submit
from tests.regional.desk import Place, full_place, signed_in


def status_of(place: Place) -> list[str]:
    """Return what became of a programme's requests, the newest first."""
    db.session.rollback()
    return [row.status for row in queries.requests(db.session(), place.programme.id)]


def capacity_of(place: Place) -> int | None:
    """Return the capacity as it is now."""
    return db.session.scalar(select(Programme.capacity).where(Programme.id == place.programme.id))


def at_work(client: FlaskClient, place: Place) -> FlaskClient:
    """Return the browser of the programme's manager."""
    theirs = client.application.test_client()
    builders.log_in(theirs, place.manager)
    return theirs


def test_the_number_asked_for_is_proposed_and_another_may_be_granted(client: FlaskClient) -> None:
    """R4.9: 303 to the list, with what was done; the centre reads the message."""
    place = full_place()
    url = f"/region/demandes/{place.asks(wanted=4)}/accorder"
    with signed_in(client):
        assert 'value="4"' in client.get(url).text
        answer = submit(client, url, capacity="3", message="Deux places pour la rentrée.")
        listed = client.get("/region/demandes?etat=granted").text
        assert (answer.status_code, answer.location) == (303, "/region/demandes")
        colleague = at_work(client, place)
        theirs = colleague.get(f"/formations/{place.programme.code}/demandes").text
        board = colleague.get(f"/formations/{place.programme.code}").text
    assert (capacity_of(place), status_of(place)) == (3, ["granted"])
    assert "Deux places pour la rentrée." in listed
    for page in (theirs, board):
        assert "Deux places pour la rentrée." in page
        assert "Hélène Vialatte" in page
    assert "La DRAIO a porté la capacité à 3 places." in board


def test_a_closure_says_first_who_will_be_told_and_then_the_board_is_closed(client: FlaskClient) -> None:
    """R4.9: two candidates in search; the banner names who closed it."""
    place = full_place(searching=2)
    url = f"/region/demandes/{place.asks('closure')}/accorder"
    with signed_in(client):
        assert "2 candidats en recherche de contrat en sont informés" in client.get(url).text
        submit(client, url, message="")
        assert "2 candidats en recherche en sont informés" in client.get("/region/demandes").text
        board = at_work(client, place).get(f"/formations/{place.programme.code}").text
    assert "Recrutement clos" in board
    assert "Hélène Vialatte, DRAIO" in board


@pytest.mark.parametrize(
    ("act", "fields", "code"),
    [
        ("refuser", {"message": " "}, "answer_missing"),
        ("accorder", {"capacity": "1"}, "capacity_not_raised"),
        ("accorder", {"capacity": "0"}, "capacity_below_contracts"),
        ("accorder", {"capacity": "20000"}, "capacity_not_raised"),
    ],
)
def test_a_refusal_leaves_the_form_as_typed(
    client: FlaskClient, act: str, fields: dict[str, str], code: str
) -> None:
    """R4.9: the code, the sentence, nothing done."""
    place = full_place()
    with signed_in(client):
        answer = submit(client, f"/region/demandes/{place.asks()}/{act}", **fields)
    assert refusals(answer.text) == [code]
    assert status_of(place) == ["open"]


def test_the_second_answer_is_told_of_the_first(client: FlaskClient) -> None:
    """R2.5, R4.9: 409, who answered what and when."""
    place = full_place()
    url = f"/region/demandes/{place.asks()}/refuser"
    with signed_in(client):
        stale = client.get(url).text
        submit(client, url, message="Pas cette année.")
        fields = {**hidden_fields(stale, url), "message": "Autre chose."}
        late = client.post(url, data=fields)
    assert (late.status_code, refusals(late.text)) == (409, ["request_not_open"])
    assert "a été refusée par Hélène Vialatte le 26\u00a0mai 2025" in re.sub(r"\xa02025", " 2025", late.text)


def test_many_are_answered_with_one_message(client: FlaskClient) -> None:
    """R4.9: ticked in the list; each is told what became of it."""
    first, second, third = full_place(), full_place(), full_place()
    ids = [place.asks() for place in (first, second, third)]
    with signed_in(client):
        assert client.get("/region/demandes").text.count('name="c"') == 3
        url = f"/region/demandes/lot?geste=refuser&c={ids[0]}&c={ids[1]}"
        page = client.get(url)
        fields = hidden_fields(page.text)
        sent = {**fields, "c": [str(id_) for id_ in ids[:2]], "message": "Enveloppe épuisée."}
        answer = client.post("/region/demandes/lot?geste=refuser", data=sent)
        listed = client.get(answer.location).text
    assert "Refuser 2 demandes" in page.text
    assert "2 demandes refusées" in listed
    assert [status_of(place) for place in (first, second, third)] == [["declined"], ["declined"], ["open"]]


def test_nothing_ticked_leads_back_to_the_list(client: FlaskClient) -> None:
    """R4.9: with a sentence."""
    with signed_in(client):
        answer = client.get("/region/demandes/lot?geste=accorder")
        assert (answer.status_code, answer.location) == (303, "/region/demandes")
        assert "Aucune demande sélectionnée" in client.get(answer.location).text


def test_one_of_another_academie_hides_them_all(client: FlaskClient) -> None:
    """R8.3: 404, alone or among others."""
    ours, theirs = full_place().asks(), full_place(academie="Lyon").asks()
    with signed_in(client):
        assert client.get(f"/region/demandes/{theirs}/accorder").status_code == 404
        assert client.get(f"/region/demandes/lot?geste=accorder&c={ours}&c={theirs}").status_code == 404
        assert f'data-demande="{theirs}"' not in client.get("/region/demandes?etat=all").text
