"""Answer an offer: accept it for good, accept it keeping other wishes, or decline it (R5.2 to R5.5).

Accepting ends wishes of the same candidate in every centre of the campaign, in one transaction: none of them
is left open, and no second one accepted, at any committed state (I11).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, null, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.contracts.actions.leaving import Happened, left, tell, write
from recruitment.contracts.actions.locks import Read, application, contract
from recruitment.contracts.actions.wishes import Wish, hold_wish, hold_wishes, in_time, until_they_stay
from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Actor
from recruitment.rules.contracts import Employer, check_employer
from recruitment.rules.replies import EVENTS, LONGEST_NAME, check_reply, ends_with
from recruitment.rules.vocabulary import Because, ContractStatus, Reply, ReplyOrigin

SETTLED = ("siret_settled_at", "siret_settled_by_id", "siret_settled_note")


@dataclass(frozen=True, slots=True)
class Replied:
    """An answer that was taken, the state it gave the wish, and the other wishes that it ended.

    `siret_differs`: the number that the candidate confirmed is not the one that the centre entered (R5.3).
    """

    contract_id: int
    application_id: int
    state: str
    siret_differs: bool
    withdrawn: list[int]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the offer, the answer, the employer as typed, by which way; when, if not now."""

    contract_id: int
    reply: Reply
    siret: str
    employer_name: str
    origin: ReplyOrigin
    replied_at: datetime | None = None


def reply_to_offer(
    actor: Actor,
    contract_id: int,
    reply: Reply,
    *,
    siret: str = "",
    employer_name: str = "",
    origin: ReplyOrigin = ReplyOrigin.CANDIDATE,
    submission: Submission | None = None,
) -> Replied:
    """Take the answer to an offer. To accept, the employer's SIRET and name are confirmed (R5.3).

    Raises RuleViolation: contract_not_pending, reply_too_late, accepted_elsewhere, siret_invalid,
    employer_name_missing, key_reused, and of the watch over the clock: clock_suspect, acts_stopped.
    """
    sent = Sent(contract_id, reply, siret, employer_name, origin)
    return until_they_stay(lambda: _reply(actor, sent, submission))


def _reply(actor: Actor, sent: Sent, submission: Submission | None) -> Replied:
    with transaction() as session:
        offered = _offered(session, actor, sent.contract_id)
        wish, others = _held(session, offered, sent.reply)
        answered = replay(session, submission)
        if answered is not None:
            return Replied(**answered)
        now = clock.now()
        clock_guard.check(session, now)
        events = _take(session, actor, sent, wish, others, now)
        tell(session, events, now)
        replied = _replied(sent, events)
        remember(session, submission, asdict(replied), now)
    return replied


def reply_within(
    session: Session, actor: Actor, sent: Sent, wishes: Sequence[Wish], now: datetime
) -> list[Happened]:
    """Take an answer inside the caller's transaction, which holds these wishes: one line of the platform's list.

    Return what the caller still has to tell: the mails, and last of all the journal. Raises RuleViolation as
    `reply_to_offer` does.
    """
    (wish,) = (one for one in wishes if one.contract_id == sent.contract_id)
    return _take(session, actor, sent, wish, [one for one in wishes if one is not wish], now)


def _take(
    session: Session, actor: Actor, sent: Sent, wish: Wish, others: list[Wish], now: datetime
) -> list[Happened]:
    found: Read = wish.contract if wish.contract_id == sent.contract_id else _ended(session, sent.contract_id)
    check_reply(sent.reply, status=ContractStatus(found.status), reply_until=found.reply_until, now=now)
    employer = None if sent.reply is Reply.DECLINE else check_employer(sent.siret, sent.employer_name)
    return _write(session, actor, sent, employer, wish, others, now)


def _offered(session: Session, actor: Actor, contract_id: int) -> Read:
    """Return whose offer it is; to another candidate it does not exist."""
    statement = (
        select(contract.c.application_id, application.c.programme_id, application.c.candidate_id)
        .join(application, application.c.id == contract.c.application_id)
        .where(contract.c.id == contract_id)
    )
    row = session.execute(statement).one()
    if actor.kind == "candidate" and actor.id != row.candidate_id:
        raise NoResultFound
    return row


def _held(session: Session, offered: Read, reply: Reply) -> tuple[Wish, list[Wish]]:
    """Lock the wish, and the candidate's others where the answer may end them."""
    if reply is Reply.DECLINE:
        return hold_wish(session, offered.application_id), []
    wishes = hold_wishes(session, [offered.candidate_id], [offered.programme_id])[offered.candidate_id]
    (wish,) = (one for one in wishes if one.id == offered.application_id)
    return wish, [one for one in wishes if one.id != wish.id]


def _ended(session: Session, contract_id: int) -> Read:
    """Return a contract that is not the active one of its application."""
    statement = select(contract.c.status, contract.c.reply_until).where(contract.c.id == contract_id)
    return session.execute(statement).one()


def _write(
    session: Session,
    actor: Actor,
    sent: Sent,
    employer: Employer | None,
    wish: Wish,
    others: list[Wish],
    now: datetime,
) -> list[Happened]:
    event = EVENTS[sent.reply]
    differs = employer is not None and wish.contract is not None and employer.siret != wish.contract.siret
    details = {"origin": sent.origin} | ({"siret_differs": True} if differs else {})
    gone = [one for one in others if ends_with(event, one.state)]
    because = left(gone, Because.ACCEPTED_ELSEWHERE, Actor("candidate", wish.candidate_id))
    replied_at = in_time(sent.replied_at or now, wish.contract)
    events = [Happened(wish, event, actor, details=details, replied_at=replied_at), *because]
    _confirm(session, sent, employer)
    write(session, events, now)
    return events


def _replied(sent: Sent, events: Sequence[Happened]) -> Replied:
    taken, *gone = events
    differs = "siret_differs" in taken.details
    return Replied(sent.contract_id, taken.wish.id, str(taken.state), differs, [one.wish.id for one in gone])


def _confirm(session: Session, sent: Sent, employer: Employer | None) -> None:
    """Keep the way the reply came, and what the candidate confirmed beside what the centre entered.

    Another number than the one confirmed before is to be looked into anew: nobody has settled that one.
    """
    values: dict[str, Any] = {"reply_origin": sent.origin}
    if employer is not None:
        values |= {"reply_siret": employer.siret, "reply_employer_name": employer.name[:LONGEST_NAME]}
        other = contract.c.reply_siret.is_distinct_from(employer.siret)
        values |= {name: case((other, null()), else_=contract.c[name]) for name in SETTLED}
    session.execute(update(contract).where(contract.c.id == sent.contract_id).values(values))
