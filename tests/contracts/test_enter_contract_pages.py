"""POST /candidatures/<id>/contrat: codes and statuses that other programs rely on, and what a person sees."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from recruitment.applications.models import Application
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import MONDAY, SIRET, clock_at, contracts_of, make_desk, paris, state_of
from tests.contracts.pages import HTMX, filled, of_role, person, refusals
from tests.forms import hidden_fields


def test_a_contract_is_entered_and_the_file_says_so(client: FlaskClient) -> None:
    """R4.7: 303 to the file, with a line that says what was done."""
    desk = make_desk()
    with clock_at(MONDAY):
        answer = person(client, desk).enter()
        assert (answer.status_code, answer.location) == (303, f"/candidatures/{desk.application.id}")
        assert "place 1 sur 12" in client.get("/deconnexion").text
    assert state_of(desk.application.id) == "offer_pending"


def test_the_form_says_what_will_follow(client: FlaskClient) -> None:
    """The seat, the mail and the reply's day as if it were done now (R5.1)."""
    desk = make_desk()
    with clock_at(MONDAY):
        page = person(client, desk).client.get(f"/candidatures/{desk.application.id}/contrat").text
    assert "la 1re place sur 12" in page
    assert "il en restera 11" in page
    assert str(desk.candidate.email) in page
    assert "5\u00a0juin, 23\u00a0h\u00a059" in page


def test_an_address_that_is_masked_stays_so(client: FlaskClient) -> None:
    """R2.8: an unconfirmed candidate's address does not show here either."""
    desk = make_desk(ApplicationState.UNCONFIRMED)
    with clock_at(MONDAY):
        page = person(client, desk).client.get(f"/candidatures/{desk.application.id}/contrat").text
    assert str(desk.candidate.email) not in page
    assert "Un mail part au candidat." in page


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"siret": "99901234700021"}, 422, "siret_invalid"),
        ({"siret": ""}, 422, "siret_invalid"),
        ({"employer_name": "  "}, 422, "employer_name_missing"),
    ],
)
def test_a_bad_field_gets_its_code_and_keeps_what_was_typed(
    client: FlaskClient, changes: dict[str, str], status: int, code: str
) -> None:
    """R4.3: 422, the code, and every field as it was."""
    desk = make_desk()
    with clock_at(MONDAY):
        answer = person(client, desk).enter(**changes)
    assert (answer.status_code, refusals(answer.text)) == (status, [code])
    for value in filled(**changes).values():
        assert f'value="{value.strip()}"' in answer.text


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2025-05-27T00:30:00", "locked_out"),
        ("2025-03-16T12:00:00", "outside_contract_window"),
        ("2025-10-14T12:00:00", "outside_contract_window"),
    ],
)
def test_a_wrong_moment_answers_423(client: FlaskClient, moment: str, code: str) -> None:
    """R4.3, R4.6: the form stays, filled."""
    desk = make_desk()
    with clock_at(paris(moment)):
        answer = person(client, desk).enter()
    assert (answer.status_code, refusals(answer.text)) == (423, [code])
    assert f'value="{SIRET}"' in answer.text


def test_the_lock_counts_down_to_its_end(client: FlaskClient) -> None:
    """R4.6: the reopening, for the screen's countdown."""
    with clock_at(paris("2025-05-27T00:30:00")):
        answer = person(client, make_desk()).enter()
    assert 'data-decompte="2025-05-27T01:00:00+02:00"' in answer.text


def test_a_form_opened_before_midnight_is_kept(client: FlaskClient) -> None:
    """F29: shown at 23:58, sent at 00:02, sent again at 01:00."""
    desk = make_desk()
    with clock_at(paris("2025-05-26T23:58:00")):
        me = person(client, desk)
        page = client.get(me.url).text
    with clock_at(paris("2025-05-27T00:02:00")):
        locked = me.send(me.url, page, **filled())
    with clock_at(paris("2025-05-27T00:15:00")):
        client.get(me.url)  # keeps the login open
    with clock_at(paris("2025-05-27T00:40:00")):
        client.get(me.url)
    with clock_at(paris("2025-05-27T01:00:00")):
        done = me.send(me.url, locked.text, **filled())
    assert (locked.status_code, done.status_code) == (423, 303)


@pytest.mark.parametrize("capacity", [None, 0])
def test_a_capacity_not_set_answers_409(client: FlaskClient, capacity: int | None) -> None:
    """R4.3."""
    with clock_at(MONDAY):
        answer = person(client, make_desk(capacity=capacity)).enter()
    assert (answer.status_code, refusals(answer.text)) == (409, ["capacity_not_set"])


