"""What is known of the runs of each job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.core import jobs, lease
from recruitment.core.models import JobRun
from recruitment.schedule.cadence import Past
from recruitment.schedule.job import Job

RUNS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run, as the page and the command show it."""

    id: int
    job: str
    started_at: datetime
    finished_at: datetime | None
    procedure_time: datetime
    started_by: str
    account_name: str | None
    rows: int
    outcome: str
    log: str

    @property
    def duration(self) -> timedelta | None:
        """Return how long it took, once it is over."""
        return None if self.finished_at is None else self.finished_at - self.started_at


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job: its last run, and when the next is due."""

    job: Job
    last: RunLine | None
    next_run: datetime
    running: bool


def past_of(session: Session, name: str) -> Past:
    """Return what the cadence asks about the past of a job."""
    tried = session.scalar(
        select(JobRun.procedure_time).where(JobRun.job == name).order_by(JobRun.id.desc()).limit(1)
    )
    return Past(tried, jobs.last_done(session, name))


def overview(session: Session, listed: Sequence[Job], now: datetime) -> list[JobLine]:
    """Return each job with its last run and its next one."""
    lines = []
    for job in listed:
        past = past_of(session, job.name)
        last = next(iter(runs(session, job.name, limit=1)), None)
        next_run = max(job.cadence.next_run(past, now), now)
        lines.append(JobLine(job, last, next_run, lease.holder(session, job.name) is not None))
    return lines


def runs(session: Session, name: str, *, limit: int = RUNS_SHOWN) -> list[RunLine]:
    """Return the latest runs of a job, the last one first."""
    statement = (
        select(
            JobRun.id,
            JobRun.job,
            JobRun.started_at,
            JobRun.finished_at,
            JobRun.procedure_time,
            JobRun.started_by,
            Account.display_name,
            JobRun.rows,
            JobRun.outcome,
            JobRun.log,
        )
        .outerjoin(Account, Account.id == JobRun.account_id)
        .where(JobRun.job == name)
        .order_by(JobRun.id.desc())
        .limit(limit)
    )
    return [RunLine(*row) for row in session.execute(statement)]  # type: ignore[call-arg]
