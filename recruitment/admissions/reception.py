"""The steps of a list that somebody sends: received, checked, confirmed or given up, written. Each is one transaction.

Checking takes many small ones, under a lease; writing takes one, so that a list is in whole or is not (R6.4).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.admissions import staging
from recruitment.admissions.difference import Difference, Outcome
from recruitment.admissions.pool import take_in
from recruitment.admissions.reading import ListReader, Read
from recruitment.core import clock, lease
from recruitment.core.lease import Lease
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges.log import finish, open_exchange
from recruitment.exchanges.models import Exchange
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.admissions import check_school_year
from recruitment.rules.errors import RuleViolation

MOST_ATTEMPTS = 3  # of an exchange whose process dies each time
FIRST_HEADERS = 60  # unknown or doubled, as many as are reported
COMPARED = ("new", "changed", "unchanged", "gone", "left_out")


class GivenUp(Exception):  # noqa: N818 - a person's choice, met in the normal course of things
    """The reception was given up while it was being checked."""


class PoolChanged(Exception):  # noqa: N818 - a fact: what was announced is no longer what would be done
    """The pool is no longer what it was when the difference was shown; nothing is written."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sends for a programme."""

    programme_id: int
    school_year: int
    account_id: int | None
    file_name: str
    stored_name: str | None = None
    sha256: str | None = None
    mode: str = "replace"
    profile_id: int | None = None


def receive(sent: Sent, submission: Submission | None = None) -> int:
    """Open the exchange of a file; return its id. Raises RuleViolation(other_school_year)."""
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["exchange"])
        programme = session.get_one(Programme, sent.programme_id)
        check_school_year(session.get_one(Campaign, programme.campaign_id).year, sent.school_year)
        now = clock.now()
        exchange = _opened(session, programme, sent, now)
        exchange.stored_name, exchange.sha256 = sent.stored_name, sent.sha256
        session.flush()
        remember(session, submission, {"exchange": exchange.id}, now)
        return exchange.id


def refused(sent: Sent, error: str) -> None:
    """Write that a file was refused as a whole, before any of its lines was read (R6.4); nothing of it is kept."""
    with transaction() as session:
        now = clock.now()
        exchange = _opened(session, session.get_one(Programme, sent.programme_id), sent, now)
        finish(session, exchange, state="failed", counts={}, error=error, now=now)


def _opened(session: Session, programme: Programme, sent: Sent, now: datetime) -> Exchange:
    return open_exchange(
        session,
        centre_id=programme.centre_id,
        campaign_id=programme.campaign_id,
        programme_id=programme.id,
        direction="in",
        source="platform_file",
        school_year=sent.school_year,
        account_id=sent.account_id,
        state="checking",
        file_name=sent.file_name,
        options={"mode": sent.mode, "profile": sent.profile_id},
        now=now,
    )


def take(exchange_id: int) -> Lease | None:
    """Take the lease of an exchange, or return None when a living process works on it."""
    with transaction() as session:
        return lease.take(session, f"exchange:{exchange_id}")


def give_back(held: Lease) -> None:
    """Give the lease of an exchange back."""
    with transaction() as session:
        lease.release(session, held)


def begin(exchange_id: int, held: Lease, state: str) -> bool:
    """Begin a step over, whatever an earlier try left; False when it has been tried too often."""
    with transaction() as session:
        lease.fenced(session, held)
        exchange = locked(session, exchange_id)
        if state == "checking":
            _still_checking(exchange)
            staging.forget(session, exchange_id)
            exchange.progress = 0
        exchange.state = state
        attempts = int(exchange.options.get("attempts", 0)) + 1
        exchange.options = {**exchange.options, "attempts": attempts}
    return attempts <= MOST_ATTEMPTS


def keep_chunk(
    exchange_id: int,
    held: Lease,
    outcomes: Sequence[Outcome],
    refused: Sequence[tuple[Read, str]],
    place: tuple[int, int],
) -> None:
    """Keep a chunk of checked lines, and how far the check is."""
    with transaction() as session:
        lease.fenced(session, held)
        exchange = locked(session, exchange_id)
        _still_checking(exchange)
        staging.stage(session, exchange_id, outcomes, refused)
        exchange.progress, exchange.total = place


