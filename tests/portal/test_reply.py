"""R5.2 to R5.8 a candidate answers an offer in two steps, leaves a wish, reads what was written for them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Candidate
from recruitment.contracts.actions import enter_contract, reply_to_offer, withdraw_wish
from recruitment.contracts.models import Contract
from recruitment.journal.actions import Actor
from recruitment.portal.actions import IDLE
from recruitment.programmes.messages import set_messages
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Reply
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests import builders
from tests.contracts.desk import REPLY_UNTIL, SIRET, state_of
from tests.contracts.offers import make_offer
from tests.forms import hidden_fields
from tests.portal.visitor import NOW, answer, confirm, enter, make_candidate, words

pytestmark = pytest.mark.usefixtures("_at_the_hour")
EMPLOYER = {"siret": SIRET, "employer_name": ""}


@pytest.fixture
def _at_the_hour() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def candidate(session: Session) -> Candidate:
    """Give a candidate who can open their pages."""
    return make_candidate()


def wish(candidate: Candidate, state: State, **changes: Any) -> int:
    return builders.make_application(candidate=candidate, state=state, **changes).id


def contract_of(session: Session, application_id: int) -> Contract:
    session.rollback()
    return session.scalars(select(Contract).where(Contract.application_id == application_id)).one()


def test_accepting_for_good_names_what_is_lost_then_does_it(
    client: FlaskClient, candidate: Candidate
) -> None:
    """R5.3, R5.4: nothing is done by the first step; the receipt says what was answered and when."""
    offered, other = wish(candidate, State.OFFER_PENDING), wish(candidate, State.SEEKING_CONTRACT)
    path = enter(client, candidate)
    home = words(client.get(path).text)
    assert "Il vous reste 10 jours et 9 heures" in home
    assert "Répondez avant le 5 juin 2025, 23 h 59 (heure de Paris)" in home
    assert "Vous renoncez à votre autre vœu." in home
    second = answer(client, path, reply="accept", **EMPLOYER)
    assert "J’ai compris que je renonce à mon autre vœu." in words(second.text)
    assert "candidature retenue, contrat à trouver" in words(second.text)
    assert (state_of(offered), state_of(other)) == (State.OFFER_PENDING, State.SEEKING_CONTRACT)
    done = confirm(client, path, second)
    assert (done.status_code, done.location) == (303, f"{path}/recu/{offered}")
    receipt = words(client.get(done.location).text)
    assert "Vous êtes admis(e) en BTS Électrotechnique" in receipt
    assert "26 mai 2025 à 14 h 32 (heure de Paris)" in receipt
    assert "Vœu auquel vous avez renoncé" in receipt
    assert (state_of(offered), state_of(other)) == (State.ACCEPTED, State.WITHDRAWN)
    assert "Vous y avez renoncé en acceptant une autre proposition." in words(client.get(path).text)


def test_the_confirmed_form_counts_once(client: FlaskClient, candidate: Candidate, session: Session) -> None:
    """The same sending again gets the same answer, though the wishes are not what they were."""
    offered, _ = wish(candidate, State.OFFER_PENDING), wish(candidate, State.CONFIRMED)
    path = enter(client, candidate)
    second = answer(client, path, reply="accept", **EMPLOYER)
    assert [confirm(client, path, second).status_code for _ in range(2)] == [303, 303]
    assert contract_of(session, offered).status == "accepted"


def test_keeping_wishes_then_accepting_for_good(client: FlaskClient, candidate: Candidate) -> None:
    """R5.2: the place is held, the other wishes stay open, until the candidate makes up their mind."""
    offered, other = wish(candidate, State.OFFER_PENDING), wish(candidate, State.CONFIRMED)
    path = enter(client, candidate)
    second = answer(client, path, reply="accept_keeping_wishes", **EMPLOYER)
    assert "Vous ne renoncez à aucun vœu." in words(second.text)
    assert confirm(client, path, second, understood="").status_code == 303
    assert (state_of(offered), state_of(other)) == (State.ACCEPTED_KEEPING_WISHES, State.CONFIRMED)
    offer = next(
        part.split('"')[0] for part in client.get(path).text.split('href="') if "/propositions/" in part[:200]
    )
    page = client.get(offer)
    assert "J’accepte et je garde" not in words(page.text)
    sent = {**hidden_fields(page.text, f"{path}/reponse"), "reply": "accept", **EMPLOYER}
    assert confirm(client, path, client.post(f"{path}/reponse", data=sent)).status_code == 303
    assert (state_of(offered), state_of(other)) == (State.ACCEPTED, State.WITHDRAWN)


def test_renouncing_asks_for_no_employer(client: FlaskClient, candidate: Candidate) -> None:
    """R5.2: the seat is freed, the other wishes do not change."""
    offered, other = wish(candidate, State.OFFER_PENDING), wish(candidate, State.CONFIRMED)
    path = enter(client, candidate)
    second = answer(client, path, reply="decline", siret="", employer_name="")
    assert "Vous renoncez à cette proposition." in words(second.text)
    assert confirm(client, path, second).status_code == 303
    assert (state_of(offered), state_of(other)) == (State.WITHDRAWN_WITH_CONTRACT, State.CONFIRMED)


def test_another_siret_is_said_taken_and_flagged(
    client: FlaskClient, candidate: Candidate, session: Session
) -> None:
    """R5.3: no way to tell which of the two erred."""
    offered = wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    second = answer(client, path, reply="accept", siret="356 000 000 00048", employer_name="La Poste")
    assert "Ce SIRET n’est pas celui enregistré par le CFA" in words(second.text)
    assert confirm(client, path, second).status_code == 303
    row = contract_of(session, offered)
    assert (row.reply_siret, row.reply_employer_name) == ("35600000000048", "La Poste")
    assert "La Poste SIRET 356 000 000 00048" in words(client.get(f"{path}/recu/{offered}").text).replace(
        "\xa0", " "
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reply": "accept", "siret": "9990123470001", "employer_name": "X & <b>"}, "il en manque un"),
        ({"reply": "accept", "siret": "", "employer_name": ""}, "Numéro SIRET manquant"),
        ({"reply": "", "siret": SIRET, "employer_name": ""}, "Choisissez une réponse."),
        ({"reply": "perhaps", "siret": SIRET, "employer_name": ""}, "Choisissez une réponse."),
        ({"reply": "accept", "siret": SIRET, "employer_name": "a\u202eb"}, "invisible ou illisible"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, candidate: Candidate, typed: dict[str, str], said: str
) -> None:
    """R5.3."""
    wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    page = answer(client, path, **typed)
    assert page.status_code == 422
    assert said in words(page.text)
    if typed["siret"]:
        assert f'value="{typed["siret"]}"' in page.text
    if typed["reply"] == "accept":
        assert 'value="accept" checked' in page.text


def test_coming_back_from_the_second_step_keeps_what_was_typed(
    client: FlaskClient, candidate: Candidate
) -> None:
    wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    second = answer(client, path, reply="accept", siret="999 012 347 00012", employer_name="Maison Chastaing")
    page = confirm(client, path, second, back="1")
    assert page.status_code == 200
    for kept in ('value="accept" checked', 'value="999 012 347 00012"', 'value="Maison Chastaing"'):
        assert kept in page.text


def test_the_box_is_asked_for(client: FlaskClient, candidate: Candidate) -> None:
    offered = wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    page = confirm(client, path, answer(client, path, reply="accept", **EMPLOYER), understood="")
    assert page.status_code == 422
    assert "Cochez cette case pour confirmer." in words(page.text)
    assert state_of(offered) == State.OFFER_PENDING


def test_wishes_that_changed_in_between_are_read_again(client: FlaskClient, candidate: Candidate) -> None:
    """What the second step names is what is lost, or nothing is."""
    offered = wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    second = answer(client, path, reply="accept", **EMPLOYER)
    wish(candidate, State.CONFIRMED)
    page = confirm(client, path, second)
    assert page.status_code == 409
    assert 'data-refusal="stale_version"' in page.text
    assert "J’ai compris que je renonce à mon autre vœu." in words(page.text)
    assert state_of(offered) == State.OFFER_PENDING
    page.status_code = 200
    assert confirm(client, path, page).status_code == 303


def test_an_answer_after_the_last_second_is_too_late(client: FlaskClient, candidate: Candidate) -> None:
    """R5.1, R5.6: up to 23:59:59 included, swept or not; the page says what happened, why, what to do."""
    offered = wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    second = answer(client, path, reply="accept", **EMPLOYER)
    with time_machine.travel(REPLY_UNTIL + timedelta(seconds=1), tick=False):
        enter(client, candidate)
        page = confirm(client, path, second)
        assert page.status_code == 409
        assert 'data-refusal="reply_too_late"' in page.text
        assert "Trop tard pour répondre" in words(page.text)
        assert "Délai de réponse dépassé" in words(page.text)
    assert state_of(offered) == State.OFFER_PENDING


def test_an_answer_given_meanwhile_is_not_given_again(
    client: FlaskClient, candidate: Candidate, session: Session
) -> None:
    offered = wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    second = answer(client, path, reply="accept", **EMPLOYER)
    reply_to_offer(Actor("candidate", candidate.id), contract_of(session, offered).id, Reply.DECLINE)
    page = confirm(client, path, second)
    assert page.status_code == 409
    assert 'data-refusal="contract_not_pending"' in page.text
    assert "Vous y avez déjà répondu, ou le CFA l’a annulée." in words(page.text)
    sent = {**hidden_fields(second.text, f"{path}/reponse"), "confirmed": ""}
    assert client.post(f"{path}/reponse", data=sent).status_code == 409  # nor is it asked to confirm


def test_a_script_that_names_no_contract_answers_the_only_offer(
    client: FlaskClient, candidate: Candidate
) -> None:
    offered = wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    fields = hidden_fields(client.get(path).text, f"{path}/reponse")
    fields.pop("contract")
    second = client.post(f"{path}/reponse", data={**fields, "reply": "accept", **EMPLOYER})
    assert confirm(client, path, second).status_code == 303
    assert state_of(offered) == State.ACCEPTED


def test_a_visit_that_ended_loses_nothing_typed(client: FlaskClient, candidate: Candidate) -> None:
    wish(candidate, State.OFFER_PENDING)
    with time_machine.travel(NOW, tick=False) as at:
        path = enter(client, candidate)
        fields = hidden_fields(client.get(path).text, f"{path}/reponse")
        at.shift(IDLE)
        door = client.post(
            f"{path}/reponse", data={**fields, "reply": "accept", "siret": "999 012 347 00012"}
        )
        assert door.status_code == 401
        assert "rien n’a été enregistré" in words(door.text)
        again = {"candidate_number": candidate.candidate_number, "birth_date": "17/02/2007"}
        page = client.post(path, data={**hidden_fields(door.text, path), **again})
    assert page.status_code == 200
    assert 'value="accept" checked' in page.text
    assert 'value="999 012 347 00012"' in page.text


def test_two_offers_are_answered_each_on_its_page(client: FlaskClient, candidate: Candidate) -> None:
    """R5.5: the second one, accepted, ends the one accepted before."""
    wish(candidate, State.OFFER_PENDING), wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    home = words(client.get(path).text)
    assert "Vous avez 2 propositions d’admission" in home
    assert "Répondre à cette proposition" in home


@pytest.mark.parametrize(
    "state", [State.UNCONFIRMED, State.CONFIRMED, State.SEEKING_CONTRACT, State.ACCEPTED]
)
def test_a_wish_is_left_at_any_time_in_two_steps(
    client: FlaskClient, candidate: Candidate, state: State
) -> None:
    """R5.7."""
    left, kept = wish(candidate, state), wish(candidate, State.CONFIRMED)
    path = enter(client, candidate)
    address = f"{path}/voeux/{left}/renoncement"
    assert f'href="{address}"' in client.get(path).text
    page = client.get(address)
    assert "Vous ne pourrez pas revenir en arrière." in words(page.text)
    fields = hidden_fields(page.text, address)
    assert client.post(address, data=fields).status_code == 422
    assert state_of(left) == state
    done = client.post(address, data={**fields, "understood": "y"})
    assert (done.status_code, done.location) == (303, f"{path}/recu/{left}")
    assert "Renoncement au vœu" in words(client.get(done.location).text)
    assert state_of(left) == (State.WITHDRAWN_WITH_CONTRACT if state is State.ACCEPTED else State.WITHDRAWN)
    assert state_of(kept) == State.CONFIRMED


def test_what_was_lost_to_silence_has_no_receipt(client: FlaskClient, candidate: Candidate) -> None:
    """R5.6: nobody answered; the page says why the wish is over, and nothing to print says otherwise."""
    silent, lost = make_offer(candidate.id), wish(candidate, State.SEEKING_CONTRACT)
    with time_machine.travel(REPLY_UNTIL + timedelta(hours=7), tick=False):
        run_job(BY_NAME["sweep-offers"], started_by="command")
        path = enter(client, candidate)
        home = words(client.get(path).text)
        receipts = [client.get(f"{path}/recu/{id_}").status_code for id_ in (silent.application.id, lost)]
    assert "parce qu’une autre proposition est restée sans réponse" in home
    assert "Récépissé" not in home
    assert receipts == [404, 404]


def test_a_wish_left_before_its_last_offer_is_not_said_to_be_left(
    client: FlaskClient, candidate: Candidate
) -> None:
    """R4.2, R5.6: left, given a contract after all, then not answered."""
    left = make_offer(candidate.id)
    withdraw_wish(Actor("candidate", candidate.id), left.application.id)
    enter_contract(left.manager, left.application.id, siret=SIRET, employer_name="Maison Chastaing")
    with time_machine.travel(REPLY_UNTIL + timedelta(hours=7), tick=False):
        run_job(BY_NAME["sweep-offers"], started_by="command")
        path = enter(client, candidate)
        home = words(client.get(path).text)
        receipt = client.get(f"{path}/recu/{left.application.id}")
    assert "Proposition retirée, sans réponse" in home
    assert "Vous y avez renoncé" not in home
    assert receipt.status_code == 404


def test_a_refused_wish_says_how_to_ask_for_the_grounds(client: FlaskClient, candidate: Candidate) -> None:
    """R2.6, R2.7: it stays refused; nothing of the team's reason is shown."""
    refused = wish(candidate, State.REFUSED)
    path = enter(client, candidate)
    page = words(client.get(path).text)
    assert "Vous pouvez demander au CFA les motifs de cette décision" in page
    assert "Prérequis insuffisants" not in page
    assert "Renoncer à ce vœu" not in page
    answered = client.get(f"{path}/voeux/{refused}/renoncement")
    assert "Renoncer à ce vœu" not in words(answered.text)


