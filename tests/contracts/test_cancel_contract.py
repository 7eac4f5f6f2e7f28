"""R4.8: a contract entered by mistake is cancelled while its offer is pending."""

import pytest
from flask import Flask

from recruitment.contracts import actions, queries
from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import (
    MONDAY,
    Desk,
    clock_at,
    contracts_of,
    lines,
    mails,
    make_desk,
    refused_by,
    seats_taken,
    state_of,
)

BEFORE = (
    ApplicationState.UNCONFIRMED,
    ApplicationState.CONFIRMED,
    ApplicationState.SEEKING_CONTRACT,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
)


def entered(state: str = ApplicationState.SEEKING_CONTRACT) -> tuple[Desk, int]:
    """Return a desk with a contract just entered, and the contract's id."""
    desk = make_desk(state)
    with clock_at(MONDAY):
        return desk, desk.enter(version=desk.application.version).contract_id


@pytest.mark.parametrize("state", BEFORE)
def test_the_wish_is_again_what_it_was(app: Flask, state: ApplicationState) -> None:
    """R4.8: the state goes back to what the decision and the confirmation say."""
    desk, contract_id = entered(state)
    with clock_at(MONDAY):
        ended = actions.cancel_contract(desk.author, contract_id, reason="Mauvais candidat")
    assert (ended.state, state_of(desk.application.id)) == (state, state)


def test_the_seat_is_free_and_the_history_keeps_it(app: Flask) -> None:
    """R4.8, R4.4: with its reason, its author and its hour."""
    desk, contract_id = entered()
    with clock_at(MONDAY):
        actions.cancel_contract(desk.author, contract_id, reason=" Mauvais candidat ")
    assert seats_taken(desk.programme.id) == 0
    (row,) = queries.history(db.session(), desk.application.id)
    assert (row.status, row.end_reason, row.ended_by) == ("cancelled", "Mauvais candidat", "Dominique Roux")
    assert row.ended_at == MONDAY
    assert queries.figures(db.session(), desk.programme.id) == {"entered": 1, "active": 0}


def test_the_candidate_and_the_journal_are_told(app: Flask) -> None:
    """R4.8: one mail, one line; the reason stays out of both."""
    desk, contract_id = entered()
    with clock_at(MONDAY):
        actions.cancel_contract(desk.author, contract_id, reason="Mauvais candidat")
    (mail,) = mails("contract_cancelled")
    assert mail.recipient == f"candidate:{desk.application.candidate_id}"
    ((line, details),) = lines("cancel_contract")
    assert (line.contract_id, details) == (contract_id, {"to": "seeking_contract"})


@pytest.mark.parametrize(
    "state",
    [
        ApplicationState.ACCEPTED,
        ApplicationState.ACCEPTED_KEEPING_WISHES,
        ApplicationState.WITHDRAWN_WITH_CONTRACT,
    ],
)
def test_a_contract_that_was_answered_is_not_cancelled(app: Flask, state: ApplicationState) -> None:
    """R4.8: pending only."""
    desk = make_desk(state)
    (contract,) = contracts_of(desk.programme.id)
    with clock_at(MONDAY), refused_by("contract_not_pending"):
        actions.cancel_contract(desk.author, contract.id, reason="Trop tard")


@pytest.mark.parametrize("reason", ["", "  ", "..."])
def test_a_reason_is_needed(app: Flask, reason: str) -> None:
    """R4.8."""
    desk, contract_id = entered()
    with clock_at(MONDAY), refused_by("reason_missing"):
        actions.cancel_contract(desk.author, contract_id, reason=reason)
    assert state_of(desk.application.id) == "offer_pending"


def test_twice_is_once(app: Flask) -> None:
    """F27: the same sending gets the same answer; another one is refused."""
    desk, contract_id = entered()
    sending = Submission(desk.author.id, "/contrats/1/annulation", "k" * 32, "a")
    with clock_at(MONDAY):
        first = actions.cancel_contract(desk.author, contract_id, reason="Erreur", submission=sending)
        again = actions.cancel_contract(desk.author, contract_id, reason="Erreur", submission=sending)
        with refused_by("contract_not_pending"):
            actions.cancel_contract(desk.author, contract_id, reason="Erreur")
    assert first == again
    assert len(lines("cancel_contract")) == 1


def test_after_it_a_contract_can_be_entered_again(app: Flask) -> None:
    """R4.8: that is what it is for."""
    desk, contract_id = entered()
    with clock_at(MONDAY):
        actions.cancel_contract(desk.author, contract_id, reason="SIRET d’un autre employeur")
        desk.enter(siret="35600000000048", employer_name="La Poste")
    assert [contract.status for contract in contracts_of(desk.programme.id)] == ["cancelled", "pending"]


def test_a_broken_contract_before_it_is_remembered(app: Flask) -> None:
    """R4.8: a broken contract does not reopen the wish, nor does the cancelling of a later one."""
    desk = make_desk(ApplicationState.ACCEPTED)
    (first,) = contracts_of(desk.programme.id)
    with clock_at(MONDAY):
        actions.break_contract(desk.author, first.id, broken_on=MONDAY.date(), cause="Accord des parties")
        second = desk.enter()
        ended = actions.cancel_contract(desk.author, second.contract_id, reason="Erreur")
    assert ended.state == "withdrawn_with_contract"


def test_a_programme_of_another_centre_is_untouched(app: Flask) -> None:
    """The seats of one programme say nothing of another's."""
    desk, contract_id = entered()
    other = builders.make_application(state=ApplicationState.OFFER_PENDING)
    with clock_at(MONDAY):
        actions.cancel_contract(desk.author, contract_id, reason="Erreur")
    assert seats_taken(other.programme_id) == 1
