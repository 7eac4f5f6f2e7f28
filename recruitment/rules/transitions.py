"""Every legal move of an application, in one table; `docs/states.md` is generated from it.

A contract moves the state on, the decision stays: cancelling the contract brings the state back to what
the decision and the confirmation say. A decision is final, so no move leads from one decision to the other.
"""

from dataclasses import dataclass
from datetime import datetime

from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ACTIVE_STATES, ApplicationState, Decision, Event

UNCONFIRMED = ApplicationState.UNCONFIRMED
CONFIRMED = ApplicationState.CONFIRMED
SEEKING_CONTRACT = ApplicationState.SEEKING_CONTRACT
REFUSED = ApplicationState.REFUSED
WITHDRAWN = ApplicationState.WITHDRAWN
OFFER_PENDING = ApplicationState.OFFER_PENDING
ACCEPTED = ApplicationState.ACCEPTED
ACCEPTED_KEEPING_WISHES = ApplicationState.ACCEPTED_KEEPING_WISHES
WITHDRAWN_WITH_CONTRACT = ApplicationState.WITHDRAWN_WITH_CONTRACT

LEFT = (WITHDRAWN, WITHDRAWN_WITH_CONTRACT)
WITH_ACTIVE_CONTRACT = tuple(state for state in ApplicationState if state in ACTIVE_STATES)
WITHOUT_ACTIVE_CONTRACT = tuple(state for state in ApplicationState if state not in ACTIVE_STATES)


@dataclass(frozen=True)
class Move:
    """An event, the states it may happen in, the one it leads to, the rule and its meaning.

    No target: the state stays. Several: the facts choose (`after_cancelled_contract`).
    """

    event: Event
    sources: tuple[ApplicationState, ...]
    targets: tuple[ApplicationState, ...]
    rule: str
    meaning: str


MOVES = (
    Move(
        Event.CONFIRM,
        (UNCONFIRMED,),
        (CONFIRMED,),
        "R2.2, R2.3",
        "The candidate confirms the wish. Where files are not examined, `auto_retain` follows at once.",
    ),
    Move(
        Event.CONFIRM,
        WITH_ACTIVE_CONTRACT,
        (),
        "R2.1, R4.2",
        "The candidate confirms a wish that already has a contract: the contract keeps the state.",
    ),
    Move(Event.REFUSE, (CONFIRMED,), (REFUSED,), "R2.3, R2.4", "A person refuses; final."),
    Move(
        Event.RETAIN,
        (CONFIRMED,),
        (SEEKING_CONTRACT,),
        "R2.3, R2.4",
        "A person places in contract search; final.",
    ),
    Move(
        Event.AUTO_RETAIN,
        (CONFIRMED,),
        (SEEKING_CONTRACT,),
        "R2.2, R3.4",
        "The system places in contract search, at the confirmation or at the passage instant; final.",
    ),
    Move(
        Event.AUTO_RETAIN,
        WITH_ACTIVE_CONTRACT,
        (),
        "R2.2",
        "Files are not examined and the wish is confirmed after its contract: the decision is recorded, "
        "the contract keeps the state.",
    ),
    Move(
        Event.ENTER_CONTRACT,
        WITHOUT_ACTIVE_CONTRACT,
        (OFFER_PENDING,),
        "R4.2, R4.7",
        "A contract is entered and makes an offer. “Any candidate that has a file” holds for a refused wish "
        "and for one that the candidate had left; the screen asks once more.",
    ),
    Move(
        Event.CANCEL_CONTRACT,
        (OFFER_PENDING,),
        (UNCONFIRMED, CONFIRMED, SEEKING_CONTRACT, REFUSED, WITHDRAWN, WITHDRAWN_WITH_CONTRACT),
        "R4.8",
        "A contract entered by mistake: the state is again what it was before the contract.",
    ),
    Move(
        Event.ACCEPT,
        (OFFER_PENDING, ACCEPTED_KEEPING_WISHES),
        (ACCEPTED,),
        "R5.2",
        "The candidate accepts for good, at once or after having kept other wishes.",
    ),
    Move(
        Event.ACCEPT_KEEPING_WISHES,
        (OFFER_PENDING,),
        (ACCEPTED_KEEPING_WISHES,),
        "R5.2",
        "The candidate accepts and keeps pending wishes.",
    ),
    Move(
        Event.DECLINE,
        (OFFER_PENDING,),
        (WITHDRAWN_WITH_CONTRACT,),
        "R5.2",
        "The candidate declines the offer; the seat is freed.",
    ),
    Move(
        Event.EXPIRE,
        (OFFER_PENDING,),
        (WITHDRAWN_WITH_CONTRACT,),
        "R5.6",
        "No reply in time; the seat is freed.",
    ),
    Move(
        Event.BREAK_CONTRACT,
        (ACCEPTED, ACCEPTED_KEEPING_WISHES),
        (WITHDRAWN_WITH_CONTRACT,),
        "R4.8",
        "The contract is broken after the acceptance: it is active no more, and the wish is not reopened.",
    ),
    Move(
        Event.WITHDRAW,
        (UNCONFIRMED, CONFIRMED, SEEKING_CONTRACT),
        (WITHDRAWN,),
        "R5.4, R5.7",
        "The candidate leaves the wish, or has accepted elsewhere for good. A refused wish stays refused.",
    ),
    Move(
        Event.WITHDRAW,
        WITH_ACTIVE_CONTRACT,
        (WITHDRAWN_WITH_CONTRACT,),
        "R5.4, R5.5, R5.7",
        "The same with a contract; the seat is freed.",
    ),
)