def test_a_decision_of_the_system_is_explained(client: FlaskClient, candidate: Candidate) -> None:
    """R2.6, GDPR article 22: where it comes from, and that a person may look at the file."""
    wish(candidate, State.SEEKING_CONTRACT, origin="system")
    page = words(client.get(enter(client, candidate)).text)
    assert "par le système, sans intervention d’une personne" in page
    assert "Le système ne refuse jamais une candidature" in page
    assert "demander qu’une personne du CFA regarde votre dossier" in page


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.UNCONFIRMED, ""),
        (State.CONFIRMED, ""),
        (State.SEEKING_CONTRACT, "search sessions"),
        (State.REFUSED, ""),
        (State.OFFER_PENDING, ""),
        (State.ACCEPTED_KEEPING_WISHES, "search sessions"),
        (State.ACCEPTED, "admitted"),
        (State.WITHDRAWN, ""),
    ],
)
def test_messages_show_from_their_state_on(
    client: FlaskClient, candidate: Candidate, state: State, shown: str
) -> None:
    """R5.8: to those admitted only after an acceptance for good; to those in search from that state on."""
    programme = builders.make_programme()
    author = builders.make_account()
    texts = {"admitted": "LA-RENTREE", "searching": "NOTRE-AIDE", "support_sessions": "LES-ATELIERS"}
    set_messages(author, programme.id, texts)
    wish(candidate, state, programme=programme)
    page = words(client.get(enter(client, candidate)).text)
    held = {"admitted": "LA-RENTREE", "search": "NOTRE-AIDE", "sessions": "LES-ATELIERS"}
    assert [name for name, text in held.items() if text in page] == sorted(
        shown.split(), key=list(held).index
    )


def test_a_siret_is_checked_as_it_is_typed(
    client: FlaskClient, candidate: Candidate, session: Session
) -> None:
    """R5.3: the CFA's, another one whose key is right, one with an error."""
    offered = wish(candidate, State.OFFER_PENDING)
    path = enter(client, candidate)
    address = f"{path}/siret?contract={contract_of(session, offered).id}&siret="
    assert "ce n’est pas celui enregistré par le CFA" in words(client.get(f"{address}999 012 347 00012").text)
    assert "13 chiffres" in words(client.get(f"{address}9990123470001").text)
    assert client.get(address).text.strip() == ""
