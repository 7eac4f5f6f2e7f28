"""Write lines of the journal, in the transaction of the act itself."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from recruitment.core.database import utc_text
from recruitment.journal.models import JournalChain, JournalEntry

INSTALLATION = 0  # the chain of what belongs to no centre
FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Actor:
    """Who acted: a person by account id, a candidate by candidate id, the system, an operator on the command line."""

    kind: str
    id: int | None = None


SYSTEM = Actor("system")
OPERATOR = Actor("operator")


def person(account_id: int) -> Actor:
    """Return the actor that stands for a signed-in person."""
    return Actor("person", account_id)


@dataclass(frozen=True, slots=True)
class Line:
    """What one line tells. `details` holds ids, codes and dates, never a name."""

    event: str
    actor: Actor
    at: datetime
    programme_id: int | None = None
    candidate_id: int | None = None
    application_id: int | None = None
    contract_id: int | None = None
    details: dict[str, Any] | None = None


def record(session: Session, chain: int, line: Line) -> None:
    """Add one line to the chain of a centre (or INSTALLATION)."""
    record_many(session, chain, [line])


def record_many(session: Session, chain: int, lines: Sequence[Line]) -> None:
    """Add lines to one chain.

    Its head is locked once, so only acts of the same centre wait for each other.
    """
    if not lines:
        return
    seq, last_hash = _lock_head(session, chain)
    rows = []
    for line in lines:
        seq += 1
        row = _row(chain, seq, last_hash, line)
        last_hash = row["hash"]
        rows.append(row)
    session.execute(insert(JournalEntry), rows)
    session.execute(update(JournalChain).where(JournalChain.chain == chain).values(seq=seq, hash=last_hash))


def digest(row: dict[str, Any]) -> str:
    """Return the hash of a line: of all its columns and of the hash of the line before it.

    `row` holds the columns of `JournalEntry`, with `at` as an aware instant.
    """
    text = "\x1f".join(
        (
            row["prev_hash"],
            str(row["chain"]),
            str(row["seq"]),
            utc_text(row["at"]),
            row["event"],
            row["actor_kind"],
            _text(row["actor_id"]),
            _text(row["programme_id"]),
            _text(row["candidate_id"]),
            _text(row["application_id"]),
            _text(row["contract_id"]),
            row["details"],
        )
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _row(chain: int, seq: int, prev_hash: str, line: Line) -> dict[str, Any]:
    row = {
        "chain": chain,
        "seq": seq,
        "at": line.at,
        "event": line.event,
        "actor_kind": line.actor.kind,
        "actor_id": line.actor.id,
        "programme_id": line.programme_id,
        "candidate_id": line.candidate_id,
        "application_id": line.application_id,
        "contract_id": line.contract_id,
        "details": json.dumps(line.details, sort_keys=True, separators=(",", ":"), default=str)
        if line.details
        else "{}",
        "prev_hash": prev_hash,
    }
    row["hash"] = digest(row)
    return row


def _lock_head(session: Session, chain: int) -> tuple[int, str]:
    head = select(JournalChain.seq, JournalChain.hash).where(JournalChain.chain == chain).with_for_update()
    found = session.execute(head).first()
    if found is None:
        try:
            with session.begin_nested():
                session.execute(insert(JournalChain).values(chain=chain, seq=0, hash=FIRST_HASH))
        except IntegrityError:
            found = session.execute(head).first()
    return (found.seq, found.hash) if found else (0, FIRST_HASH)
