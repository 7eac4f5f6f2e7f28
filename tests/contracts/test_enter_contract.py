"""R4.1, R4.2, R4.7, R5.1: a contract is entered, whole: seat, state, offer, journal, mail."""

import pytest
from flask import Flask

from recruitment.core.database import db
from recruitment.core.submission import Submission
from recruitment.rules.vocabulary import ApplicationState
from tests import builders
from tests.contracts.desk import (
    MONDAY,
    REPLY_UNTIL,
    SIRET,
    clock_at,
    contracts_of,
    lines,
    mails,
    make_desk,
    paris,
    refused_by,
    seats_taken,
    state_of,
)

WITHOUT_CONTRACT = (
    ApplicationState.UNCONFIRMED,
    ApplicationState.CONFIRMED,
    ApplicationState.SEEKING_CONTRACT,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
    ApplicationState.WITHDRAWN_WITH_CONTRACT,
)


def test_a_contract_makes_an_offer_at_once(app: Flask) -> None:
    """R4.7: the contract's row holds the offer, pending until the day of the calendar (R5.1)."""
    desk = make_desk()
    with clock_at(MONDAY):
        entered = desk.enter(employer_name="  Maison   Chastaing ")
    (contract,) = contracts_of(desk.programme.id)
    assert (contract.id, contract.status, contract.siret) == (entered.contract_id, "pending", SIRET)
    assert contract.employer_name == "Maison Chastaing"
    assert (contract.entered_at, contract.entered_local) == (MONDAY, "2025-05-26T14:32:00")
    assert (contract.reply_until, contract.reply_rule) == (REPLY_UNTIL, "fixed_day")
    assert contract.entered_by_id == desk.author.id
    assert state_of(desk.application.id) == "offer_pending"


def test_it_takes_the_next_seat(app: Flask) -> None:
    """R4.4: the seat is counted at once, and the answer says which it is."""
    desk = make_desk(capacity=3)
    builders.make_application(state=ApplicationState.ACCEPTED, programme=desk.programme)
    with clock_at(MONDAY):
        entered = desk.enter()
    assert (entered.seat, entered.capacity) == (2, 3)
    assert seats_taken(desk.programme.id) == 2


def test_the_candidate_is_told_by_one_mail(app: Flask) -> None:
    """R4.7: one mail, queued with the contract; it holds ids, no name and no address."""
    desk = make_desk()
    with clock_at(MONDAY):
        entered = desk.enter()
    (mail,) = mails("offer")
    assert mail.recipient == f"candidate:{desk.application.candidate_id}"
    assert mail.event_key == f"contract:{entered.contract_id}:enter_contract"
    assert mail.payload == {"application": desk.application.id, "contract": entered.contract_id}


def test_the_journal_says_who_entered_what(app: Flask) -> None:
    """R4.7: SIRET, reply deadline, seat and the state before."""
    desk = make_desk()
    with clock_at(MONDAY):
        entered = desk.enter()
    ((line, details),) = lines("enter_contract")
    assert (line.actor_kind, line.actor_id, line.contract_id) == (
        "person",
        desk.author.id,
        entered.contract_id,
    )
    assert (line.chain, line.at) == (desk.programme.centre_id, MONDAY)
    assert details == {
        "siret": SIRET,
        "reply_until": "2025-06-05T21:59:59+00:00",
        "seat": 1,
        "capacity": 12,
        "from": "seeking_contract",
    }


@pytest.mark.parametrize("state", WITHOUT_CONTRACT)
def test_any_candidate_with_a_file_can_have_one(app: Flask, state: ApplicationState) -> None:
    """R4.2: unconfirmed, confirmed, in search, refused, gone: "tout candidat qui a créé un dossier"."""
    desk = make_desk(state)
    with clock_at(MONDAY):
        desk.enter(version=desk.application.version)
    assert state_of(desk.application.id) == "offer_pending"


def test_a_refusal_stays_and_the_journal_says_that_the_contract_came_after_it(app: Flask) -> None:
    """R4.2, R2.4: the decision is untouched; the line says from which state."""
    desk = make_desk(ApplicationState.REFUSED)
    decided_at = desk.application.decided_at
    with clock_at(MONDAY):
        desk.enter(version=desk.application.version)
    db.session.refresh(desk.application)
    assert (desk.application.decision, desk.application.decided_at) == ("refused", decided_at)
    assert lines("enter_contract")[0][1]["from"] == "refused"


def test_a_refused_candidate_needs_a_screen_that_showed_the_refusal(app: Flask) -> None:
    """R4.2: one more confirmation; without it nothing is entered."""
    desk = make_desk(ApplicationState.REFUSED)
    with clock_at(MONDAY), refused_by("confirmation_missing"):
        desk.enter()
    assert contracts_of(desk.programme.id) == []


def test_a_file_that_changed_since_it_was_shown_is_read_again(app: Flask) -> None:
    """F28: a stale page changes nothing."""
    desk = make_desk()
    with clock_at(MONDAY), refused_by("stale_version"):
        desk.enter(version=desk.application.version - 1)
    assert contracts_of(desk.programme.id) == []


def test_the_same_sending_twice_counts_once(app: Flask) -> None:
    """F27: same key, same content: one contract and the same answer."""
    desk = make_desk()
    sending = Submission(desk.author.id, "/candidatures/1/contrat", "k" * 32, "a")
    with clock_at(MONDAY):
        answers = [desk.enter(submission=sending) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(contracts_of(desk.programme.id)) == len(mails("offer")) == 1


def test_the_same_key_with_another_content_is_refused(app: Flask) -> None:
    """F27: a key belongs to one content."""
    desk = make_desk()
    with clock_at(MONDAY):
        desk.enter(submission=Submission(desk.author.id, "/x", "k" * 32, "a"))
        with refused_by("key_reused"):
            desk.enter(submission=Submission(desk.author.id, "/x", "k" * 32, "b"))


def test_a_refused_sending_leaves_its_key_free(app: Flask) -> None:
    """Finding 6: the key is remembered with the act, so the corrected form passes under the same one."""
    desk = make_desk()
    with clock_at(MONDAY):
        with refused_by("siret_invalid"):
            desk.enter(siret="1", submission=Submission(desk.author.id, "/x", "k" * 32, "a"))
        desk.enter(submission=Submission(desk.author.id, "/x", "k" * 32, "b"))
    assert len(contracts_of(desk.programme.id)) == 1


@pytest.mark.parametrize(
    ("made_at", "until"),
    [
        ("2025-06-04T23:59:59", "2025-06-05T23:59:59"),
        ("2025-06-05T01:00:00", "2025-06-06T23:59:59"),
        ("2025-06-12T10:00:00", "2025-06-21T23:59:59"),  # the 13th falls in the pause of 13 to 20 June
        ("2025-10-13T23:59:59", "2025-10-14T23:59:59"),
    ],
)
def test_the_reply_is_due_by_the_rule_of_the_day(app: Flask, made_at: str, until: str) -> None:
    """R5.1: fixed day, number of days, day after the pause, always to 23:59:59 in Paris."""
    desk = make_desk()
    with clock_at(paris(made_at)):
        desk.enter()
    assert contracts_of(desk.programme.id)[0].reply_until == paris(until)
