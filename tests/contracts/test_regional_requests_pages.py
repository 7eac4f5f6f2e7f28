"""/formations/<code>/demandes: seeing, making and withdrawing (R4.9)."""

import pytest
from flask.testing import FlaskClient

from recruitment.contracts import queries
from recruitment.core.database import db
from tests.contracts.desk import MONDAY, Desk, clock_at, make_desk
from tests.contracts.pages import of_role, person, refusals
from tests.forms import submit


def full_desk() -> Desk:
    """Make a desk whose only seat is taken."""
    return make_desk("offer_pending", capacity=1)


def url_of(desk: Desk, kind: str) -> str:
    """Return the address of a request's form."""
    return f"/formations/{desk.programme.code}/demandes?objet={kind}"


def test_more_seats_are_asked_for_and_listed(client: FlaskClient) -> None:
    """R4.9: 303 to the list, where the request stands open."""
    desk = full_desk()
    with clock_at(MONDAY):
        person(client, desk)
        answer = submit(client, url_of(desk, "capacity"), wanted="3", reason="Deux entreprises.")
        page = client.get(answer.location).text
    assert answer.status_code == 303
    assert "Porter la capacité à 3" in page
    assert "Sans réponse" in page


def test_the_closure_is_asked_for(client: FlaskClient) -> None:
    """R4.9."""
    desk = full_desk()
    with clock_at(MONDAY):
        person(client, desk)
        assert submit(client, url_of(desk, "closure"), reason="Complet.").status_code == 303
    (row,) = queries.requests(db.session(), desk.programme.id)
    assert row.kind == "closure"


def test_a_request_is_withdrawn(client: FlaskClient) -> None:
    """R4.9: shown once more, then gone from the open ones, kept in the list."""
    desk = full_desk()
    with clock_at(MONDAY):
        person(client, desk)
        submit(client, url_of(desk, "closure"), reason="Complet.")
        (row,) = queries.requests(db.session(), desk.programme.id)
        url = f"/formations/{desk.programme.code}/demandes/{row.id}/retrait"
        assert submit(client, url).status_code == 303
        assert "Retirée" in client.get(f"/formations/{desk.programme.code}/demandes").text
        again = submit(client, url)
    assert (again.status_code, refusals(again.text)) == (409, ["request_not_open"])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"wanted": "1", "reason": "Encore."}, "wanted_capacity_invalid"),
        ({"wanted": "3", "reason": " "}, "reason_missing"),
    ],
)
def test_what_is_missing_is_said(client: FlaskClient, fields: dict[str, str], code: str) -> None:
    """R4.9: 422 with the code."""
    desk = full_desk()
    with clock_at(MONDAY):
        person(client, desk)
        answer = submit(client, url_of(desk, "capacity"), **fields)
    assert (answer.status_code, refusals(answer.text)) == (422, [code])


def test_a_word_instead_of_a_number_answers_422(client: FlaskClient) -> None:
    """A bad field, told under it."""
    desk = full_desk()
    with clock_at(MONDAY):
        person(client, desk)
        answer = submit(client, url_of(desk, "capacity"), wanted="beaucoup", reason="Encore.")
    assert answer.status_code == 422


def test_with_seats_left_the_page_says_why_not(client: FlaskClient) -> None:
    """R4.9: before, and 409 if sent all the same."""
    desk = make_desk(capacity=2)
    with clock_at(MONDAY):
        person(client, desk)
        assert "Il reste des places" in client.get(url_of(desk, "closure")).text
        answer = submit(client, url_of(desk, "closure"), reason="Complet.")
    assert (answer.status_code, refusals(answer.text)) == (409, ["seats_left"])


def test_who_only_looks_sees_the_list_and_asks_for_nothing(client: FlaskClient) -> None:
    """R8.3: a viewer reads; sending is refused with the reason."""
    desk = full_desk()
    with clock_at(MONDAY):
        of_role(client, desk, "viewer")
        page = client.get(url_of(desk, "closure"))
    assert page.status_code == 200
    assert '<form id="form-demande"' not in page.text
    assert "pas en adresser" in page.text


def test_a_request_of_another_programme_does_not_exist(client: FlaskClient) -> None:
    """R8.3: 404."""
    desk, other = full_desk(), full_desk()
    with clock_at(MONDAY):
        person(client, desk)
        submit(client, url_of(desk, "closure"), reason="Complet.")
        (row,) = queries.requests(db.session(), desk.programme.id)
        url = f"/formations/{other.programme.code}/demandes/{row.id}/retrait"
        assert client.get(url).status_code == 404
