"""`flask campaign …`: create or update a campaign from a calendar file."""

import re
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

NOT_TEXT = "Le fichier n’est pas du texte en UTF-8 : donnez un calendrier en TOML."
UNREADABLE = "Ce fichier ne peut pas être lu : vérifiez les droits du compte qui lance la commande."
_LINE_AND_COLUMN = re.compile(r"at line (\d+), column (\d+)")
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
    try:
        if not file.exists() and packaged.is_file():
            file = packaged
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except UnicodeDecodeError as error:
        raise CalendarError([NOT_TEXT]) from error
    except tomllib.TOMLDecodeError as error:
        raise CalendarError([f"Le fichier n’est pas du TOML : {_place(str(error))}."]) from error
    except FileNotFoundError as error:
        years = ", ".join(sorted(path.stem for path in PACKAGED.glob("*.toml")))
        raise CalendarError([f"Ce fichier n’existe pas. Calendriers fournis : {years}."]) from error
    except IsADirectoryError as error:
        raise CalendarError(["C’est un dossier : donnez un fichier."]) from error
    except OSError as error:
        raise CalendarError([UNREADABLE]) from error


def _place(said: str) -> str:
    """Say where the reading stopped; the reader only says it in English."""
    found = _LINE_AND_COLUMN.search(said)
    return f"il ne se lit plus ligne {found[1]}, colonne {found[2]}" if found else "il s’arrête trop tôt"


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
