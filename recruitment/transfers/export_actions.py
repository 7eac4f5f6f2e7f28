"""Hand out a file, once the journal says who takes it (R10.2, I14).

The line is written before the first byte leaves: a connection that breaks half-way has given away what it
gave, and a line written at the end would be missing just then. Its `rows` are counted at that moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.csv_export import stream
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Actor, Line, record
from recruitment.transfers.export_statements import File

EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class Request:
    """Who takes a file, the chain that tells it, how its rows were chosen: ids and codes, never a name."""

    actor: Actor
    chain: int
    programme_id: int | None = None
    filters: dict[str, Any] = field(default_factory=dict)


def export(file: File, request: Request) -> Iterator[bytes]:
    """Record the export and return the stream of its file."""
    with transaction() as session:
        _record(session, file, request)
    return stream(file.statement)


def _record(session: Session, file: File, request: Request) -> None:
    rows = session.scalar(file.counted) or 0
    details = {"file": file.kind, "rows": rows, "filters": request.filters}
    line = Line(EXPORTED, request.actor, clock.now(), programme_id=request.programme_id, details=details)
    record(session, request.chain, line)
