"""Write lines of the journal, in the transaction of the act itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from recruitment.core.bulk import among, ids_value, insert_rows, update_rows
from recruitment.core.database import utc_text
from recruitment.journal.chain import CONTENT, FIRST_HASH, chained_hash
from recruitment.journal.models import JournalChain, JournalEntry

_TABLE = cast("Table", JournalEntry.__table__)
_COLUMNS = ("chain", "seq", "at", *CONTENT, "prev_hash", "hash")

_HEADS = cast("Table", JournalChain.__table__)
_LOCK = {
    sqlite: select(_HEADS.c.chain, _HEADS.c.seq, _HEADS.c.hash)
    .where(among(_HEADS.c.chain, sqlite=sqlite))
    .order_by(_HEADS.c.chain)
    .with_for_update()
    for sqlite in (True, False)
}

INSTALLATION = 0  # the chain of what belongs to no centre


@dataclass(frozen=True)
class Actor:
    """Who acted: a person by account id, a candidate by candidate id, the system, an operator on the command
    line."""

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
    """Add lines to one chain: its head is locked once, so only acts of the same centre wait for each
    other."""
    record_by_chain(session, {chain: lines} if lines else {})


def record_by_chain(session: Session, lines: Mapping[int, Sequence[Line]]) -> None:
    """Add lines to several chains, for the system's own batches: their heads are locked in order."""
    if not lines:
        return
    sqlite = session.get_bind().dialect.name == "sqlite"
    heads = _lock_heads(session, sorted(lines), sqlite=sqlite)
    texts = _Texts()
    rows: list[tuple[Any, ...]] = []
    moved = []
    for chain, head in heads.items():
        written = _chained(chain, head, lines[chain], texts)
        rows.extend(written if sqlite else _with_instants(written, lines[chain]))
        moved.append((written[-1][1], written[-1][-1], chain))
    insert_rows(session, _TABLE, _COLUMNS, rows)
    update_rows(session, _HEADS, ("seq", "hash"), moved, keys=("chain",))


def chained(chain: int, head: tuple[int, str], lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return the rows of lines that follow a locked head, for an act that writes them with its own rows.

    The last of them is the new head. Instants are aware: the caller's statement knows the columns' types.
    """
    rows = _with_instants(_chained(chain, head, lines, _Texts()), lines)
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


def _chained(
    chain: int, head: tuple[int, str], lines: Sequence[Line], texts: "_Texts"
) -> list[tuple[Any, ...]]:
    """Return the rows of `_COLUMNS` that follow the head, their instants as text."""
    seq, last_hash = head
    rows = []
    for line in lines:
        seq += 1
        at = texts.instant(line.at)
        content = _content(line, texts)
        hashed = chained_hash(last_hash, chain, seq, at, content)
        rows.append((chain, seq, at, *content, last_hash, hashed))
        last_hash = hashed
    return rows


def _with_instants(rows: Sequence[tuple[Any, ...]], lines: Sequence[Line]) -> list[tuple[Any, ...]]:
    """Return the rows with the lines' own instants in the place of their text."""
    return [(*row[:2], line.at, *row[3:]) for row, line in zip(rows, lines, strict=True)]


def lock_head(session: Session, chain: int) -> tuple[int, str]:
    """Lock the last line of one chain, which is begun if need be."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    return _lock_heads(session, [chain], sqlite=sqlite)[chain]


def _content(line: Line, texts: "_Texts") -> tuple[Any, ...]:
    """Return the columns of `CONTENT`."""
    return (
        str(line.event),
        line.actor.kind,
        line.actor.id,
        line.programme_id,
        line.candidate_id,
        line.application_id,
        line.contract_id,
        texts.details(line.details),
    )


class _Texts:
    """What lines of one act share is written once: most of them have one instant, and often the same
    details."""

    def __init__(self) -> None:
        self._instants: dict[datetime, str] = {}
        self._details: dict[int, str] = {}

    def instant(self, at: datetime) -> str:
        """Return the instant as it is hashed."""
        if at not in self._instants:
            self._instants[at] = utc_text(at)
        return self._instants[at]

    def details(self, details: dict[str, Any] | None) -> str:
        """Return the details as they are stored; the same dictionary gives the same text."""
        if not details:
            return "{}"
        known = self._details.get(id(details))
        if known is None:
            known = json.dumps(details, sort_keys=True, separators=(",", ":"), default=str)
            self._details[id(details)] = known
        return known


def _lock_heads(session: Session, chains: Sequence[int], *, sqlite: bool) -> dict[int, tuple[int, str]]:
    """Lock the last line of each chain, in order; begin the chains that have none."""
    found = _heads(session, chains, sqlite=sqlite)
    for chain in chains:
        if chain not in found:
            try:
                with session.begin_nested():
                    session.execute(insert(_HEADS).values(chain=chain, seq=0, hash=FIRST_HASH))
                found[chain] = (0, FIRST_HASH)
            except IntegrityError:  # somebody was first, and has ended
                found |= _heads(session, [chain], sqlite=sqlite)
    return found


def _heads(session: Session, chains: Sequence[int], *, sqlite: bool) -> dict[int, tuple[int, str]]:
    rows = session.execute(_LOCK[sqlite], {"ids": ids_value(chains, sqlite=sqlite)})
    return {chain: (seq, last_hash) for chain, seq, last_hash in rows}
