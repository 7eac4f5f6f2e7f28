"""Refuse to start on a database that has lost its guards, or never had them.

A table that a migration rebuilds on SQLite comes back without its triggers, and nothing says so: decisions could then
be changed and seats exceeded. Whoever serves pages or runs jobs looks first.
"""

import sys

import click

from recruitment.core.database import db
from recruitment.invariants.guards import missing_guards

TOLD = 5  # missing guards named; a database without any lacks all of them


def refuse_without_guards() -> None:
    """End the process with status 1, and say what is missing, unless every trigger and CHECK is there."""
    session = db.session()
    try:
        missing = [name for name, _fault in missing_guards(session)]
    finally:
        session.rollback()
    if not missing:
        return
    named = ", ".join(missing[:TOLD]) + (f" et {len(missing) - TOLD} autres" if len(missing) > TOLD else "")
    click.echo(f"La base de données n’a pas tous ses garde-fous : {named}.", err=True)
    click.echo(
        "Base neuve ou ancienne : flask db upgrade. À jour déjà : restaurez une sauvegarde, "
        "car des décisions ont pu être modifiées (flask invariants le dit).",
        err=True,
    )
    sys.exit(1)
