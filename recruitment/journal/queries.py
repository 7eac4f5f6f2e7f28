"""Read the journal: the history of one file, and whether every line is still what it was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from recruitment.journal.chain import FIRST_HASH, digest
from recruitment.journal.models import JournalChain, JournalEntry

READ_AT_ONCE = 2_000  # lines in memory


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of the history of a file. Who a person is, by the account's id, is for the caller to look
    up."""

    seq: int
    at: datetime
    event: str
    actor_kind: str
    actor_id: int | None
    contract_id: int | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Breach:
    """A place where a chain is broken: `removed`, `altered`, `reordered` or `unchained`."""

    chain: int
    seq: int
    kind: str
    detail: str


def timeline(session: Session, application_id: int) -> list[TimelineLine]:
    """Return the history of one application, the oldest line first."""
    statement = (
        select(
            JournalEntry.seq,
            JournalEntry.at,
            JournalEntry.event,
            JournalEntry.actor_kind,
            JournalEntry.actor_id,
            JournalEntry.contract_id,
            JournalEntry.details,
        )
        .where(JournalEntry.application_id == application_id)
        .order_by(JournalEntry.id)
    )
    return [TimelineLine(*row[:6], json.loads(row.details)) for row in session.execute(statement)]


def verify(session: Session, chain: int | None = None) -> Iterator[Breach]:
    """Yield every broken place of one chain, or of all: altered, removed (also at the end) or reordered
    lines.

    Lines are read as a stream: the memory does not grow with the journal.
    """
    wanted = select(JournalChain.chain, JournalChain.seq, JournalChain.hash)
    heads = {
        row.chain: (row.seq, row.hash)
        for row in session.execute(wanted if chain is None else wanted.where(JournalChain.chain == chain))
    }
    walk: _Walk | None = None
    for row in _lines(session, chain):
        if walk is None or walk.chain != row.chain:
            if walk is not None:
                yield from walk.end(heads.pop(walk.chain, None))
            walk = _Walk(row.chain)
        yield from walk.step(row)
    if walk is not None:
        yield from walk.end(heads.pop(walk.chain, None))
    for number, head in heads.items():  # chains of which no line is left
        yield from _Walk(number).end(head)


def _lines(session: Session, chain: int | None) -> Iterator[Row[Any]]:
    statement = select(*(column for column in JournalEntry.__table__.c if column.name != "id"))
    if chain is not None:
        statement = statement.where(JournalEntry.chain == chain)
    statement = statement.order_by(JournalEntry.chain, JournalEntry.seq)
    yield from session.execute(statement, execution_options={"yield_per": READ_AT_ONCE})


class _Walk:
    """One chain, line after line."""

    def __init__(self, chain: int) -> None:
        self.chain = chain
        self.seq = 0
        self.hash = FIRST_HASH

    def step(self, row: Row[Any]) -> Iterator[Breach]:
        """Hold a line against the one before it and against its own hash."""
        follows = row.seq == self.seq + 1
        if not follows:
            yield Breach(self.chain, self.seq + 1, "removed", _absent(self.seq + 1, row.seq - 1))
        if digest(dict(row._mapping)) != row.hash:
            altered = f"la ligne n’est plus celle qui a été scellée : {row.event}"
            yield Breach(self.chain, row.seq, "altered", altered)
        elif follows and row.prev_hash != self.hash:
            yield Breach(self.chain, row.seq, "reordered", "la ligne ne suit pas celle d’avant")
        self.seq, self.hash = row.seq, row.hash

    def end(self, head: tuple[int, str] | None) -> Iterator[Breach]:
        """Hold the last line against what the chain remembers of it."""
        if head is None:
            yield Breach(self.chain, self.seq, "unchained", "la chaîne a des lignes et pas de tête")
        elif head[0] > self.seq:
            yield Breach(self.chain, self.seq + 1, "removed", _absent(self.seq + 1, head[0]))
        elif head != (self.seq, self.hash):
            altered = "la dernière ligne n’est pas celle que la tête de la chaîne retient"
            yield Breach(self.chain, self.seq, "altered", altered)


def _absent(first: int, last: int) -> str:
    return f"ligne {first} absente" if last <= first else f"lignes {first} à {last} absentes"
