"""Hand out a file, once the journal says who takes it (R10.2, I14), and the trace whose contact details it holds.

The line is written before the first byte leaves: a connection that breaks half-way has given away what it
gave, and a line written at the end would be missing just then. Its `rows` are counted at that moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core import clock
from recruitment.core.csv_export import stream
from recruitment.core.transaction import transaction
from recruitment.journal.access_log import Reader, note_exported
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
    reader: Reader | None = None
    shown: ColumnElement[bool] | None = None  # which applications leave with contact details, if any may


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
    if request.reader is not None and request.shown is not None:
        ids = (Application.centre_id, Application.id)
        shown = file.statement.with_only_columns(*ids, maintain_column_froms=True).order_by(None)
        note_exported(session, request.reader, shown.where(request.shown))
