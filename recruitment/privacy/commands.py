"""`flask privacy …`: carry retention out, and answer who saw what."""

import sys
from collections.abc import Iterable
from datetime import datetime

import click
from flask.cli import AppGroup

from recruitment.core import clock, jobs
from recruitment.core.csvfile import csv_line
from recruitment.core.database import db, patiently
from recruitment.core.jobs import Incomplete, Run, Work
from recruitment.core.transaction import transaction
from recruitment.labels import refusal_sentence
from recruitment.privacy import consultations, data_map
from recruitment.privacy.files_taken import Wanted
from recruitment.privacy.jobs import (
    ANONYMISE,
    HEADER,
    PURGE,
    anonymise_candidates,
    preview_anonymise,
    preview_purge,
    purge_again,
    purge_sessions,
)
from recruitment.rules.errors import RuleViolation

cli = AppGroup("privacy", help="Personal data: retention, and who saw what.")
DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@cli.command()
@click.option("--dry-run", is_flag=True, help="Print who would go, and do nothing.")
@click.option(
    "--again", is_flag=True, help="First erase again those of the list: after a backup was restored."
)
def purge(dry_run: bool, again: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Make anonymous those whose time has come; who goes is printed as CSV, by id."""
    session, now = db.session(), clock.now()
    _print(HEADER)
    for preview in (preview_anonymise, preview_purge):
        for row in preview(session, now).rows:
            _print(row)
    if dry_run:
        return
    if again:
        _run(ANONYMISE, purge_again)
    _run(ANONYMISE, anonymise_candidates)
    _run(PURGE, purge_sessions)


@cli.command()
@click.option("--from", "since", type=DAY, required=True, help="The first instant, Paris time.")
@click.option("--until", type=DAY, required=True, help="The instant after the last, Paris time.")
@click.option("--account", metavar="EMAIL", help="Only what this account saw or exported.")
def accesses(since: datetime, until: datetime, account: str | None) -> None:
    """Print as CSV who saw, printed or exported whose details: a line per person and candidate."""
    wanted = Wanted(since=_paris(since), until=_paris(until), email=account or "")
    _print(consultations.HEADER)
    for row in consultations.rows(db.session(), wanted):
        _print(row)


def _paris(instant: datetime) -> datetime:
    return instant.replace(tzinfo=clock.PARIS)


def _run(name: str, work: Work) -> None:
    """Run retention under the lease of its job; the outcome is kept with the others."""
    try:
        with transaction() as session:
            run = jobs.begin(session, name, started_by="command")
    except RuleViolation as refusal:
        click.echo(refusal_sentence(refusal), err=True)
        sys.exit(1)
    outcome = _outcome(run, work)
    with transaction() as session:
        jobs.finish(session, run, outcome)
    for line in (*run.lines, f"{name} : {run.rows} candidats."):
        click.echo(line, err=True)
    if outcome != "done":
        sys.exit(1)


def _outcome(run: Run, work: Work) -> str:
    try:
        with patiently():
            work(run)
    except RuleViolation as refusal:
        run.log(refusal_sentence(refusal))
        return "failed"
    except Incomplete as left:
        run.log(str(left))
        return "failed"
    return "done"


def _print(cells: Iterable[object]) -> None:
    click.echo(csv_line(cells), nl=False)


@cli.command("map")
def print_map() -> None:
    """Print the data map: what `docs/data.md` holds."""
    click.echo(data_map.render(), nl=False)