_TARGETS = {(state, move.event): move.targets or (state,) for move in MOVES for state in move.sources}

_DECIDED_OR_GONE = (
    {UNCONFIRMED: "not_confirmed", SEEKING_CONTRACT: "already_decided", REFUSED: "already_decided"}
    | dict.fromkeys(LEFT, "already_withdrawn")
    | dict.fromkeys(WITH_ACTIVE_CONTRACT, "already_contracted")
)
_NOT_PENDING = dict.fromkeys(ApplicationState, "contract_not_pending")

#: Why a move that is not in the table is refused.
REFUSALS: dict[Event, dict[ApplicationState, str]] = {
    Event.CONFIRM: dict.fromkeys((CONFIRMED, SEEKING_CONTRACT, REFUSED), "already_confirmed")
    | dict.fromkeys(LEFT, "already_withdrawn"),
    Event.REFUSE: _DECIDED_OR_GONE,
    Event.RETAIN: _DECIDED_OR_GONE,
    Event.AUTO_RETAIN: _DECIDED_OR_GONE,
    Event.ENTER_CONTRACT: dict.fromkeys(WITH_ACTIVE_CONTRACT, "already_contracted"),
    Event.CANCEL_CONTRACT: _NOT_PENDING,
    Event.ACCEPT: _NOT_PENDING,
    Event.ACCEPT_KEEPING_WISHES: _NOT_PENDING,
    Event.DECLINE: _NOT_PENDING,
    Event.EXPIRE: _NOT_PENDING,
    Event.BREAK_CONTRACT: dict.fromkeys(ApplicationState, "contract_not_accepted"),
    Event.WITHDRAW: {REFUSED: "already_decided"} | dict.fromkeys(LEFT, "already_withdrawn"),
}


def allowed(state: ApplicationState, event: Event) -> bool:
    """Tell whether the event may happen in this state."""
    return (state, event) in _TARGETS


def check_event(state: ApplicationState, event: Event, **details: object) -> None:
    """Refuse an event that may not happen in this state; `details` are the facts for its sentence."""
    if not allowed(state, event):
        raise RuleViolation(REFUSALS[event][state], **details)


def next_state(state: ApplicationState, event: Event, **details: object) -> ApplicationState:
    """Return the state that the event leads to, or refuse it."""
    check_event(state, event, **details)
    if event is Event.CANCEL_CONTRACT:
        raise ValueError("a cancelled contract leads where after_cancelled_contract() says")
    return _TARGETS[state, event][0]


def after_cancelled_contract(
    decision: Decision | None,
    confirmed_at: datetime | None,
    *,
    withdrawn_at: datetime | None = None,
    earlier_contract: bool = False,
) -> ApplicationState:
    """Return the state that an application has again once its contract is cancelled (R4.8).

    A candidate who had left the wish before has left it still, with or without `earlier_contract`, a
    contract before this one that was not cancelled.
    """
    if withdrawn_at is not None:
        return WITHDRAWN_WITH_CONTRACT if earlier_contract else WITHDRAWN
    if decision is not None:
        return SEEKING_CONTRACT if decision == Decision.RETAINED else REFUSED
    return UNCONFIRMED if confirmed_at is None else CONFIRMED
