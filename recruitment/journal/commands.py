"""`flask journal …`: verify that no line was altered, removed or reordered."""

import sys

import click
from flask.cli import AppGroup

from recruitment.core.csvfile import csv_line
from recruitment.core.database import db
from recruitment.core.snapshot import hold_snapshot
from recruitment.journal.queries import verify as broken_places

cli = AppGroup("journal", help="Verify the journal.")


@cli.command()
@click.option(
    "--chain", type=int, help="The chain of one centre (its id), or 0 for the installation's; all by default."
)
def verify(chain: int | None) -> None:
    """Print each broken place as CSV; the exit status is 1 when there is one."""
    session = db.session()
    hold_snapshot(session)
    count = 0
    click.echo(csv_line(("chain", "seq", "kind", "detail")), nl=False)
    for breach in broken_places(session, chain):
        click.echo(csv_line((breach.chain, breach.seq, breach.kind, breach.detail)), nl=False)
        count += 1
    places = f"{count} endroit{'s' if count > 1 else ''}"
    click.echo("Journal entier." if count == 0 else f"Journal rompu en {places}.", err=True)
    sys.exit(1 if count else 0)
