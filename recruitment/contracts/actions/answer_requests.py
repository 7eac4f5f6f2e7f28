"""What the regional authority answers to a centre that is full: granted or declined, one by one or many (R4.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.contracts.actions.answer_news import tell
from recruitment.contracts.actions.locks import Read, programme
from recruitment.contracts.models import RegionalRequest
from recruitment.core import clock, clock_guard
from recruitment.core.database import Base
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.errors import RuleViolation
from recruitment.rules.regional_requests import check_answer, check_grant
from recruitment.rules.vocabulary import RequestKind

request = Base.metadata.tables[RegionalRequest.__tablename__]
account = Base.metadata.tables[Account.__tablename__]
centre = Base.metadata.tables[TrainingCentre.__tablename__]
OPEN, GRANTED, DECLINED = "open", "granted", "declined"
MANY = 200  # requests of one answer


class Authority(Protocol):
    """The person of the regional authority who acts, and the académie that is theirs."""

    @property
    def id(self) -> int: ...
    @property
    def academie(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one request: answered, or the code of the refusal with its facts.

    `capacity` is the new one, where one was granted; `told` counts the candidates who learn of a closure.
    """

    request_id: int
    done: bool
    refusal: str | None = None
    facts: dict[str, Any] | None = None
    capacity: int | None = None
    told: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it was chosen; `capacities` holds those granted by request, else the one asked for is."""

    granted: bool
    message: str
    capacities: Mapping[int, int]


def answer_requests(
    author: Authority,
    request_ids: Sequence[int],
    *,
    granted: bool,
    message: str = "",
    capacities: Mapping[int, int] | None = None,
    submission: Submission | None = None,
) -> list[Answered]:
    """Grant or decline requests of one's académie, with one message: one outcome per request, in their order.

    A request that cannot be answered so is told and left; the others are answered. Those of another académie
    do not exist: they have no outcome. `capacities` gives another number than the one asked for. Raises
    RuleViolation: no_request_selected, answer_missing, key_reused.
    """
    if not request_ids:
        raise RuleViolation("no_request_selected")
    check_answer(granted=granted, message=message, ended=None)
    reply = Reply(granted, message.strip(), capacities or {})
    with transaction() as session:
        rows = _lock(session, author, list(dict.fromkeys(request_ids))[:MANY])
        answered = replay(session, submission)
        if answered is not None:
            return [Answered(**outcome) for outcome in answered["outcomes"]]
        now = clock.now()
        clock_guard.check(session, now)
        outcomes = _answer_each(session, author, rows, reply, now)
        if any(outcome.done for outcome in outcomes):  # else the same form may be sent again, corrected
            remember(session, submission, {"outcomes": [asdict(outcome) for outcome in outcomes]}, now)
    return outcomes


def _lock(session: Session, author: Authority, ids: Sequence[int]) -> list[Read]:
    """Lock the programmes of those requests, in order; then return the requests as they are now."""
    of_theirs = (
        select(request.c.programme_id)
        .join(centre, centre.c.id == request.c.centre_id)
        .where(request.c.id.in_(ids), centre.c.academie == author.academie)
    )
    session.execute(
        select(programme.c.id)
        .where(programme.c.id.in_(of_theirs))
        .order_by(programme.c.id)
        .with_for_update(key_share=True)
    )
    columns = (request, programme.c.capacity, programme.c.seats_taken, programme.c.closed_at)
    found = session.execute(
        select(*columns, account.c.display_name.label("agent"))
        .join(programme, programme.c.id == request.c.programme_id)
        .join(centre, centre.c.id == request.c.centre_id)
        .outerjoin(account, account.c.id == request.c.answered_by_id)
        .where(request.c.id.in_(ids), centre.c.academie == author.academie)
    )
    by_id = {row.id: row for row in found}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def _answer_each(
    session: Session, author: Authority, rows: Sequence[Read], reply: Reply, now: datetime
) -> list[Answered]:
    outcomes: list[Answered] = []
    done: list[Read] = []
    closed: set[int] = set()  # by this very answer: what else is granted to those comes too late
    for row in rows:
        try:
            closed_at = now if row.programme_id in closed else row.closed_at
            capacity = _check(row, reply, closed_at)
        except RuleViolation as refusal:
            facts = {name: _json(value) for name, value in refusal.details.items()}
            outcomes.append(Answered(row.id, done=False, refusal=refusal.code, facts=facts))
            continue
        if reply.granted and row.kind == RequestKind.CLOSURE:
            closed.add(row.programme_id)
        _write(session, author, row, reply, capacity, now)
        done.append(row)
        outcomes.append(Answered(row.id, done=True, capacity=capacity))
    given = {outcome.request_id: outcome.capacity for outcome in outcomes}
    told = tell(session, author.id, done, given, now, granted=reply.granted)
    return [
        Answered(o.request_id, o.done, o.refusal, o.facts, o.capacity, told.get(o.request_id, 0))
        for o in outcomes
    ]


def _check(row: Read, reply: Reply, closed_at: datetime | None) -> int | None:
    """Return the capacity to grant, if any. Raises RuleViolation as the rules do, with who answered first."""
    kind = RequestKind(row.kind)
    if row.status != OPEN:
        at = row.answered_at or row.withdrawn_at
        raise RuleViolation("request_not_open", status=row.status, agent=row.agent, at=at)
    if not reply.granted:
        return None
    given = reply.capacities.get(row.id, row.wanted_capacity) if kind is RequestKind.CAPACITY else None
    check_grant(kind, seats=row.capacity, taken=row.seats_taken, closed_at=closed_at, given=given)
    return given


def _write(
    session: Session, author: Authority, row: Read, reply: Reply, given: int | None, now: datetime
) -> None:
    """Keep the answer, and carry it out on the programme."""
    values = {
        "status": GRANTED if reply.granted else DECLINED,
        "answered_at": now,
        "answered_by_id": author.id,
        "answer": reply.message or None,
        "granted_capacity": given,
    }
    session.execute(update(request).where(request.c.id == row.id).values(values))
    if reply.granted:
        change = {"closed_at": now} if row.kind == RequestKind.CLOSURE else {"capacity": given}
        changed = {**change, "board_version": programme.c.board_version + 1, "updated_at": now}
        session.execute(update(programme).where(programme.c.id == row.programme_id).values(changed))


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
