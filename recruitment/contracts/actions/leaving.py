"""What happens to wishes when offers are answered, left, or run out: the rows, the journal's lines, the mails."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from recruitment.applications.notices import managers_of
from recruitment.contracts.actions.locks import application, contract
from recruitment.contracts.actions.wishes import Wish
from recruitment.core.bulk import update_rows
from recruitment.core.database import utc_text
from recruitment.journal.actions import Actor, Line, record_by_chain
from recruitment.labels.replies import ENDS
from recruitment.mail.actions import Mail, queue_many, to_account, to_candidate
from recruitment.programmes.families import with_guardians
from recruitment.rules.replies import STATUSES
from recruitment.rules.transitions import LEFT, next_state
from recruitment.rules.vocabulary import ApplicationState, Because, Event

#: The mail that tells the candidate of an event.
TEMPLATES = {
    Event.ACCEPT: "offer_accepted",
    Event.ACCEPT_KEEPING_WISHES: "offer_accepted_keeping",
    Event.DECLINE: "offer_declined",
    Event.EXPIRE: "offer_expired",
    Event.WITHDRAW: "wish_withdrawn",
}
TO_MANAGERS = "reply_received"
REPLIES = frozenset({Event.ACCEPT, Event.ACCEPT_KEEPING_WISHES, Event.DECLINE})


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of one wish: who brought it about, and the facts of its line in the journal."""

    wish: Wish
    event: Event
    actor: Actor
    because: Because | None = None
    details: dict[str, Any] = field(default_factory=dict)
    replied_at: datetime | None = None  # as a file tells it; else now

    @property
    def state(self) -> ApplicationState:
        """The state that the wish is in from now on."""
        return next_state(self.wish.state, self.event)

    @property
    def key(self) -> str:
        """The key of the event's mails: a wish may be left again, with another contract."""
        contract_id = self.wish.contract_id
        about = f"contract:{contract_id}" if contract_id else f"application:{self.wish.id}"
        return f"{about}:{self.event}"


def left(wishes: Iterable[Wish], because: Because, actor: Actor) -> list[Happened]:
    """Return these wishes as left."""
    return [Happened(wish, Event.WITHDRAW, actor, because, {"because": because}) for wish in wishes]


def write(session: Session, events: Sequence[Happened], now: datetime) -> None:
    """Give the contracts their status and the wishes their state; triggers free the seats.

    What ends is written before what is accepted: a candidate never has two accepted offers, not even here.
    """
    ends = [one for one in events if one.state in LEFT]
    goes_on = [one for one in events if one.state not in LEFT]
    for some in (ends, goes_on):
        _write_contracts(session, [one for one in some if one.wish.contract is not None], now)
        _write_wishes(session, some, now)


def tell(session: Session, events: Sequence[Happened], now: datetime) -> None:
    """Queue the mails, then write the journal, whose chains others wait for."""
    queue_mails(session, events, now)
    write_lines(session, events, now)


def queue_mails(session: Session, events: Sequence[Happened], now: datetime) -> None:
    """Queue the mails to candidates and managers."""
    mails = with_guardians(session, [_to_candidate(one, now) for one in events])
    managers = managers_of(session, {one.wish.programme_id: one.wish.centre_id for one in events})
    for one in events:
        payload = {**_about(one.wish), "reply": one.event}
        mails += [
            Mail(one.key, TO_MANAGERS, to_account(account_id), now, payload, one.wish.centre_id)
            for account_id in managers[one.wish.programme_id]
        ]
    queue_many(session, mails)


def write_lines(session: Session, events: Iterable[Happened], now: datetime) -> None:
    """Write the journal: the last thing of an act, since everybody of these centres waits for their chains."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for one in events:
        wish = one.wish
        about = (wish.programme_id, wish.candidate_id, wish.id, wish.contract_id)
        lines[wish.centre_id].append(Line(one.event, one.actor, now, *about, details=one.details))
    record_by_chain(session, lines)


def _to_candidate(one: Happened, now: datetime) -> Mail:
    payload: dict[str, Any] = _about(one.wish)
    if one.because is not None:
        payload["because"] = one.because
    to = to_candidate(one.wish.candidate_id)
    return Mail(one.key, TEMPLATES[one.event], to, now, payload, one.wish.centre_id)


def _about(wish: Wish) -> dict[str, Any]:
    ids = {"application": wish.id, "contract": wish.contract_id}
    return {name: value for name, value in ids.items() if value is not None}


def _write_contracts(session: Session, events: Sequence[Happened], now: datetime) -> None:
    if not events:
        return
    stored = _Stored(session)
    rows = []
    for one in events:
        active: Any = one.wish.contract
        replies = one.event in REPLIES or one.because is Because.OWN
        replied_at = active.replied_at or ((one.replied_at or now) if replies else None)
        ended_at = now if one.state in LEFT else None
        reason = ENDS.get(one.because) if one.because else None
        rows.append((str(STATUSES[one.event]), stored.at(replied_at), stored.at(ended_at), reason, active.id))
    update_rows(session, contract, ("status", "replied_at", "ended_at", "end_reason"), rows)


def _write_wishes(session: Session, events: Sequence[Happened], now: datetime) -> None:
    stored = _Stored(session)
    rows = []
    for one in events:
        wish = one.wish
        withdrawn_at = wish.withdrawn_at or (now if one.state in LEFT else None)
        rows.append((str(one.state), stored.at(withdrawn_at), stored.at(now), wish.id))
    columns = ("state", "withdrawn_at", "updated_at")
    update_rows(session, application, columns, rows, increment="version")


class _Stored:
    """Instants as the engine's driver takes them."""

    def __init__(self, session: Session) -> None:
        self._sqlite = session.get_bind().dialect.name == "sqlite"

    def at(self, instant: datetime | None) -> str | datetime | None:
        """Return the stored form of an instant."""
        return utc_text(instant) if self._sqlite and instant is not None else instant
