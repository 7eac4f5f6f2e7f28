"""Who learns of an answer of the regional authority: the journal, the managers, the candidates in search (R4.9)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.notices import managers_of
from recruitment.contracts.actions.locks import Read, application
from recruitment.journal.actions import Line, person, record_by_chain
from recruitment.mail.actions import Mail, queue_many, to_account, to_candidate
from recruitment.programmes.families import with_guardians
from recruitment.rules.vocabulary import ApplicationState, RequestKind

TO_MANAGERS, TO_CANDIDATES = "request_answered", "recruitment_closed"


def tell(
    session: Session,
    author_id: int,
    answered: Sequence[Read],
    capacities: Mapping[int, int | None],
    now: datetime,
    *,
    granted: bool,
) -> dict[int, int]:
    """Queue the mails and write the journal's lines; return how many candidates each closure is told to."""
    queue_many(session, _to_managers(session, answered, now))
    closed = {row.programme_id: row for row in answered if granted and row.kind == RequestKind.CLOSURE}
    searching = _searching(session, list(closed))
    mails = [_to_candidate(closed[wish.programme_id], wish, now) for wish in searching]
    queue_many(session, with_guardians(session, mails))
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in answered:
        lines[row.centre_id].extend(_lines(row, author_id, capacities[row.id], now, granted=granted))
    record_by_chain(session, lines)
    counted: dict[int, int] = defaultdict(int)
    for wish in searching:
        counted[closed[wish.programme_id].id] += 1
    return dict(counted)


def _to_managers(session: Session, answered: Sequence[Read], now: datetime) -> list[Mail]:
    managers = managers_of(session, {row.programme_id: row.centre_id for row in answered})
    return [
        Mail(f"request:{row.id}:answered", TO_MANAGERS, to_account(manager), now, {"request": row.id})
        for row in answered
        for manager in managers[row.programme_id]
    ]


def _searching(session: Session, programme_ids: Sequence[int]) -> Sequence[Read]:
    """Return the wishes in contract search there: these candidates look for an employer in vain from now on."""
    if not programme_ids:
        return []
    return session.execute(
        select(application.c.id, application.c.candidate_id, application.c.programme_id)
        .where(
            application.c.programme_id.in_(programme_ids),
            application.c.state == ApplicationState.SEEKING_CONTRACT,
        )
        .order_by(application.c.id)
    ).all()


def _to_candidate(request: Read, wish: Read, now: datetime) -> Mail:
    key = f"request:{request.id}:closed:{wish.id}"
    to = to_candidate(wish.candidate_id)
    return Mail(key, TO_CANDIDATES, to, now, {"application": wish.id}, request.centre_id)


def _lines(row: Read, author_id: int, capacity: int | None, now: datetime, *, granted: bool) -> list[Line]:
    """Return the answer's line, and that of the programme where it changes."""
    actor = person(author_id)
    details: dict[str, Any] = {"request": row.id, "kind": row.kind, "granted": granted}
    if row.kind == RequestKind.CAPACITY:
        details["wanted"] = row.wanted_capacity
    answer = Line("request_answered", actor, now, row.programme_id, details=details)
    if not granted:
        return [answer]
    changed = {"capacity": [row.capacity, capacity]} if capacity else {"closed_at": [None, now.isoformat()]}
    change = {"request": row.id, "changed": changed}
    return [answer, Line("programme_changed", actor, now, row.programme_id, details=change)]
