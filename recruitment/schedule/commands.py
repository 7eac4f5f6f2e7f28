"""`flask jobs …`: run them, list them, preview one, and vouch for the clock."""

import sys
import threading
from collections.abc import Iterable
from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from recruitment.core import clock, clock_guard
from recruitment.core.csvfile import csv_line
from recruitment.core.database import db
from recruitment.core.jobs import Run
from recruitment.core.transaction import transaction
from recruitment.invariants.start import refuse_without_guards
from recruitment.journal.actions import INSTALLATION, OPERATOR, Line, record
from recruitment.labels import dates, refusal_sentence
from recruitment.rules.errors import RuleViolation
from recruitment.schedule import queries, ticker
from recruitment.schedule.job import Job
from recruitment.schedule.jobs import BY_NAME, JOBS
from recruitment.schedule.moments import DATED, ONLY_NOW, InstantRefused, default_instant, read_instant
from recruitment.schedule.runner import run_job

HELD_ELSEWHERE = timedelta(seconds=90)  # longer than a lease that nobody renews
LOOK_AGAIN = 0.5  # seconds
AT_WITHOUT_DRY_RUN = "--at ne se donne qu’avec --dry-run : une tâche ne s’exécute qu’à l’heure qu’il est."

cli = AppGroup("jobs", help="Run the jobs, list them, preview one.")


@cli.command()
def serve() -> None:
    """Run every job when it is due, until told to stop; the batch under way is finished."""
    refuse_without_guards()
    ticker.serve(current_app._get_current_object())  # type: ignore[attr-defined]


@cli.command("list")
def list_jobs() -> None:
    """Print each job with its last and its next run, as CSV."""
    _print(("job", "title", "last_run", "outcome", "rows", "seconds", "next_run", "running"))
    for line in queries.overview(db.session(), JOBS, clock.now()):
        last = line.last
        _print(
            (
                line.job.name,
                line.job.title,
                clock.in_paris(last.procedure_time) if last else None,
                last.outcome if last else None,
                last.rows if last else None,
                round(last.duration.total_seconds(), 1) if last and last.duration else None,
                clock.in_paris(line.next_run),
                line.running,
            )
        )


@cli.command()
@click.argument("name", type=click.Choice([job.name for job in JOBS]))
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@click.option(
    "--at", metavar="INSTANT", help="With --dry-run: what it would do then, Paris time (2025-06-02T00:05)."
)
def run(name: str, dry_run: bool, at: str | None) -> None:  # noqa: FBT001 - click passes options by name
    """Run a job now. What it did is printed as CSV, what it says on standard error.

    A dry run of a sweep shows the coming night unless --at says otherwise, of another job the present.
    """
    job = BY_NAME[name]
    if at is not None and not dry_run:
        raise click.ClickException(AT_WITHOUT_DRY_RUN)
    if dry_run:
        _preview(job, at)
        return
    done = _run_when_free(job)
    for line in done.lines:
        click.echo(line, err=True)
    last = next(one for one in queries.runs(db.session(), name) if one.id == done.id)
    _print(("job", "rows", "outcome", "seconds"))
    _print(
        (name, last.rows, last.outcome, round(last.duration.total_seconds(), 3) if last.duration else None)
    )
    sys.exit(0 if last.outcome == "done" else 1)


@cli.command("acknowledge-clock")
def acknowledge_clock() -> None:
    """Say that the time shown is right after a jump of more than 45 days; the jobs go on."""
    now = clock.now()
    try:
        with transaction() as session:
            before = clock_guard.acknowledge(session, now)
            details = {"before": before, "now": now}
            record(session, INSTALLATION, Line("clock_acknowledged", OPERATOR, now, details=details))
    except RuleViolation as refusal:
        click.echo(refusal_sentence(refusal), err=True)
        sys.exit(1)
    click.echo(f"Horloge reconnue : {clock.in_paris(now).isoformat(timespec='seconds')}", err=True)


@cli.command("allow-acts")
def allow_acts() -> None:
    """Let decisions and contracts go on, once somebody has looked at what the nightly check found."""
    with transaction() as session:
        stopped = clock_guard.allow_acts(session)
        if stopped:
            record(session, INSTALLATION, Line("acts_allowed", OPERATOR, clock.now()))
    click.echo("Les actes reprennent." if stopped else "Les actes n’étaient pas suspendus.", err=True)


def _preview(job: Job, at: str | None) -> None:
    """Print what a job would do at an instant, and say which."""
    if at is not None and job.name not in DATED:
        raise click.ClickException(ONLY_NOW)
    try:
        instant = default_instant(job.name, clock.now()) if at is None else read_instant(at)
    except InstantRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"Aperçu au {dates.instant(instant)} : rien n’est fait.", err=True)
    planned = job.preview(db.session(), instant)
    _print(planned.header)
    for row in planned.rows:
        _print(row)


def _run_when_free(job: Job) -> Run:
    """Run a job; when another process is at it, wait for its end, then run all the same."""
    waited = 0.0
    while True:
        try:
            return run_job(job, started_by="command")
        except RuleViolation as refusal:
            if refusal.code != "job_running" or waited >= HELD_ELSEWHERE.total_seconds():
                click.echo(refusal_sentence(refusal), err=True)
                sys.exit(1)
            if not waited:
                click.echo("Une exécution est en cours : attente de sa fin.", err=True)
        threading.Event().wait(LOOK_AGAIN)
        waited += LOOK_AGAIN


def _print(cells: Iterable[object]) -> None:
    click.echo(csv_line(cells), nl=False)
