"""`flask invariants`: look for what should be impossible."""

import sys

import click
from flask.cli import with_appcontext

from recruitment.core.csvfile import csv_line
from recruitment.core.database import db
from recruitment.core.snapshot import hold_snapshot
from recruitment.invariants.queries import INVARIANTS, all_breaches


@click.command("invariants")
@with_appcontext
def cli() -> None:
    """Print each impossible state found as CSV, with its row; the exit status is 1 when there is one."""
    session = db.session()
    hold_snapshot(session)
    count = 0
    click.echo(csv_line(("invariant", "table", "id", "detail")), nl=False)
    for breach in all_breaches(session):
        click.echo(csv_line((breach.invariant, breach.table, breach.id, breach.detail)), nl=False)
        count += 1
    click.echo(f"{len(INVARIANTS)} contrôles, {count or 'aucun'} écart{'s' if count > 1 else ''}.", err=True)
    sys.exit(1 if count else 0)
