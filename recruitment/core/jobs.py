"""A run of a job: what it is given, and the row that tells the administrator what became of it."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from recruitment.core import clock, lease
from recruitment.core.lease import Lease
from recruitment.core.models import JobRun
from recruitment.core.transaction import transaction
from recruitment.rules.errors import RuleViolation

LONGEST_LOG = 20_000  # characters


class Stopped(Exception):  # noqa: N818 - asked for, not a fault
    """The process is asked to end: what is left is for the next run."""


class Incomplete(Exception):  # noqa: N818 - the message is for the administrator
    """The job went on to its end but could not do everything; the next run takes the rest."""


@dataclass(slots=True)
class Run:
    """What a job receives. It counts what it did in `rows` and says what happened with `log`."""

    job: str
    id: int
    lease: Lease
    stop: threading.Event = field(default_factory=threading.Event)
    rows: int = 0
    lines: list[str] = field(default_factory=list)

    def log(self, line: str) -> None:
        """Add a line, in French, for the administrator."""
        self.lines.append(line)

    def check_stop(self) -> None:
        """Raise Stopped when the process is asked to end. Call it between two batches."""
        if self.stop.is_set():
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Let others write; a request to stop ends the pause."""
        self.stop.wait(seconds)

    def keep(self) -> None:
        """Renew the lease during a long reading; raises LeaseLost."""
        with transaction() as session:
            lease.fenced(session, self.lease)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a job would do now: a table with French headings, read and not done."""

    header: tuple[str, ...]
    rows: Iterable[Sequence[object]]


Work = Callable[[Run], None]
Previewer = Callable[[Session, datetime], Preview]


def begin(
    session: Session,
    job: str,
    *,
    started_by: str,
    account_id: int | None = None,
    length: timedelta = lease.LEASE,
    stop: threading.Event | None = None,
) -> Run:
    """Take the lease of a job and open its run. Raises RuleViolation(job_running) when somebody holds it."""
    held = lease.take(session, job, length=length)
    if held is None:
        raise RuleViolation("job_running", job=job)
    unfinished = (JobRun.job == job, JobRun.outcome == "running")
    session.execute(
        update(JobRun)
        .where(*unfinished)
        .values(outcome="lost", finished_at=clock.wall())
        .execution_options(synchronize_session=False)
    )
    run_id = session.execute(
        insert(JobRun)
        .values(
            job=job,
            token=held.token,
            holder=held.holder,
            started_by=started_by,
            account_id=account_id,
            started_at=clock.wall(),
            procedure_time=clock.now(),
            rows=0,
            outcome="running",
            log="",
        )
        .returning(JobRun.id)
    ).scalar_one()
    return Run(job, run_id, held, stop or threading.Event())


def finish(session: Session, run: Run, outcome: str) -> None:
    """Close a run; a job may do it itself as "done", in the transaction of its effects."""
    session.execute(
        update(JobRun)
        .where(JobRun.id == run.id, JobRun.outcome == "running")
        .values(
            outcome=outcome,
            finished_at=clock.wall(),
            rows=run.rows,
            log="\n".join(run.lines)[:LONGEST_LOG],
        )
        .execution_options(synchronize_session=False)
    )
    lease.release(session, run.lease)
    _forget_idle_runs(session, run)


def last_done(session: Session, job: str) -> datetime | None:
    """Return the procedure's time at the beginning of the last run that went to its end."""
    return session.scalar(
        select(func.max(JobRun.procedure_time)).where(JobRun.job == job, JobRun.outcome == "done")
    )


def _forget_idle_runs(session: Session, run: Run) -> None:
    """Keep, of the ticks that found nothing to do, the last one only."""
    session.execute(
        delete(JobRun)
        .where(
            JobRun.job == run.job,
            JobRun.id < run.id,
            JobRun.started_by == "tick",
            JobRun.outcome == "done",
            JobRun.rows == 0,
        )
        .execution_options(synchronize_session=False)
    )
