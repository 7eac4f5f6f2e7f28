"""`flask jobs …`: CSV on standard output, messages on standard error, the exit status."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core import jobs
from recruitment.core.clock import PARIS
from recruitment.core.models import JobLease, JobRun
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.schedule.jobs import JOBS
from tests.builders import make_application
from tests.databases import ROOT, environment, flask

PASSAGE = datetime(2025, 6, 1, 22, 0, tzinfo=UTC)


def test_run_does_the_job_and_prints_a_line(app: Flask, session: Session) -> None:
    make_application()
    with time_machine.travel(PASSAGE, tick=False):
        result = app.test_cli_runner().invoke(args=["jobs", "run", "sweep-deadlines"])
    assert result.exit_code == 0
    header, line = result.stdout.splitlines()
    assert header == "job;rows;outcome;seconds"
    assert line.startswith("sweep-deadlines;1;done;")
    session.rollback()
    assert session.scalars(select(Application.state)).all() == ["seeking_contract"]
    assert session.scalars(select(JobRun.started_by)).all() == ["command"]


def test_dry_run_prints_what_would_be_done_and_does_nothing(app: Flask, session: Session) -> None:
    make_application()
    with time_machine.travel(PASSAGE, tick=False):
        result = app.test_cli_runner().invoke(args=["jobs", "run", "sweep-deadlines", "--dry-run"])
    assert result.exit_code == 0
    header, line = result.stdout.splitlines()
    assert header.split(";") == ["candidat", "formation", "dernier jour", "passage automatique", "règle"]
    assert line.split(";")[2:] == ["2025-05-28", "2025-06-02T00:00:00+02:00", "fixed_last_day"]
    assert session.scalars(select(Application.state)).all() == ["confirmed"]
    assert session.scalars(select(JobRun.id)).all() == []


EVENING = datetime(2025, 6, 1, 23, 58, tzinfo=PARIS)
DRY_RUN = ("jobs", "run", "sweep-deadlines", "--dry-run")


def _dry_run(app: Flask, *more: str) -> Result:
    with time_machine.travel(EVENING, tick=False):
        return app.test_cli_runner().invoke(args=[*DRY_RUN, *more])


def test_r3_7_a_dry_run_of_the_sweep_shows_the_coming_night(app: Flask, session: Session) -> None:
    make_application()
    result = _dry_run(app)
    assert len(result.stdout.splitlines()) == 2
    assert "Aperçu au 2 juin 2025 à 0 h 00" in result.stderr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("at", "lines"),
    [("2025-06-01T23:59", 1), ("2025-06-02T00:00", 2), ("2025-06-02 00:05", 2), ("02/06/2025", 2)],
)
def test_r3_7_a_dry_run_can_be_of_any_date(at: str, lines: int, app: Flask, session: Session) -> None:
    make_application()
    result = _dry_run(app, "--at", at)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == lines
    assert session.scalars(select(Application.state)).all() == ["confirmed"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("demain", "Écrivez un jour et une heure de Paris"),
        ("2025-02-30T10:00", "Écrivez un jour et une heure de Paris"),
        ("0001-01-01T00:00", "Écrivez une année de 2000 à 2100."),
        ("2025-03-30T02:30", "Cette heure n’existe pas à Paris"),
    ],
)
def test_what_is_no_instant_of_paris_is_told(at: str, said: str, app: Flask) -> None:
    result = _dry_run(app, "--at", at)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_an_instant_is_for_a_preview_that_depends_on_it(app: Flask, session: Session) -> None:
    make_application()
    runner = app.test_cli_runner()
    acts = runner.invoke(args=["jobs", "run", "sweep-deadlines", "--at", "2025-06-02T00:05"])
    assert (acts.exit_code, session.scalars(select(JobRun.id)).all()) == (1, [])
    assert "--at ne se donne qu’avec --dry-run" in acts.stderr
    undated = runner.invoke(args=["jobs", "run", "send-mails", "--dry-run", "--at", "2025-06-02T00:05"])
    assert undated.exit_code == 1
    assert "maintenant" in undated.stderr


def test_a_job_that_fails_ends_with_status_1_and_says_why(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    with time_machine.travel(PASSAGE, tick=False):
        runner.invoke(args=["jobs", "run", "sweep-deadlines"])
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False):
        result = runner.invoke(args=["jobs", "run", "sweep-deadlines"])
    assert result.exit_code == 1
    assert "L’horloge du serveur a fait un saut." in result.stderr


def test_i16_acknowledging_the_clock_is_kept_in_the_journal(app: Flask, session: Session) -> None:
    with time_machine.travel(PASSAGE, tick=False):
        result = app.test_cli_runner().invoke(args=["jobs", "acknowledge-clock"])
        back = datetime(2025, 5, 1, tzinfo=UTC)
    assert result.exit_code == 0
    line = session.execute(select(JournalEntry.chain, JournalEntry.event, JournalEntry.actor_kind)).one()
    assert tuple(line) == (0, "clock_acknowledged", "operator")
    with time_machine.travel(back, tick=False):
        refused = app.test_cli_runner().invoke(args=["jobs", "acknowledge-clock"])
    assert refused.exit_code == 1


def test_list_gives_every_job(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "list"])
    assert result.exit_code == 0
    names = [line.split(";")[0] for line in result.stdout.splitlines()[1:]]
    assert names == [job.name for job in JOBS]


def test_run_waits_for_the_one_at_it_even_when_it_was_killed(app: Flask, migrated: str) -> None:
    """F1: what a killed process of this machine held does not keep the next one waiting."""
    with transaction() as session:
        run = jobs.begin(session, "sweep-deadlines", started_by="tick")
        host = run.lease.holder.rsplit(":", 2)[0]
        session.execute(JobLease.__table__.update().values(holder=f"{host}:999999999:aaaa"))  # type: ignore[attr-defined]
    result = flask("jobs", "run", "sweep-deadlines", url=migrated)
    assert result.stdout.splitlines()[1].startswith("sweep-deadlines;0;done;")


def test_f50_serve_runs_the_jobs_and_ends_at_sigterm(app: Flask, session: Session, migrated: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "app", "jobs", "serve"]
    env = {**os.environ, **environment(migrated)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while "running" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(30) == 0, rest
    assert "stopping" in rest
    session.rollback()
    assert set(session.scalars(select(JobLease.holder))) <= {None}
    assert "running" not in session.scalars(select(JobRun.outcome)).all()
