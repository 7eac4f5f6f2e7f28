"""The sweep: what is due and that nobody decided passes to contract search by itself (R3.4).

It is state-based: it takes what is due when it runs, whenever that is. Each batch is one transaction and
begins by checking that this process still holds the job. Run twice, late, on two machines at once, or killed
half-way and run again, it gives the same result.
"""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from recruitment.applications.passages import preview_files
from recruitment.applications.sweep import batches, due_files, retain_batch
from recruitment.core import clock, clock_guard
from recruitment.core.database import db
from recruitment.core.jobs import Preview, Run
from recruitment.core.sweeping import Sweep
from recruitment.core.transaction import transaction
from recruitment.core.vacuum import vacuum

SWEEP = "sweep-deadlines"
LARGE_SWEEP = 1_000  # from here on PostgreSQL is told to clean the index of what is due


def sweep_deadlines(run: Run) -> None:
    """Place in contract search every file whose passage instant has come (R3.4)."""
    started = clock.now()
    with transaction() as session:
        clock_guard.note_instant(session, started)
    found = due_files(db.session(), started)  # reads only: nobody waits for it
    try:
        Sweep(run, partial(retain_batch, run.lease), "Dossiers").over(batches(found))
    finally:
        if run.rows >= LARGE_SWEEP:
            vacuum("application")


def preview_sweep(session: Session, now: datetime) -> Preview:
    """Return the files that the sweep would take now, without doing it (R3.7)."""
    header = ("candidat", "formation", "dernier jour", "passage automatique", "règle")
    rows = (
        (f.candidate_number, f.programme_code, f.review_deadline, clock.in_paris(f.auto_retain_at), f.rule)
        for f in preview_files(session, now)
    )
    return Preview(header, rows)