def test_the_last_seat_taken_answers_409_with_whom_and_two_ways_out(client: FlaskClient) -> None:
    """R4.3, R4.9: the sentence names the candidate, the agent and the hour; both requests are offered."""
    desk = make_desk(capacity=1)
    zoe = builders.make_candidate(first_name="Zoé", last_name="Thévenin")
    with clock_at(MONDAY):
        me = person(client, desk)
        page = client.get(me.url).text
        desk.enter_for(zoe.candidate_number)
        answer = me.send(me.url, page, **filled())
    assert (answer.status_code, refusals(answer.text)) == (409, ["capacity_reached"])
    assert "la dernière place vient d’être prise par Zoé Thévenin (Dominique Roux" in answer.text
    for kind in ("capacity", "closure"):
        assert f"/formations/{desk.programme.code}/demandes?objet={kind}" in answer.text


def test_seats_taken_long_ago_were_not_just_taken(client: FlaskClient) -> None:
    """R4.3: a programme that was full already: the rule, without a name."""
    desk = make_desk(capacity=1)
    builders.make_application(state=ApplicationState.ACCEPTED, programme=desk.programme)
    with clock_at(MONDAY):
        me = person(client, desk)
        assert "Capacité atteinte : 1 contrat" in client.get(me.url).text
        answer = me.enter()
    assert (answer.status_code, refusals(answer.text)) == (409, ["capacity_reached"])
    assert "Dominique Roux" not in answer.text.partition("data-refusal")[2].partition("</div>")[0]


def test_a_closed_programme_answers_409(client: FlaskClient) -> None:
    """R4.3."""
    desk = make_desk()
    with transaction() as session:
        session.execute(update(Programme).values(closed_at=MONDAY))
    with clock_at(MONDAY):
        answer = person(client, desk).enter()
    assert (answer.status_code, refusals(answer.text)) == (409, ["programme_closed"])


