"""R2.1 to R2.5, R4.2, R4.8, R5: every pair of a state and an event has its answer."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules.errors import STATUS, RuleViolation
from recruitment.rules.transitions import (
    MOVES,
    REFUSALS,
    after_cancelled_contract,
    allowed,
    check_event,
    next_state,
)
from recruitment.rules.vocabulary import ACTIVE_STATES, ApplicationState, Decision, Event, Reply
from tests.rules.campaigns import paris

S = ApplicationState
CONFIRMED_AT = paris("2025-03-20 10:00")


def refusal(state: S, event: Event) -> str:
    with pytest.raises(RuleViolation) as raised:
        next_state(state, event)
    return raised.value.code


@pytest.mark.parametrize("event", [Event.REFUSE, Event.RETAIN, Event.AUTO_RETAIN])
def test_an_unconfirmed_application_cannot_be_decided(event: Event) -> None:
    """R2.1"""
    assert refusal(S.UNCONFIRMED, event) == "not_confirmed"


def test_a_contract_can_be_entered_for_an_unconfirmed_application() -> None:
    """R2.1"""
    assert next_state(S.UNCONFIRMED, Event.ENTER_CONTRACT) == S.OFFER_PENDING


def test_without_examination_a_confirmed_application_is_retained_by_the_system_at_once() -> None:
    """R2.2"""
    confirmed = next_state(S.UNCONFIRMED, Event.CONFIRM)
    assert next_state(confirmed, Event.AUTO_RETAIN) == S.SEEKING_CONTRACT


@pytest.mark.parametrize(("event", "target"), [(Event.REFUSE, S.REFUSED), (Event.RETAIN, S.SEEKING_CONTRACT)])
def test_a_confirmed_application_can_be_decided_either_way(event: Event, target: S) -> None:
    """R2.3"""
    assert next_state(S.CONFIRMED, event) == target


@pytest.mark.parametrize("state", [S.REFUSED, S.SEEKING_CONTRACT])
@pytest.mark.parametrize("event", [Event.REFUSE, Event.RETAIN, Event.AUTO_RETAIN])
def test_a_decision_is_final_and_the_first_one_wins(state: S, event: Event) -> None:
    """R2.4, R2.5"""
    assert refusal(state, event) == "already_decided"


def test_a_refused_move_carries_the_facts_for_its_sentence() -> None:
    """R2.5: who decided what and when."""
    with pytest.raises(RuleViolation) as raised:
        check_event(S.REFUSED, Event.RETAIN, decided_by="Claire Montagnier")
    assert raised.value.details == {"decided_by": "Claire Montagnier"}


@pytest.mark.parametrize("state", sorted(set(S) - ACTIVE_STATES))
def test_a_contract_can_be_entered_for_any_candidate_that_has_a_file(state: S) -> None:
    """R4.2: refused and withdrawn ones too."""
    assert next_state(state, Event.ENTER_CONTRACT) == S.OFFER_PENDING


@pytest.mark.parametrize("state", sorted(ACTIVE_STATES))
def test_a_second_contract_is_refused_while_the_first_holds(state: S) -> None:
    """R4.3"""
    assert refusal(state, Event.ENTER_CONTRACT) == "already_contracted"


@pytest.mark.parametrize("event", [Event.CONFIRM, Event.AUTO_RETAIN])
@pytest.mark.parametrize("state", sorted(ACTIVE_STATES))
def test_a_confirmation_after_the_contract_leaves_the_state_to_the_contract(state: S, event: Event) -> None:
    """R2.1, R2.2"""
    assert next_state(state, event) == state


@pytest.mark.parametrize(
    ("decision", "confirmed", "state"),
    [
        (None, False, S.UNCONFIRMED),
        (None, True, S.CONFIRMED),
        (Decision.RETAINED, True, S.SEEKING_CONTRACT),
        (Decision.REFUSED, True, S.REFUSED),
    ],
)
def test_a_cancelled_contract_gives_the_former_state_back(
    decision: Decision | None, confirmed: bool, state: S
) -> None:
    """R4.8"""
    assert after_cancelled_contract(decision, CONFIRMED_AT if confirmed else None) == state


@pytest.mark.parametrize(("earlier", "state"), [(False, S.WITHDRAWN), (True, S.WITHDRAWN_WITH_CONTRACT)])
def test_a_cancelled_contract_does_not_bring_back_a_candidate_who_had_left(earlier: bool, state: S) -> None:
    """R4.8, R5.7"""
    left = after_cancelled_contract(
        Decision.RETAINED, CONFIRMED_AT, withdrawn_at=CONFIRMED_AT, earlier_contract=earlier
    )
    assert left == state


def test_only_a_pending_contract_can_be_cancelled() -> None:
    """R4.8"""
    cancellable = [state for state in S if allowed(state, Event.CANCEL_CONTRACT)]
    assert cancellable == [S.OFFER_PENDING]


def test_where_a_cancelled_contract_leads_is_asked_of_its_own_function() -> None:
    with pytest.raises(ValueError, match="after_cancelled_contract"):
        next_state(S.OFFER_PENDING, Event.CANCEL_CONTRACT)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (Reply.ACCEPT, S.ACCEPTED),
        (Reply.ACCEPT_KEEPING_WISHES, S.ACCEPTED_KEEPING_WISHES),
        (Reply.DECLINE, S.WITHDRAWN_WITH_CONTRACT),
    ],
)
def test_a_pending_offer_has_three_answers(reply: Reply, state: S) -> None:
    """R5.2: an answer is an event of the same name."""
    assert next_state(S.OFFER_PENDING, Event(reply)) == state


def test_a_candidate_who_kept_other_wishes_may_still_accept_for_good() -> None:
    """R5.2"""
    assert next_state(S.ACCEPTED_KEEPING_WISHES, Event.ACCEPT) == S.ACCEPTED


@pytest.mark.parametrize("state", [S.ACCEPTED, S.ACCEPTED_KEEPING_WISHES])
def test_a_broken_contract_does_not_reopen_the_wish(state: S) -> None:
    """R4.8"""
    assert next_state(state, Event.BREAK_CONTRACT) == S.WITHDRAWN_WITH_CONTRACT


def test_a_refused_wish_stays_refused_when_the_candidate_accepts_elsewhere() -> None:
    """R5.4"""
    assert refusal(S.REFUSED, Event.WITHDRAW) == "already_decided"


@pytest.mark.parametrize("event", [Event.DECLINE, Event.EXPIRE, Event.WITHDRAW])
def test_an_offer_that_comes_to_nothing_frees_its_seat(event: Event) -> None:
    """R4.4, R5.6"""
    assert next_state(S.OFFER_PENDING, event) not in ACTIVE_STATES


@pytest.mark.parametrize(("state", "event"), list(itertools.product(S, Event)))
def test_every_pair_is_either_a_move_or_a_refusal_never_both(state: S, event: Event) -> None:
    refused = REFUSALS[event].get(state)
    if allowed(state, event):
        assert event in {move.event for move in MOVES if state in move.sources}
    else:
        assert refused in STATUS


@given(st.lists(st.sampled_from([event for event in Event if event is not Event.CANCEL_CONTRACT])))
def test_whatever_happens_the_state_is_one_of_nine_and_a_decision_is_never_undone(
    events: list[Event],
) -> None:
    """R2.4: nothing but a contract leads out of a refusal."""
    state = S.UNCONFIRMED
    for event in events:
        if not allowed(state, event):
            continue
        former, state = state, next_state(state, event)
        assert state in S
        assert former != S.REFUSED or state == S.OFFER_PENDING
        assert former != S.SEEKING_CONTRACT or state in (S.OFFER_PENDING, S.WITHDRAWN)
