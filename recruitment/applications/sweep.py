"""One batch of the sweep: the files of one centre, in one transaction with their journal lines and mails
(R3.4)."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Update, any_, bindparam, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.applications.passages import due
from recruitment.core import clock, lease
from recruitment.core.database import UTCDateTime, utc_text
from recruitment.core.lease import Lease
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM, Line, record_many
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.programmes.models import Programme
from recruitment.rules.transitions import next_state
from recruitment.rules.vocabulary import ApplicationState, Decision, Event, Origin

BATCH = 500  # files of one transaction: some 50 ms of lock
EVENT = Event.AUTO_RETAIN
TEMPLATE = "retained"

_application = Application.__table__.c
_programme = Programme.__table__.c
Retained = Row[*tuple[Any, ...]]


_now = bindparam("now", type_=UTCDateTime)
# Written so that no engine answers by the index of what is due: after a few batches it is full of dead
# entries.
_passage = func.coalesce(_application.auto_retain_at, literal(datetime.max.replace(tzinfo=UTC), UTCDateTime))


def _retain(among: ColumnElement[bool]) -> Update:
    """Return the passage of those files that are still due, whoever was quicker."""
    return (
        update(Application.__table__)  # type: ignore[arg-type]
        .where(among, _application.state == ApplicationState.CONFIRMED, _passage <= _now)
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
            _application.id,
            _application.programme_id,
            _application.candidate_id,
            _application.deadline_rule,
            _application.auto_retain_at,
        )
    )


# The ids go as one value: the statements stay the same whatever their number.
_ids = bindparam("ids", type_=ARRAY(Integer))
_json_ids = func.json_each(bindparam("ids")).table_valued("value").c.value
_RETAIN = {
    True: _retain(_application.id.in_(select(_json_ids))),
    False: _retain(_application.id == any_(_ids)),
}
# As people's acts do, the programme is locked before its files, and programmes in the order of their ids.
_LOCK = (
    select(_programme.id)
    .where(_programme.id == any_(_ids))
    .order_by(_programme.id)
    .with_for_update(key_share=True)
)


@dataclass(slots=True)
class DueFiles:
    """What was due when the sweep began, by centre: three numbers per file, 24 bytes."""

    centres: "array[int]" = field(default_factory=lambda: array("q"))
    programmes: "array[int]" = field(default_factory=lambda: array("q"))
    files: "array[int]" = field(default_factory=lambda: array("q"))


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one centre, with the programmes they belong to, in the order of the ids."""

    centre_id: int
    programme_ids: tuple[int, ...]
    file_ids: tuple[int, ...]

    def halves(self) -> tuple["Batch", "Batch"]:
        """Cut the batch in two, to find the file that the database refuses."""
        middle = len(self.file_ids) // 2
        first, second = self.file_ids[:middle], self.file_ids[middle:]
        return Batch(self.centre_id, self.programme_ids, first), Batch(
            self.centre_id, self.programme_ids, second
        )


def due_files(session: Session, now: datetime) -> DueFiles:
    """Read once what is due: asking again for each batch would walk over what the last ones left in the
    index."""
    found = DueFiles()
    statement = (
        select(_application.centre_id, _application.programme_id, _application.id)
        .where(due(now))
        .order_by(_application.centre_id, _application.programme_id, _application.id)
        .execution_options(yield_per=5000)
    )
    for rows in session.execute(statement).partitions():
        for centre_id, programme_id, file_id in rows:
            found.centres.append(centre_id)
            found.programmes.append(programme_id)
            found.files.append(file_id)
    return found


def batches(found: DueFiles, size: int = BATCH) -> Iterator[Batch]:
    """Cut what is due into batches of one centre: one centre's acts never wait for another's."""
    start, total = 0, len(found.files)
    while start < total:
        end = start + 1
        while end < total and end - start < size and found.centres[end] == found.centres[start]:
            end += 1
        programmes = tuple(sorted(set(found.programmes[start:end])))
        yield Batch(found.centres[start], programmes, tuple(found.files[start:end]))
        start = end


def retain_batch(held: Lease, batch: Batch) -> int:
    """Place in contract search those of the batch that are still due; return how many. Raises LeaseLost."""
    with transaction() as session:
        lease.fenced(session, held)
        sqlite = session.get_bind().dialect.name == "sqlite"
        if not sqlite:  # SQLite's one lock is already ours
            session.execute(_LOCK, {"ids": list(batch.programme_ids)})
        now = clock.now()
        ids = str(list(batch.file_ids)) if sqlite else list(batch.file_ids)
        rows = session.execute(_RETAIN[sqlite], {"ids": ids, "now": now}).all()
        _tell(session, batch.centre_id, rows, now)
    return len(rows)


def _tell(session: Session, centre_id: int, rows: Sequence[Retained], now: datetime) -> None:
    """Write the journal line and queue the mail of each file."""
    details = _Details(clock.wall())
    ordered = sorted(rows)
    record_many(
        session,
        centre_id,
        [
            Line(EVENT, SYSTEM, now, programme_id, candidate_id, file_id, None, details.of(rule, due_at))
            for file_id, programme_id, candidate_id, rule, due_at in ordered
        ],
    )
    queue_many(
        session,
        [
            Mail(
                f"application:{file_id}:{EVENT}",
                TEMPLATE,
                to_candidate(candidate_id),
                now,
                {"application": file_id},
            )
            for file_id, _, candidate_id, _, _ in ordered
        ],
    )


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
