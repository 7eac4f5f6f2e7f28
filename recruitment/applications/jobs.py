"""The sweep: what is due and that nobody decided passes to contract search by itself (R3.4).

It is state-based: it takes what is due when it runs, whenever that is. Each batch is one transaction and
begins by checking that this process still holds the job. Run twice, late, on two machines at once, or killed
half-way and run again, it gives the same result.
"""

from datetime import datetime
from time import perf_counter

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from recruitment.applications.passages import preview_files
from recruitment.applications.sweep import Batch, batches, due_files, retain_batch
from recruitment.core import clock, clock_guard
from recruitment.core.database import db
from recruitment.core.jobs import Incomplete, Preview, Run
from recruitment.core.transaction import transaction
from recruitment.core.vacuum import vacuum
from recruitment.rules.errors import RuleViolation

SWEEP = "sweep-deadlines"
LARGE_SWEEP = 1_000  # from here on PostgreSQL is told to clean the index of what is due

# SQLite has one lock for all writers, and who waits for it looks again every 100 ms at worst: after so much
# work, a pause longer than that lets them all in.
SQLITE_WORK = 0.15
SQLITE_PAUSE = 0.11


def sweep_deadlines(run: Run) -> None:
    """Place in contract search every file whose passage instant has come (R3.4)."""
    _Sweep(run).work()


def preview_sweep(session: Session, now: datetime) -> Preview:
    """Return the files that the sweep would take now, without doing it (R3.7)."""
    header = ("candidat", "formation", "dernier jour", "passage automatique", "règle")
    rows = (
        (f.candidate_number, f.programme_code, f.review_deadline, clock.in_paris(f.auto_retain_at), f.rule)
        for f in preview_files(session, now)
    )
    return Preview(header, rows)


class _Sweep:
    """One run: what it could not write is counted, told, and left to the next one."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.left = 0
        self.is_sqlite = db.engine.dialect.name == "sqlite"
        self.worked_since = perf_counter()

    def work(self) -> None:
        """Take what is due, batch by batch."""
        started = clock.now()
        with transaction() as session:
            clock_guard.note_instant(session, started)
        found = due_files(db.session(), started)  # reads only: nobody waits for it
        try:
            for batch in batches(found):
                self.run.check_stop()
                self._take(batch)
                self._let_others_write()
        finally:
            if self.run.rows >= LARGE_SWEEP:
                vacuum("application")
        if self.left:
            raise Incomplete(f"{self.left} candidatures sont remises au prochain passage.")

    def _take(self, batch: Batch) -> None:
        """Take one batch. One file that the database refuses must not hold back the others."""
        try:
            self.run.rows += retain_batch(self.run.lease, batch)
        except OperationalError as error:  # a lock held too long by somebody else, or a deadlock
            self._leave(batch, error)
        except (IntegrityError, RuleViolation) as error:
            if getattr(error, "code", None) == "clock_suspect":
                raise
            if len(batch.file_ids) == 1:
                self._leave(batch, error)
            else:
                for half in batch.halves():
                    self._take(half)

    def _leave(self, batch: Batch, error: Exception) -> None:
        self.left += len(batch.file_ids)
        first = str(error).partition("\n")[0][:200]
        self.run.log(
            f"Candidatures {batch.file_ids[0]} à {batch.file_ids[-1]} : {type(error).__name__}, {first}"
        )

    def _let_others_write(self) -> None:
        if self.is_sqlite and perf_counter() - self.worked_since >= SQLITE_WORK:
            self.run.pause(SQLITE_PAUSE)
            self.worked_since = perf_counter()
