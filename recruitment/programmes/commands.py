"""`flask campaign …`: create or update a campaign from a calendar file."""

import sys
import tomllib
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from recruitment.core.database import patiently
from recruitment.journal.actions import OPERATOR
from recruitment.programmes import actions
from recruitment.rules.calendar import Calendar, CalendarError

PACKAGED = Path(__file__).parent / "calendars"

cli = AppGroup("campaign", help="Create or update a campaign from its calendar.")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def load(file: Path) -> None:
    """Create or update the campaign of a calendar FILE (TOML), or of a year that ships with the product
    (2025).

    A change of dates works out again the deadlines of undecided applications. Exit status 1 when nothing is
    loaded.
    """
    try:
        calendar = Calendar.from_mapping(read_toml(file))
        with patiently():
            done = actions.load_campaign(calendar, OPERATOR)
    except CalendarError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        click.echo("Rien n’a été enregistré.", err=True)
        sys.exit(1)
    click.echo(said(done), err=True)
    for missing in calendar.missing():
        click.echo(f"Date encore à donner : {missing.field}", err=True)


def read_toml(file: Path) -> dict[str, Any]:
    """Return the content of a calendar file; raise CalendarError when it cannot be read."""
    packaged = PACKAGED / f"{file}.toml"
    if not file.exists() and packaged.is_file():
        file = packaged
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CalendarError([f"Le fichier n’est pas du TOML : {error}."]) from error
    except OSError as error:
        raise CalendarError([f"Le fichier ne peut pas être lu : {error.strerror}."]) from error


def said(done: actions.CampaignLoaded) -> str:
    """Say in one sentence what was loaded."""
    if done.created:
        return f"Session {done.year} créée."
    if not done.changed:
        return f"Session {done.year} : aucun changement."
    return (
        f"Session {done.year} mise à jour : {', '.join(done.changed)}."
        f" Échéances recalculées : {done.deadlines}."
    )
