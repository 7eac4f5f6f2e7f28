"""How a line of the journal is tied to the one before it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from recruitment.core.database import utc_text

FIRST_HASH = "0" * 64
#: The columns that say what happened; the place in the chain comes before them in the hash.
CONTENT = (
    "event",
    "actor_kind",
    "actor_id",
    "programme_id",
    "candidate_id",
    "application_id",
    "contract_id",
    "details",
)


def digest(row: Mapping[str, Any]) -> str:
    """Return the hash of a line: of all its columns and of the hash of the line before it.

    `row` holds the columns of `JournalEntry`, with `at` as an aware instant.
    """
    content = tuple(row[name] for name in CONTENT)
    return chained_hash(row["prev_hash"], row["chain"], row["seq"], utc_text(row["at"]), content)


def chained_hash(prev_hash: str, chain: int, seq: int, at: str, content: tuple[Any, ...]) -> str:
    """Return the hash of one line, its instant given as `utc_text` writes it."""
    values = (prev_hash, chain, seq, at, *content)
    text = "\x1f".join(["" if value is None else str(value) for value in values])
    return hashlib.sha256(text.encode()).hexdigest()
