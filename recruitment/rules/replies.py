"""Whether an offer can be answered, and which other wishes an answer, or its absence, puts an end to (R5.2 to R5.7)."""

from datetime import datetime

from recruitment.rules.deadlines import reply_expired
from recruitment.rules.errors import RuleViolation
from recruitment.rules.transitions import allowed, check_event
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, Event, Reply

EVENTS = {
    Reply.ACCEPT: Event.ACCEPT,
    Reply.ACCEPT_KEEPING_WISHES: Event.ACCEPT_KEEPING_WISHES,
    Reply.DECLINE: Event.DECLINE,
}
#: What becomes of the contract.
STATUSES = {
    Event.ACCEPT: ContractStatus.ACCEPTED,
    Event.ACCEPT_KEEPING_WISHES: ContractStatus.ACCEPTED_KEEPING_WISHES,
    Event.DECLINE: ContractStatus.DECLINED,
    Event.EXPIRE: ContractStatus.EXPIRED,
    Event.WITHDRAW: ContractStatus.DECLINED,
}
ACCEPTED_STATES = frozenset({ApplicationState.ACCEPTED, ApplicationState.ACCEPTED_KEEPING_WISHES})
LONGEST_NAME = 200  # of an employer


def check_reply(reply: Reply, *, status: ContractStatus, reply_until: datetime, now: datetime) -> None:
    """Refuse an answer to an offer that waits for none, or whose term is over, swept or not.

    An acceptance that kept other wishes becomes one for good at any time.
    """
    if reply is Reply.ACCEPT and status is ContractStatus.ACCEPTED_KEEPING_WISHES:
        return
    if status is ContractStatus.EXPIRED:
        raise RuleViolation("reply_too_late", reply_until=reply_until)
    if status is not ContractStatus.PENDING:
        raise RuleViolation("contract_not_pending", status=status)
    _check_in_time(reply_until, now)


def check_withdrawal(state: ApplicationState, *, reply_until: datetime | None, now: datetime) -> None:
    """Refuse to leave a wish that is refused or left already (R5.7), or whose offer has run out."""
    check_event(state, Event.WITHDRAW)
    if state is ApplicationState.OFFER_PENDING and reply_until is not None:
        _check_in_time(reply_until, now)


def ends_with(event: Event, other: ApplicationState) -> bool:
    """Tell whether another wish of the candidate, in that state, ends with what happened to an offer.

    Accepted for good: every open one (R5.4). Accepted otherwise: the offer accepted before (R5.5). Not
    answered in time: every open one but an accepted offer, which waits for nothing (R5.6).
    """
    if event is Event.ACCEPT:
        return allowed(other, Event.WITHDRAW)
    if event is Event.ACCEPT_KEEPING_WISHES:
        return other in ACCEPTED_STATES
    return event is Event.EXPIRE and allowed(other, Event.WITHDRAW) and other not in ACCEPTED_STATES


def _check_in_time(reply_until: datetime, now: datetime) -> None:
    if reply_expired(reply_until, now):
        raise RuleViolation("reply_too_late", reply_until=reply_until)
