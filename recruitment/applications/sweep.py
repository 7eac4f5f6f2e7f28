"""One batch of the sweep: some files, in one transaction with their journal lines and mails (R3.4).

What passes in the same batch belongs to several centres: most have few files, and a transaction for each
would cost more than what it writes. Its locks are taken in the order that everybody takes them.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, bindparam, func, literal, select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.applications.passages import due
from recruitment.core import clock, clock_guard, lease
from recruitment.core.bulk import among, ids_value
from recruitment.core.database import UTCDateTime, utc_text
from recruitment.core.lease import Lease
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM, Line, record_by_chain
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.programmes.families import with_guardians
from recruitment.programmes.models import Programme
from recruitment.rules.transitions import next_state
from recruitment.rules.vocabulary import ApplicationState, Decision, Event, Origin

BATCH = 500  # files of one transaction, which then holds its locks for some 50 ms
EVENT = Event.AUTO_RETAIN
TEMPLATE = "retained"

_application = Application.__table__.c
_programme = Programme.__table__.c
Retained = Row[*tuple[Any, ...]]

_now = bindparam("now", type_=UTCDateTime)
# Written so that no engine answers by the index of what is due: after a few batches it is full of dead
# entries.
_passage = func.coalesce(_application.auto_retain_at, literal(datetime.max.replace(tzinfo=UTC), UTCDateTime))


def _retain(wanted: ColumnElement[bool]) -> Update:
    """Return the passage of those files that are still due, whoever was quicker."""
    return (
        update(Application.__table__)  # type: ignore[arg-type]
        .where(wanted, _application.state == ApplicationState.CONFIRMED, _passage <= _now)
        .values(
            state=next_state(ApplicationState.CONFIRMED, EVENT),
            decision=Decision.RETAINED,
            decided_at=_now,
            decision_origin=Origin.SYSTEM,
            decision_rule=_application.deadline_rule,
            decision_late=False,
            version=_application.version + 1,
            updated_at=_now,
        )
        .returning(
            _application.centre_id,
            _application.id,
            _application.programme_id,
            _application.candidate_id,
            _application.deadline_rule,
            _application.auto_retain_at,
        )
    )


_RETAIN = {sqlite: _retain(among(_application.id, sqlite=sqlite)) for sqlite in (True, False)}
# As people's acts do, the programme is locked before its files, and programmes in the order of their ids.
_LOCK = (
    select(_programme.id)
    .where(among(_programme.id, sqlite=False))
    .order_by(_programme.id)
    .with_for_update(key_share=True)
)


@dataclass(slots=True)
class DueFiles:
    """What was due when the sweep began, in the order of the centres: two numbers per file, 16 bytes."""

    programmes: "array[int]" = field(default_factory=lambda: array("q"))
    files: "array[int]" = field(default_factory=lambda: array("q"))


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one transaction, with the programmes that they belong to, in the order of their centres."""

    programme_ids: tuple[int, ...]
    file_ids: tuple[int, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """The files that it holds."""
        return self.file_ids

    def halves(self) -> tuple["Batch", "Batch"]:
        """Cut the batch in two, to find the file that the database refuses."""
        middle = len(self.file_ids) // 2
        first, second = self.file_ids[:middle], self.file_ids[middle:]
        return Batch(self.programme_ids, first), Batch(self.programme_ids, second)


def due_files(session: Session, now: datetime) -> DueFiles:
    """Read once what is due: asking again for each batch would walk over what the last ones left in the
    index."""
    found = DueFiles()
    statement = (
        select(_application.programme_id, _application.id)
        .where(due(now))
        .order_by(_application.centre_id, _application.programme_id, _application.id)
        .execution_options(yield_per=5000)
    )
    for rows in session.execute(statement).partitions():
        for programme_id, file_id in rows:
            found.programmes.append(programme_id)
            found.files.append(file_id)
    return found


def batches(found: DueFiles, size: int = BATCH) -> Iterator[Batch]:
    """Cut what is due into batches, a centre's files together as far as they fit."""
    for start in range(0, len(found.files), size):
        end = start + size
        programmes = tuple(sorted(set(found.programmes[start:end])))
        yield Batch(programmes, tuple(found.files[start:end]))


def retain_batch(held: Lease, batch: Batch) -> int:
    """Place in contract search those of the batch that are still due; return how many.

    Raises LeaseLost, and RuleViolation(clock_suspect) when the clock jumped since the sweep began.
    """
    with transaction() as session:
        lease.fenced(session, held)
        sqlite = session.get_bind().dialect.name == "sqlite"
        if not sqlite:  # SQLite's one lock is already ours
            session.execute(_LOCK, {"ids": ids_value(batch.programme_ids, sqlite=sqlite)})
        now = clock.now()
        clock_guard.check(session, now)
        files = {"ids": ids_value(batch.file_ids, sqlite=sqlite), "now": now}
        rows = session.execute(_RETAIN[sqlite], files).all()
        _tell(session, rows, now)
    return len(rows)


def _tell(session: Session, rows: Sequence[Retained], now: datetime) -> None:
    """Write the journal line and queue the mail of each file."""
    details = _Details(clock.wall())
    ordered = sorted(rows)
    lines: dict[int, list[Line]] = defaultdict(list)
    for centre_id, file_id, programme_id, candidate_id, rule, due_at in ordered:
        why = details.of(rule, due_at)
        lines[centre_id].append(Line(EVENT, SYSTEM, now, programme_id, candidate_id, file_id, None, why))
    record_by_chain(session, lines)
    mails = [
        Mail(
            f"application:{file_id}:{EVENT}",
            TEMPLATE,
            to_candidate(candidate_id),
            now,
            {"application": file_id},
            centre_id,
        )
        for centre_id, file_id, _, candidate_id, _, _ in ordered
    ]
    queue_many(session, with_guardians(session, mails))


class _Details:
    """What a journal line keeps of a passage: its rule, the instant it was due, the machine's own time
    (F20)."""

    def __init__(self, real: datetime) -> None:
        self._real = utc_text(real)
        self._known: dict[tuple[str, datetime], dict[str, str]] = {}

    def of(self, rule: str, due_at: datetime) -> dict[str, str]:
        """Return the details; files of the same passage share them."""
        key = (rule, due_at)
        if key not in self._known:
            self._known[key] = {"rule": rule, "due": utc_text(due_at), "real": self._real}
        return self._known[key]