def end_check(
    exchange_id: int, held: Lease, found: Difference, reader: ListReader, more: Mapping[str, int]
) -> None:
    """Show what the list would do."""
    with transaction() as session:
        lease.fenced(session, held)
        exchange = locked(session, exchange_id)
        _still_checking(exchange)
        exchange.counts = {**found.counts(), **more}
        exchange.options = {
            **{name: value for name, value in exchange.options.items() if name != "attempts"},
            "unknown": list(reader.headers.unknown[:FIRST_HEADERS]),
            "doubled": list(reader.headers.doubled[:FIRST_HEADERS]),
        }
        exchange.state, exchange.progress, exchange.total = "previewed", reader.total, reader.total


def confirm(exchange_id: int, *, gone: int | None, submission: Submission | None = None) -> None:
    """Ask for a list to be written. Raises RuleViolation(import_not_ready, pool_would_shrink)."""
    with transaction() as session:
        exchange = locked(session, exchange_id)
        if replay(session, submission) is not None:
            return
        counts = exchange.counts
        if exchange.state != "previewed" or not (counts.get("candidates") or counts.get("gone")):
            raise RuleViolation("import_not_ready", state=exchange.state)
        check_word(counts, gone)
        exchange.state = "queued"
        remember(session, submission, {}, clock.now())


def check_word(counts: Mapping[str, int], typed: int | None) -> None:
    """Raise pool_would_shrink when more than a fifth would go and nobody typed how many (R6.6)."""
    found = Difference(gone=counts.get("gone", 0), live_before=counts.get("live_before", 0))
    if found.needs_word and typed != found.gone:
        raise RuleViolation("pool_would_shrink", gone=found.gone, live=found.live_before)


def cancel(exchange_id: int, submission: Submission | None = None) -> str | None:
    """Give a list up before it is written; return the name of its file. Raises RuleViolation(import_not_ready)."""
    with transaction() as session:
        exchange = locked(session, exchange_id)
        if replay(session, submission) is not None:
            return None
        if exchange.state not in ("checking", "previewed"):
            raise RuleViolation("import_not_ready", state=exchange.state)
        stored = exchange.stored_name
        _end(session, exchange, "cancelled")
        remember(session, submission, {}, clock.now())
    return stored


def fail(exchange_id: int, sentence: str) -> None:
    """Give a list up, and say why; nothing of it is left but that."""
    with transaction() as session:
        exchange = locked(session, exchange_id)
        if exchange.state not in ("done", "cancelled", "undone"):
            _end(session, exchange, "failed", sentence)


def wait_again(exchange_id: int) -> None:
    """Put a list back among those that wait: its turn was lost to somebody else's lock, not to a fault."""
    with transaction() as session:
        exchange = locked(session, exchange_id)
        if exchange.state == "applying":
            exchange.state = "queued"
            exchange.options = {**exchange.options, "attempts": int(exchange.options.get("attempts", 1)) - 1}


def write(exchange_id: int, held: Lease, progress: Callable[[int], None] | None = None) -> Difference | None:
    """Write a confirmed list, all of it or nothing. Raises PoolChanged when it would not do what was shown."""
    with transaction() as session:
        lease.fenced(session, held)
        exchange = locked(session, exchange_id)
        if exchange.state not in ("queued", "applying"):
            return None
        programme = session.get_one(Programme, exchange.programme_id)
        announced = exchange.counts
        now = clock.now()
        found = take_in(
            session,
            exchange,
            programme,
            staging.pop(session, exchange_id),
            mode=exchange.options.get("mode", "replace"),
            now=now,
            untouched=staging.refused_numbers(session, exchange_id),
            progress=progress,
        )
        done = found.counts()
        if any(done[name] != announced.get(name) for name in COMPARED):
            raise PoolChanged(exchange_id)
        finish(session, exchange, state="done", counts={**announced, **done}, now=now)
        exchange.stored_name = None
        return found


def locked(session: Session, exchange_id: int) -> Exchange:
    """Return an exchange, locked, as it is now."""
    asked = select(Exchange).where(Exchange.id == exchange_id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one()


def _still_checking(exchange: Exchange) -> None:
    if exchange.state != "checking":
        raise GivenUp(exchange.id)


def _end(session: Session, exchange: Exchange, state: str, error: str | None = None) -> None:
    staging.forget(session, exchange.id)
    finish(session, exchange, state=state, counts=_figures(exchange), error=error, now=clock.now())
    exchange.stored_name = None


def _figures(exchange: Exchange) -> dict[str, Any]:
    return dict(exchange.counts)
