"""What must hold at every committed state, asked of the rows alone: breaches in words, or none."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from recruitment.core.clock import PARIS
from recruitment.core.database import Base
from recruitment.journal.chain import FIRST_HASH, digest
from recruitment.programmes.models import Campaign
from recruitment.rules import deadlines
from recruitment.rules.transitions import LEFT
from recruitment.rules.vocabulary import ACTIVE_STATES, ACTIVE_STATUSES, Decision, Event, Origin
from tests.properties.offer_truths import offers

TABLES = (
    "campaign", "programme", "application", "contract", "outbox", "journal_entry", "journal_chain", "job_run",
)  # fmt: skip
DECISION_EVENTS = (str(Event.REFUSE), str(Event.RETAIN), str(Event.AUTO_RETAIN))
ENTRY = str(Event.ENTER_CONTRACT)
Read: TypeAlias = Row[*tuple[Any, ...]]
Tables: TypeAlias = Mapping[str, list[Read]]
Decisions: TypeAlias = dict[int, tuple[Any, ...]]
Boards: TypeAlias = dict[str, tuple[int, str]]


def read(session: Session) -> Tables:
    """Read the tables that the truths are about, once."""
    tables = [Base.metadata.tables[name] for name in TABLES]
    return {
        table.name: list(session.execute(select(table).order_by(*table.primary_key.columns)))
        for table in tables
    }


def breaches(tables: Tables) -> list[str]:
    """Return everything that is not as it must be."""
    checks = (seats, decisions, stored_deadlines, contracts, offers, chains)
    return [breach for check in checks for breach in check(tables)]


def seats(tables: Tables) -> Iterator[str]:
    """I1, R4.5: the stored seats are those of the rows, within the capacity."""
    active = Counter(row.programme_id for row in tables["application"] if row.state in ACTIVE_STATES)
    entered = Counter(row.programme_id for row in tables["contract"])
    for programme in tables["programme"]:
        counted = (active if programme.seat_rule == "active" else entered)[programme.id]
        if programme.seats_taken != counted:
            yield f"{programme.code}: {programme.seats_taken} seats stored, {counted} counted"
        if active[programme.id] > (programme.capacity or 0):
            yield f"{programme.code}: {active[programme.id]} contracts for {programme.capacity} seats"


def decisions(tables: Tables) -> Iterator[str]:
    """I2, I3, I6, I9, I13, I14: each decision is due, dated, signed, told once and written once."""
    lines: dict[int | None, list[Read]] = defaultdict(list)
    for line in tables["journal_entry"]:
        if line.event in DECISION_EVENTS:
            lines[line.application_id].append(line)
    mails = Counter(
        (mail.event_key, mail.template, mail.recipient)
        for mail in tables["outbox"]
        if mail.event_key.startswith("application:") and mail.event_key.split(":")[2] in DECISION_EVENTS
    )
    for row in tables["application"]:
        told = lines.pop(row.id, [])
        if row.decision is None:
            yield from (f"application {row.id}: the journal tells {line.event}" for line in told)
            continue
        event = _event(row)
        yield from _of_decision(row)
        if [(line.event, line.at) for line in told] != [(event, row.decided_at)]:
            yield f"application {row.id}: {event} has the lines {[(t.event, t.at) for t in told]}"
        key = (f"application:{row.id}:{event}", row.decision, f"candidate:{row.candidate_id}")
        if mails.pop(key, 0) != 1:
            yield f"application {row.id}: {event} has not one mail"
    yield from (f"a mail without its decision: {key}" for key in mails)
    yield from (f"a line without its application: {key}" for key in lines)


def _event(row: Read) -> str:
    if row.decision_origin == Origin.SYSTEM:
        return str(Event.AUTO_RETAIN)
    return str(Event.REFUSE if row.decision == Decision.REFUSED else Event.RETAIN)


def _of_decision(row: Read) -> Iterator[str]:
    name = f"application {row.id}"
    if row.confirmed_at is None or row.decided_at < row.confirmed_at:
        yield f"{name}: decided before it was confirmed"
    yield from _by_a_person(row, name) if row.decision_origin == Origin.PERSON else _by_the_system(row, name)


def _by_a_person(row: Read, name: str) -> Iterator[str]:
    if row.decided_by_id is None:
        yield f"{name}: nobody decided"
    if row.auto_retain_at is not None and row.decided_at >= row.auto_retain_at:
        yield f"{name}: decided by a person after the passage"
    if row.decision_late != deadlines.is_late(row.review_deadline, row.decided_at):
        yield f"{name}: late or not, it says {row.decision_late}"


def _by_the_system(row: Read, name: str) -> Iterator[str]:
    if row.decided_by_id is not None or row.decision != Decision.RETAINED:
        yield f"{name}: the system signed, or refused"
    if row.decision_rule != row.deadline_rule:
        yield f"{name}: decided by {row.decision_rule}, due by {row.deadline_rule}"
    at_once = row.decision_rule == "no_examination"
    if not at_once and (row.auto_retain_at is None or row.decided_at < row.auto_retain_at):
        yield f"{name}: passed early"


def stored_deadlines(tables: Tables) -> Iterator[str]:
    """R3.2: what is stored for an open wish is what the calendar says now; none waits that passes at once."""
    calendars = {row.id: Campaign(**row._mapping).calendar() for row in tables["campaign"]}
    programmes = {row.id: row for row in tables["programme"]}
    for row in tables["application"]:
        gone = row.state in LEFT or row.withdrawn_at is not None
        if row.decision is not None or row.confirmed_at is None or gone:
            continue
        of, calendar = programmes[row.programme_id], calendars[row.campaign_id]
        kind = {"examines": of.examines, "exempt": of.exempt}
        due = deadlines.review(calendar, **kind, confirmed_at=row.confirmed_at)
        stored = (row.review_deadline, row.auto_retain_at, row.deadline_rule)
        if stored != (due.last_day, due.auto_retain_at, str(due.rule)):
            yield f"application {row.id}: stored {stored}, due {due}"


def contracts(tables: Tables) -> Iterator[str]:
    """I4, I8, I10: one active contract for each application that says so; Paris time; one offer told once."""
    active: Counter[int] = Counter()
    lines = Counter(line.contract_id for line in tables["journal_entry"] if line.event == ENTRY)
    mails = Counter(mail.event_key for mail in tables["outbox"] if mail.template == "offer")
    for row in tables["contract"]:
        active[row.application_id] += row.status in ACTIVE_STATUSES
        local = row.entered_at.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M:%S")
        if row.entered_local != local:
            yield f"contract {row.id}: {row.entered_local} is {local} in Paris"
        if (lines[row.id], mails[f"contract:{row.id}:{ENTRY}"]) != (1, 1):
            yield f"contract {row.id}: {lines[row.id]} lines, {mails[f'contract:{row.id}:{ENTRY}']} offers"
    for row in tables["application"]:
        if active[row.id] != (row.state in ACTIVE_STATES):
            yield f"application {row.id}: {row.state} with {active[row.id]} active contracts"


def chains(tables: Tables) -> Iterator[str]:
    """I14: every line follows the one before it, and the head is the last one."""
    heads = {row.chain: (0, FIRST_HASH) for row in tables["journal_chain"]}
    for row in sorted(tables["journal_entry"], key=lambda line: (line.chain, line.seq)):
        seq, last_hash = heads[row.chain]
        whole = row.seq == seq + 1 and row.prev_hash == last_hash and row.hash == digest(dict(row._mapping))
        if not whole:
            yield f"line {row.seq} of the chain {row.chain} is broken"
        heads[row.chain] = (row.seq, row.hash)
    for row in tables["journal_chain"]:
        if heads[row.chain] != (row.seq, row.hash):
            yield f"the head of the chain {row.chain} says {row.seq}, its last line {heads[row.chain][0]}"


def new_contracts(tables: Tables, known: set[int], campaign: Campaign) -> Iterator[str]:
    """I4, R4.3, R4.6: entered outside the lock and inside the window, as both were at that instant."""
    first, last = str(campaign.contracts_from), str(campaign.contracts_until)
    for row in tables["contract"]:
        day, hour = row.entered_local.split("T")
        if row.id not in known and not (first <= day <= last and hour >= "01:00:00"):
            yield f"contract {row.id} was entered at {row.entered_local}"


def still_due(tables: Tables, now: datetime) -> list[int]:
    """Return what a sweep that went to its end has left (R3.4)."""
    return [
        row.id
        for row in tables["application"]
        if row.state == "confirmed" and row.auto_retain_at is not None and row.auto_retain_at <= now
    ]


def first_decisions(tables: Tables) -> Decisions:
    """Return the decisions as they stand, to be found again for ever."""
    return {
        row.id: (
            *(row.decision, row.decided_at, row.decided_by_id, row.decision_origin, row.decision_rule),
            *(row.decision_late, row.refusal_reason_id, row.refusal_details, row.confirmed_at),
        )
        for row in tables["application"]
        if row.decision is not None
    }


def changed_decisions(before: Decisions, after: Decisions) -> Iterator[str]:
    """R2.4, I2: a decision is what it was."""
    for application_id, decision in before.items():
        if after.get(application_id) != decision:
            yield f"application {application_id}: {decision} has become {after.get(application_id)}"


def boards(tables: Tables) -> Iterator[tuple[str, int, str]]:
    """Return each programme's code, the version of its board, and the applications that the board shows."""
    shown: dict[int, list[str]] = defaultdict(list)
    for row in tables["application"]:
        shown[row.programme_id].append(repr(row))
    for programme in tables["programme"]:
        yield programme.code, programme.board_version, "\n".join(shown[programme.id])


def unseen_changes(before: Boards, after: Boards) -> Iterator[str]:
    """R1.2: a change of any application gives its programme's board another version."""
    for code, (version, rows) in before.items():
        if rows != after[code][1] and version >= after[code][0]:
            yield f"the board of {code} has changed, its version has not"
