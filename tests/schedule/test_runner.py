"""Running a job: one at a time, its run told whatever happens, at rest without a trace."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.core import jobs, lease
from recruitment.core.clock import PARIS
from recruitment.core.jobs import Preview, Run
from recruitment.core.models import JobRun
from recruitment.core.transaction import transaction
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.cadence import Every
from recruitment.schedule.job import Job
from recruitment.schedule.jobs import BY_NAME, JOBS
from recruitment.schedule.queries import overview
from recruitment.schedule.runner import run_due, run_if_due, run_job
from recruitment.schedule.ticker import Ticker

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)


def a_job(work: Callable[[Run], None]) -> Job:
    every = Every(timedelta(seconds=30))
    return Job("a-job", "Une tâche", "", every, work, lambda *_: Preview((), []))


def nothing(_run: Run) -> None:
    """Find nothing to do."""


def test_a_run_is_told_with_its_rows_and_its_log(session: Session) -> None:
    def work(run: Run) -> None:
        run.rows = 3
        run.log("trois lignes")

    run = run_job(a_job(work), started_by="command")
    row = session.get_one(JobRun, run.id)
    assert (row.outcome, row.rows, row.log, row.started_by) == ("done", 3, "trois lignes", "command")
    assert row.finished_at is not None


def test_a_job_that_fails_is_told_and_gives_its_lease_back(session: Session) -> None:
    def work(_run: Run) -> None:
        raise ZeroDivisionError("secret")

    run = run_job(a_job(work), started_by="tick")
    row = session.get_one(JobRun, run.id)
    assert (row.outcome, row.log) == ("failed", "Erreur : ZeroDivisionError.")
    assert lease.holder(session, "a-job") is None


def test_a_job_that_the_rules_refuse_says_it_in_french(session: Session) -> None:
    def work(_run: Run) -> None:
        raise RuleViolation("clock_suspect", backwards=True)

    run = run_job(a_job(work), started_by="tick")
    assert "L’horloge du serveur a reculé." in session.get_one(JobRun, run.id).log


def test_one_at_a_time(session: Session) -> None:
    def again(_run: Run) -> None:
        with pytest.raises(RuleViolation, match="job_running"):
            run_job(job, started_by="person")
        assert run_if_due(job) is None

    job = a_job(again)
    run = run_job(job, started_by="tick")
    assert session.get_one(JobRun, run.id).outcome == "done"


def test_ticks_that_find_nothing_leave_one_line_only(session: Session) -> None:
    for _ in range(5):
        run_job(a_job(nothing), started_by="tick")
    run_job(a_job(nothing), started_by="command")
    assert session.scalars(select(JobRun.started_by)).all() == ["command"]


def test_a_run_left_by_a_killed_process_is_closed_by_the_next(session: Session) -> None:
    with transaction() as own:
        left = jobs.begin(own, "a-job", started_by="tick")
        lease.release(own, left.lease)
    run_job(a_job(nothing), started_by="command")
    session.expire_all()
    assert session.get_one(JobRun, left.id).outcome == "lost"


def test_what_is_due_runs_and_then_rests(session: Session) -> None:
    with time_machine.travel(NOW, tick=False):
        first = {run.job for run in run_due()}
        assert run_due() == []
    with time_machine.travel(NOW + timedelta(seconds=30), tick=False):
        assert [run.job for run in run_due()] == ["sweep-deadlines", "sweep-offers"]
    assert first == {job.name for job in JOBS if job.waiting is None}


def test_the_overview_gives_the_last_and_the_next_run(session: Session) -> None:
    with time_machine.travel(NOW, tick=False):
        before = overview(session, JOBS, NOW)
        assert all(line.last is None and line.next_run == NOW for line in before)
        run_due()
        session.rollback()
        after = {line.job.name: line for line in overview(session, JOBS, NOW)}
    assert after["sweep-deadlines"].next_run == NOW + timedelta(seconds=30)
    assert after["remind-deadlines"].next_run == datetime(2025, 5, 27, 7, 0, tzinfo=PARIS)
    assert after["check-invariants"].next_run == datetime(2025, 5, 27, 3, 30, tzinfo=PARIS)


def test_every_job_can_be_previewed(session: Session) -> None:
    for job in JOBS:
        planned = job.preview(session, NOW)
        assert planned.header
        list(planned.rows)


def test_the_ticker_wakes_every_job_and_ends_when_asked(app: Flask, session: Session) -> None:
    """The scheduler in the process that serves (`make run`)."""
    awake = threading.Barrier(len(JOBS) + 1, timeout=60)
    ticker = Ticker(app)
    woken: set[str] = set()

    def tick(job: Job) -> None:
        woken.add(job.name)
        awake.wait()

    ticker.tick = tick  # type: ignore[method-assign]
    ticker.start()
    awake.wait()
    assert ticker.close()
    assert woken == set(BY_NAME)


def test_a_tick_runs_a_due_job_in_its_own_context(app: Flask, session: Session) -> None:
    ticker = Ticker(app)
    ticker.tick(BY_NAME["sweep-deadlines"])
    assert session.scalars(select(JobRun.job)).all() == ["sweep-deadlines"]
    ticker.stop.set()
    ticker.tick(BY_NAME["remind-deadlines"])
    session.rollback()
    assert session.scalars(select(JobRun.job)).all() == ["sweep-deadlines"]
