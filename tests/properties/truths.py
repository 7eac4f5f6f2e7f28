"""What must hold at every committed state, asked of the tables alone: breaches in words, none when all is well."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.core.clock import PARIS
from recruitment.journal.chain import FIRST_HASH, digest
from recruitment.journal.models import JournalChain, JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules import deadlines
from recruitment.rules.transitions import LEFT
from recruitment.rules.vocabulary import ACTIVE_STATES, ACTIVE_STATUSES, Decision, Event, Origin

DECISION_EVENTS = (str(Event.REFUSE), str(Event.RETAIN), str(Event.AUTO_RETAIN))
ENTRY = str(Event.ENTER_CONTRACT)


def breaches(session: Session) -> list[str]:
    """Return everything that is not as it must be."""
    return [
        *seats(session),
        *decisions(session),
        *stored_deadlines(session),
        *contracts(session),
        *chains(session),
    ]


def _rows(session: Session, model: Any) -> list[Row[Any]]:
    return list(session.execute(select(model.__table__).order_by(model.__table__.c.id)))


def seats(session: Session) -> Iterator[str]:
    """I1, R4.5: the stored seats are those of the rows, within the capacity."""
    entered = Counter(row.programme_id for row in _rows(session, Contract))
    active = Counter(row.programme_id for row in _rows(session, Application) if row.state in ACTIVE_STATES)
    for programme in _rows(session, Programme):
        counted = (active if programme.seat_rule == "active" else entered)[programme.id]
        if programme.seats_taken != counted:
            yield f"{programme.code}: {programme.seats_taken} seats stored, {counted} counted"
        if active[programme.id] > (programme.capacity or 0):
            yield f"{programme.code}: {active[programme.id]} contracts for {programme.capacity} seats"


def decisions(session: Session) -> Iterator[str]:
    """I2, I3, I6, I9, I13, I14: each decision is due, dated, signed, told once and written once."""
    lines: dict[int | None, list[Row[Any]]] = defaultdict(list)
    for line in _rows(session, JournalEntry):
        if line.event in DECISION_EVENTS:
            lines[line.application_id].append(line)
    mails = Counter(
        (mail.event_key, mail.template, mail.recipient)
        for mail in _rows(session, OutboxMail)
        if mail.event_key.startswith("application:") and mail.event_key.split(":")[2] in DECISION_EVENTS
    )
    for row in _rows(session, Application):
        told = lines.pop(row.id, [])
        if row.decision is None:
            yield from (f"application {row.id}: journal tells {line.event}, not decided" for line in told)
            continue
        event = _event(row)
        yield from _of_decision(row)
        if [line.event for line in told] != [event] or told[0].at != row.decided_at:
            yield f"application {row.id}: {event} has the lines {[(t.event, t.at) for t in told]}"
        sent = mails.pop((f"application:{row.id}:{event}", row.decision, f"candidate:{row.candidate_id}"), 0)
        if sent != 1:
            yield f"application {row.id}: {event} has {sent} mails"
    yield from (f"a mail without its decision: {key}" for key in mails)
    yield from (f"a line without its application: {key}" for key in lines)


def _event(row: Row[Any]) -> str:
    if row.decision_origin == Origin.SYSTEM:
        return str(Event.AUTO_RETAIN)
    return str(Event.REFUSE if row.decision == Decision.REFUSED else Event.RETAIN)


def _of_decision(row: Row[Any]) -> Iterator[str]:
    name = f"application {row.id}"
    if row.confirmed_at is None or row.decided_at < row.confirmed_at:
        yield f"{name}: decided before it was confirmed"
    if row.decision_origin == Origin.PERSON:
        if row.decided_by_id is None:
            yield f"{name}: nobody decided"
        if row.auto_retain_at is not None and row.decided_at >= row.auto_retain_at:
            yield f"{name}: decided by a person after the passage"
        if row.decision_late != deadlines.is_late(row.review_deadline, row.decided_at):
            yield f"{name}: late or not, it says {row.decision_late}"
        return
    if row.decided_by_id is not None or row.decision != Decision.RETAINED:
        yield f"{name}: the system signed, or refused"
    if row.decision_rule != row.deadline_rule:
        yield f"{name}: decided by {row.decision_rule}, due by {row.deadline_rule}"
    if row.decision_rule != "no_examination" and (
        row.auto_retain_at is None or row.decided_at < row.auto_retain_at
    ):
        yield f"{name}: passed early"


def stored_deadlines(session: Session) -> Iterator[str]:
    """R3.2: what is stored for an open wish is what the calendar says now; none waits that passes at once."""
    calendar = session.execute(select(Campaign)).scalars().one().calendar()
    programmes = {row.id: row for row in _rows(session, Programme)}
    for row in _rows(session, Application):
        if (
            row.decision is not None
            or row.confirmed_at is None
            or row.state in LEFT
            or row.withdrawn_at is not None
        ):
            continue
        of = programmes[row.programme_id]
        due = deadlines.review(calendar, examines=of.examines, exempt=of.exempt, confirmed_at=row.confirmed_at)
        stored = (row.review_deadline, row.auto_retain_at, row.deadline_rule)
        if stored != (due.last_day, due.auto_retain_at, str(due.rule)):
            yield f"application {row.id}: stored {stored}, due {due}"


def contracts(session: Session) -> Iterator[str]:
    """I4, I8, I10: one active contract for each application that says so; Paris time; one offer told once."""
    active: Counter[int] = Counter()
    lines = Counter(line.contract_id for line in _rows(session, JournalEntry) if line.event == ENTRY)
    mails = Counter(mail.event_key for mail in _rows(session, OutboxMail) if mail.template == "offer")
    for row in _rows(session, Contract):
        active[row.application_id] += row.status in ACTIVE_STATUSES
        local = row.entered_at.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M:%S")
        if row.entered_local != local:
            yield f"contract {row.id}: {row.entered_local} is {local} in Paris"
        if (lines[row.id], mails[f"contract:{row.id}:{ENTRY}"]) != (1, 1):
            yield f"contract {row.id}: {lines[row.id]} lines, {mails[f'contract:{row.id}:{ENTRY}']} offers"
    for row in _rows(session, Application):
        if active[row.id] != (row.state in ACTIVE_STATES):
            yield f"application {row.id}: {row.state} with {active[row.id]} active contracts"


def chains(session: Session) -> Iterator[str]:
    """I14: every line follows the one before it, and the head is the last one."""
    heads = {chain: (0, FIRST_HASH) for (chain,) in session.execute(select(JournalChain.chain))}
    table = JournalEntry.__table__
    for row in session.execute(select(table).order_by(table.c.chain, table.c.seq)):
        seq, last_hash = heads[row.chain]
        whole = row.seq == seq + 1 and row.prev_hash == last_hash and row.hash == digest(dict(row._mapping))
        if not whole:
            yield f"line {row.seq} of the chain {row.chain} is broken"
        heads[row.chain] = (row.seq, row.hash)
    for chain, seq, last_hash in session.execute(
        select(JournalChain.chain, JournalChain.seq, JournalChain.hash)
    ):
        if heads[chain] != (seq, last_hash):
            yield f"the head of the chain {chain} says {seq}, its last line {heads[chain][0]}"


def still_due(session: Session, now: Any) -> list[int]:
    """Return what a sweep that went to its end has left."""
    return [
        row.id
        for row in _rows(session, Application)
        if row.state == "confirmed" and row.auto_retain_at is not None and row.auto_retain_at <= now
    ]


def boards(session: Session) -> Iterator[tuple[str, int, str]]:
    """Return each programme's code, the version of its board, and the applications that the board shows."""
    shown: dict[int, list[str]] = defaultdict(list)
    for row in _rows(session, Application):
        shown[row.programme_id].append(repr(row))
    for programme in _rows(session, Programme):
        yield programme.code, programme.board_version, "\n".join(shown[programme.id])


def first_decisions(session: Session) -> dict[int, tuple[Any, ...]]:
    """Return the decisions as they stand, to be found again for ever (R2.4)."""
    return {
        row.id: (row.decision, row.decided_at, row.decided_by_id, row.decision_origin, row.decision_rule,
                 row.decision_late, row.refusal_reason_id, row.refusal_details, row.confirmed_at)
        for row in _rows(session, Application)
        if row.decision is not None
    }  # fmt: skip


def joined(found: Iterable[str]) -> str:
    """Return breaches as one text to read."""
    return "\n".join(found)
