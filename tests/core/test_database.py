"""How long PostgreSQL lets a statement run."""

from datetime import time

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from recruitment.core.database import patiently
from recruitment.core.jobs import Preview, Run
from recruitment.core.transaction import transaction
from recruitment.schedule.cadence import DailyAt
from recruitment.schedule.job import Job
from recruitment.schedule.runner import run_job

LIMIT = text("SHOW statement_timeout")


@pytest.fixture
def engine_name() -> str:
    """Only PostgreSQL has such limits."""
    return "postgresql"


def test_a_page_has_ten_seconds_and_long_work_five_minutes(session: Session) -> None:
    assert session.scalar(LIMIT) == "10s"
    with patiently(), transaction() as own:
        assert own.scalar(LIMIT) == "5min"
    session.rollback()
    assert session.scalar(LIMIT) == "10s"


def test_a_job_is_long_work(session: Session) -> None:
    limits: list[str | None] = []

    def work(_run: Run) -> None:
        with transaction() as own:
            limits.append(own.scalar(LIMIT))

    job = Job("a-job", "Une tâche", "", DailyAt(time(3)), work, lambda *_: Preview((), []))
    run_job(job, started_by="command")
    session.rollback()
    assert (limits, session.scalar(LIMIT)) == (["5min"], "10s")
