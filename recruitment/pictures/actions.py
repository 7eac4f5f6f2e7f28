"""Hand out the figures as a file, once the journal says who takes it (R10.2, I14): the action."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recruitment.core import clock
from recruitment.core.csvfile import write_rows
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record

KIND = "chiffres"


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes the figures, the chain that tells it, and of what they are: ids and codes."""

    account_id: int
    chain: int
    programme_id: int | None
    filters: Mapping[str, Any]


def export(taken: Taken, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Iterator[bytes]:
    """Record that the file leaves, and return it."""
    details = {"file": KIND, "rows": len(rows), "filters": dict(taken.filters)}
    line = Line("exported", person(taken.account_id), clock.now(), taken.programme_id, details=details)
    with transaction() as session:
        record(session, taken.chain, line)
    return write_rows(rows, header)
