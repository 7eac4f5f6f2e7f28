"""R4.8: a contract broken after the acceptance keeps its date and cause; the wish is not reopened."""

from datetime import date

import pytest
from flask import Flask

from recruitment.contracts import actions
from recruitment.core.submission import Submission
from recruitment.rules.vocabulary import ApplicationState
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

BROKEN_ON = date(2025, 5, 24)


def accepted(state: str = ApplicationState.ACCEPTED) -> tuple[Desk, int]:
    """Return a desk with an accepted contract, and the contract's id."""
    desk = make_desk(state)
    return desk, contracts_of(desk.programme.id)[0].id


@pytest.mark.parametrize("state", [ApplicationState.ACCEPTED, ApplicationState.ACCEPTED_KEEPING_WISHES])
def test_date_and_cause_are_kept_and_the_seat_is_free(app: Flask, state: ApplicationState) -> None:
    """R4.8, R4.4."""
    desk, contract_id = accepted(state)
    with clock_at(MONDAY):
        actions.break_contract(desk.author, contract_id, broken_on=BROKEN_ON, cause="Accord des parties")
    (contract,) = contracts_of(desk.programme.id)
    assert (contract.status, contract.broken_on, contract.end_reason) == (
        "broken",
        BROKEN_ON,
        "Accord des parties",
    )
    assert (contract.ended_at, contract.ended_by_id) == (MONDAY, desk.author.id)
    assert seats_taken(desk.programme.id) == 0


def test_the_wish_is_not_reopened(app: Flask) -> None:
    """R4.8."""
    desk, contract_id = accepted()
    with clock_at(MONDAY):
        actions.break_contract(desk.author, contract_id, broken_on=BROKEN_ON, cause="Accord des parties")
    assert state_of(desk.application.id) == "withdrawn_with_contract"


def test_the_candidate_and_the_journal_are_told(app: Flask) -> None:
    """R4.8."""
    desk, contract_id = accepted()
    with clock_at(MONDAY):
        actions.break_contract(desk.author, contract_id, broken_on=BROKEN_ON, cause="Accord des parties")
    assert len(mails("contract_broken")) == 1
    ((line, details),) = lines("break_contract")
    assert (line.contract_id, details) == (contract_id, {"broken_on": "2025-05-24"})


@pytest.mark.parametrize("state", [ApplicationState.OFFER_PENDING, ApplicationState.WITHDRAWN_WITH_CONTRACT])
def test_only_an_accepted_contract_is_broken(app: Flask, state: ApplicationState) -> None:
    """R4.8: a pending one is cancelled instead."""
    desk, contract_id = accepted(state)
    with clock_at(MONDAY), refused_by("contract_not_accepted"):
        actions.break_contract(desk.author, contract_id, broken_on=BROKEN_ON, cause="Accord des parties")


@pytest.mark.parametrize("day", [date(2025, 5, 19), date(2025, 5, 27)])
def test_the_date_is_between_the_entry_and_today(app: Flask, day: date) -> None:
    """R4.8: the contract was entered on 20 May and it is 26 May."""
    desk, contract_id = accepted()
    with clock_at(MONDAY), refused_by("break_date_invalid"):
        actions.break_contract(desk.author, contract_id, broken_on=day, cause="Accord des parties")


@pytest.mark.parametrize("day", [date(2025, 5, 20), date(2025, 5, 26)])
def test_both_ends_are_allowed(app: Flask, day: date) -> None:
    """R4.8: the day it was entered, and today."""
    desk, contract_id = accepted()
    with clock_at(MONDAY):
        actions.break_contract(desk.author, contract_id, broken_on=day, cause="Accord des parties")
    assert contracts_of(desk.programme.id)[0].broken_on == day


def test_a_cause_is_needed(app: Flask) -> None:
    """R4.8."""
    desk, contract_id = accepted()
    with clock_at(MONDAY), refused_by("reason_missing"):
        actions.break_contract(desk.author, contract_id, broken_on=BROKEN_ON, cause=" ")


def test_twice_is_once(app: Flask) -> None:
    """F27."""
    desk, contract_id = accepted()
    sending = Submission(desk.author.id, "/contrats/1/rupture", "k" * 32, "a")
    with clock_at(MONDAY):
        answers = [
            actions.break_contract(
                desk.author, contract_id, broken_on=BROKEN_ON, cause="Accord", submission=sending
            )
            for _ in range(2)
        ]
    assert answers[0] == answers[1]
    assert len(lines("break_contract")) == 1