def test_a_second_contract_answers_409(client: FlaskClient) -> None:
    """R4.3: with whose and when."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    with clock_at(MONDAY):
        answer = person(client, desk).enter()
    assert (answer.status_code, refusals(answer.text)) == (409, ["already_contracted"])
    assert "Boulangerie du Puy" in answer.text


def test_accepted_elsewhere_answers_409(client: FlaskClient) -> None:
    """R4.3."""
    desk = make_desk()
    elsewhere = builders.make_programme(centre=builders.make_centre())
    builders.make_application(state=ApplicationState.ACCEPTED, programme=elsewhere, candidate=desk.candidate)
    with clock_at(MONDAY):
        answer = person(client, desk).enter()
    assert (answer.status_code, refusals(answer.text)) == (409, ["accepted_elsewhere"])


def test_the_form_says_beforehand_why_it_cannot_be(client: FlaskClient) -> None:
    """Principle: say why. The page still shows, with its form, and the button refers to the reason."""
    desk = make_desk(ApplicationState.OFFER_PENDING)
    with clock_at(MONDAY):
        me = person(client, desk)
        page = client.get(me.url)
    assert page.status_code == 200
    assert "Aucun contrat ne peut être enregistré maintenant." in page.text
    assert 'aria-disabled="true" aria-describedby="obstacle"' in page.text
    assert refusals(page.text) == []


def test_a_box_not_ticked_answers_422(client: FlaskClient) -> None:
    """One explicit gesture is asked for."""
    desk = make_desk()
    with clock_at(MONDAY):
        answer = person(client, desk).enter(checked="")
    assert answer.status_code == 422
    assert "1 point à corriger" in answer.text
    assert contracts_of(desk.programme.id) == []


@pytest.mark.parametrize("name", ["Maison\u202eChastaing", "Maison\u0007", "x" * 201])
def test_a_name_that_cannot_be_read_answers_422(client: FlaskClient, name: str) -> None:
    """F35: nothing invisible is kept, nothing endless."""
    desk = make_desk()
    with clock_at(MONDAY):
        answer = person(client, desk).enter(employer_name=name)
    assert answer.status_code == 422
    assert contracts_of(desk.programme.id) == []


def test_the_same_sending_twice_gets_the_same_answer(client: FlaskClient) -> None:
    """F27: a double click: one contract, twice the same 303."""
    desk = make_desk()
    with clock_at(MONDAY):
        me = person(client, desk)
        page = client.get(me.url).text
        answers = [me.send(me.url, page, **filled()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(contracts_of(desk.programme.id)) == 1


def test_the_same_key_with_another_content_is_refused(client: FlaskClient) -> None:
    """F27: and the form shown again has a fresh key."""
    desk = make_desk()
    with clock_at(MONDAY):
        me = person(client, desk)
        page = client.get(me.url).text
        me.send(me.url, page, **filled())
        answer = me.send(me.url, page, **filled(employer_name="Autre"))
    assert (answer.status_code, refusals(answer.text)) == (409, ["key_reused"])
    assert hidden_fields(answer.text, me.url)["jeton"] != hidden_fields(page, me.url)["jeton"]


def test_a_page_gone_stale_is_refused_and_shown_again_as_it_is_now(client: FlaskClient) -> None:
    """F28: two tabs; the form that comes back can be sent."""
    desk = make_desk(ApplicationState.CONFIRMED)
    with clock_at(MONDAY):
        me = person(client, desk)
        page = client.get(me.url).text
        with transaction() as session:
            session.execute(update(Application).values(version=Application.version + 1))
        stale = me.send(me.url, page, **filled())
        again = me.send(me.url, stale.text, **filled())
    assert (stale.status_code, refusals(stale.text)) == (409, ["stale_version"])
    assert again.status_code == 303


def test_a_refused_candidate_is_asked_once_more(client: FlaskClient) -> None:
    """R4.2: one more question on the screen; left unanswered, nothing is entered."""
    desk = make_desk(ApplicationState.REFUSED)
    with clock_at(MONDAY):
        me = person(client, desk)
        page = client.get(me.url).text
        assert 'name="despite_refusal"' in page
        unanswered = me.send(me.url, page, **filled(), despite_refusal="")
        done = me.send(me.url, page, **filled(), despite_refusal="1")
    assert (unanswered.status_code, done.status_code) == (422, 303)


def test_a_refusal_that_came_after_the_page_is_seen_first(client: FlaskClient) -> None:
    """R4.2: a form that did not show the refusal does not pass it."""
    desk = make_desk(ApplicationState.REFUSED)
    with clock_at(MONDAY):
        me = person(client, desk)
        fields = {**hidden_fields(client.get(me.url).text, me.url), **filled()}
        del fields["version"]
        answer = client.post(me.url, data=fields)
    assert (answer.status_code, refusals(answer.text)) == (422, ["confirmation_missing"])


@pytest.mark.parametrize("role", ["viewer", "registrar", "regional"])
def test_a_role_that_does_not_enter_contracts_is_told_why(client: FlaskClient, role: str) -> None:
    """R8.3: 403 with the reason."""
    desk = make_desk()
    with clock_at(MONDAY):
        me = of_role(client, desk, role)
        shown, sent = client.get(me.url), client.post(me.url, data=filled())
    assert shown.status_code == 403
    assert "ne permet pas de saisir un contrat" in shown.text
    assert sent.status_code in {400, 403}


def test_the_administrator_of_the_installation_does_not_enter_contracts(client: FlaskClient) -> None:
    """R8.3: they see every centre and act in none."""
    desk = make_desk()
    with clock_at(MONDAY):
        me = of_role(client, desk, "administrator", centre_id=None)
        assert client.get(me.url).status_code == 403


def test_outside_ones_programmes_there_is_nothing(client: FlaskClient) -> None:
    """R8.3: 404, in another centre or beside one's own programmes."""
    desk = make_desk()
    with clock_at(MONDAY):
        for limits in ({"centre": builders.make_centre()}, {"programmes": (builders.make_programme(),)}):
            me = of_role(client.application.test_client(), desk, "manager", **limits)
            assert me.client.get(me.url).status_code == me.client.get(me.number_url).status_code == 404


def test_in_the_dialog_the_result_comes_with_what_changed(client: FlaskClient) -> None:
    """htmx: the result, the row and the counters to fetch, the draft to forget, an event."""
    desk = make_desk()
    with clock_at(MONDAY):
        me = person(client, desk)
        page = client.get(me.url, headers=HTMX).text
        answer = me.send(me.url, page, headers=HTMX, **filled())
    assert answer.status_code == 200
    assert "<html" not in page
    assert f'data-brouillon-efface="{desk.programme.code}-' in answer.text
    assert f"/lignes?c={desk.application.id}" in answer.text
    assert "tremplin:changed" in answer.headers["HX-Trigger"]


def test_in_the_dialog_a_refusal_shows_the_form_again(client: FlaskClient) -> None:
    """htmx: 409 with the whole form, what was typed in it, and the message to focus."""
    with clock_at(MONDAY):
        me = person(client, make_desk(capacity=None))
        page = client.get(me.url, headers=HTMX).text
        answer = me.send(me.url, page, headers=HTMX, **filled())
    assert (answer.status_code, refusals(answer.text)) == (409, ["capacity_not_set"])
    assert f'value="{SIRET}"' in answer.text
    assert "data-focus" in answer.text
