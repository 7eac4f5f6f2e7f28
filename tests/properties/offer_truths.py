"""What must hold of offers and their answers at every committed state, asked of the rows alone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Row

from recruitment.rules.transitions import allowed
from recruitment.rules.vocabulary import ApplicationState, Event

Read: TypeAlias = Row[*tuple[Any, ...]]
Tables: TypeAlias = Mapping[str, list[Read]]
ACCEPTED = ("accepted", "accepted_keeping_wishes")
TEMPLATES = {
    "accept": "offer_accepted",
    "accept_keeping_wishes": "offer_accepted_keeping",
    "decline": "offer_declined",
    "expire": "offer_expired",
    "withdraw": "wish_withdrawn",
}


def offers(tables: Tables) -> Iterator[str]:
    """I10, I11, I13, R5.4 to R5.6."""
    for check in (_accepted_once, _in_time, _told_once, _none_left_open):
        yield from check(tables)


def _accepted_once(tables: Tables) -> Iterator[str]:
    held = Counter(row.candidate_id for row in tables["application"] if row.state in ACCEPTED)
    yield from (f"candidate {one} has {count} accepted offers" for one, count in held.items() if count > 1)


def _in_time(tables: Tables) -> Iterator[str]:
    for row in tables["contract"]:
        if row.replied_at is not None and row.replied_at > row.reply_until:
            yield f"contract {row.id}: answered at {row.replied_at}, due {row.reply_until}"
        if row.status == "expired" and (row.ended_at <= row.reply_until or row.replied_at is not None):
            yield f"contract {row.id}: expired early, or answered"


def _told_once(tables: Tables) -> Iterator[str]:
    """Each event has one line and one mail to its candidate; no mail comes from nothing."""
    lines = Counter(
        (
            f"contract:{line.contract_id}" if line.contract_id else f"application:{line.application_id}",
            line.event,
            f"candidate:{line.candidate_id}",
        )
        for line in tables["journal_entry"]
        if line.event in TEMPLATES
    )
    events = {template: event for event, template in TEMPLATES.items()}
    mails = Counter(
        (mail.event_key.rpartition(":")[0], events[mail.template], mail.recipient)
        for mail in tables["outbox"]
        if mail.template in events
    )
    if lines != mails or set(lines.values()) - {1}:
        yield f"lines and mails of answers differ: {lines - mails} {mails - lines}"


def _none_left_open(tables: Tables) -> Iterator[str]:
    """R5.4: but what a later file brings."""
    at = {line.application_id: line.at for line in tables["journal_entry"] if line.event == Event.ACCEPT}
    for row in tables["application"]:
        if row.state != ApplicationState.ACCEPTED or row.id not in at:
            continue
        for other in tables["application"]:
            same = other.candidate_id == row.candidate_id and other.id != row.id
            is_open = allowed(ApplicationState(other.state), Event.WITHDRAW)
            if same and is_open and other.received_at < at[row.id]:
                yield f"application {other.id} is open though {row.id} is accepted for good"


def still_waiting(tables: Tables, now: datetime) -> list[int]:
    """Return the offers that a sweep which went to its end has left, though their last second is over (R5.6)."""
    over = now - timedelta(seconds=1)
    return [row.id for row in tables["contract"] if row.status == "pending" and row.reply_until <= over]


def last_run(tables: Tables, job: str) -> str | None:
    """Return how the last run of a job ended."""
    runs = [row.outcome for row in tables["job_run"] if row.job == job]
    return runs[-1] if runs else None
