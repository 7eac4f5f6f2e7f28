"""R5.7: a candidate leaves any wish at any time."""

from datetime import timedelta

import pytest
from flask import Flask

from recruitment.contracts import actions
from recruitment.journal.actions import Actor
from recruitment.rules.vocabulary import ApplicationState as State
from tests.contracts.desk import (
    MONDAY,
    REPLY_UNTIL,
    clock_at,
    lines,
    mails,
    refused_by,
    seats_taken,
    state_of,
)
from tests.contracts.offers import EMPLOYER, KEEP, make_offer, make_wish, status_of

ON_TIME = MONDAY + timedelta(hours=3)


@pytest.mark.parametrize("state", [State.UNCONFIRMED, State.CONFIRMED, State.SEEKING_CONTRACT])
def test_a_wish_without_a_contract(app: Flask, state: State) -> None:
    """R5.7: it is withdrawn, once, and told."""
    wish = make_wish(state)
    actor = Actor("candidate", wish.candidate_id)
    with clock_at(ON_TIME):
        withdrawn = actions.withdraw_wish(actor, wish.id)
        with refused_by("already_withdrawn"):
            actions.withdraw_wish(actor, wish.id)
    assert (withdrawn.state, state_of(wish.id)) == (State.WITHDRAWN, State.WITHDRAWN)
    ((line, details),) = lines("withdraw")
    assert (line.actor_kind, line.contract_id, details) == ("candidate", None, {"because": "own"})
    (mail,) = mails("wish_withdrawn")
    assert mail.payload == {"application": wish.id, "because": "own"}


@pytest.mark.parametrize("kept", [False, True])
def test_a_wish_with_a_contract_frees_its_seat(app: Flask, kept: bool) -> None:
    """R5.7: pending or accepted; other wishes stay."""
    offer = make_offer()
    other = make_wish(State.SEEKING_CONTRACT, offer.candidate_id)
    with clock_at(ON_TIME):
        if kept:
            offer.answer(KEEP)
        actions.withdraw_wish(Actor("candidate", offer.candidate_id), offer.application.id)
    assert state_of(offer.application.id) == State.WITHDRAWN_WITH_CONTRACT
    assert (status_of(offer.contract_id), seats_taken(offer.application.programme_id)) == ("declined", 0)
    assert state_of(other.id) == State.SEEKING_CONTRACT


def test_a_refused_wish_stays_refused(app: Flask) -> None:
    """R5.4, R2.4."""
    wish = make_wish(State.REFUSED)
    with refused_by("already_decided"):
        actions.withdraw_wish(Actor("candidate", wish.candidate_id), wish.id)


def test_an_offer_that_ran_out_is_left_to_the_sweep(app: Flask) -> None:
    """R5.6: leaving it late would save the other wishes from what silence does."""
    offer, in_time = make_offer(), make_offer()
    with clock_at(REPLY_UNTIL + timedelta(microseconds=999_999)):
        actions.withdraw_wish(Actor("candidate", in_time.candidate_id), in_time.application.id)
    assert status_of(in_time.contract_id) == "declined"
    with clock_at(REPLY_UNTIL + timedelta(seconds=1)), refused_by("reply_too_late"):
        actions.withdraw_wish(Actor("candidate", offer.candidate_id), offer.application.id)


def test_a_wish_left_twice_is_told_twice(app: Flask) -> None:
    """R4.2, I13: a contract may be entered for a wish that was left; leaving it again is another event."""
    wish = make_wish(State.SEEKING_CONTRACT)
    actor = Actor("candidate", wish.candidate_id)
    manager = make_offer().manager
    with clock_at(ON_TIME):
        actions.withdraw_wish(actor, wish.id)
        actions.enter_contract(manager, wish.id, **EMPLOYER)
        actions.withdraw_wish(actor, wish.id)
    assert len(mails("wish_withdrawn")) == len(lines("withdraw")) == 2
