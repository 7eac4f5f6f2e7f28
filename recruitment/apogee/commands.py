"""`flask opi …`: the flat files, what comes back from Apogée, and a pass of the web service."""

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from recruitment.accounts.commands import refusals_on_stderr
from recruitment.apogee import files, profiles, queries
from recruitment.apogee.queries import Scope
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.actions import OPERATOR
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.errors import RuleViolation

cli = AppGroup("opi", help="Tell Apogée who was admitted.")
SOME_REFUSED = 1

_centre = click.option("--centre", "uai", metavar="UAI", required=True, help="The centre.")
_campaign = click.option(
    "--campaign", "year", type=int, help="The year of the session; the latest by default."
)


@cli.command()
@_centre
@click.option(
    "--profile", "name", metavar="NAME", required=True, help="tremplin, universite, or the centre's own."
)
@click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where they go."
)
@_campaign
@refusals_on_stderr
def export(uai: str, name: str, folder: Path, year: int | None) -> None:
    """Write the flat files: persons, wishes, and the unfavourable wishes in a second file."""
    scope = _scope(uai, year)
    layout = profiles.found(db.session(), scope.centre_id, name)
    if layout is None:
        known = ", ".join(profiles.names(db.session(), scope.centre_id))
        raise click.ClickException(f"Aucun profil « {name} ». Profils connus : {known}.")
    try:
        done = files.export(
            OPERATOR, scope, (name, layout), partial(_write, folder), (clock.now(), clock.wall())
        )
    except OSError as error:
        raise click.ClickException(
            f"Les fichiers n’ont pas pu être écrits dans {folder} : {error.strerror}. Rien n’a été retenu."
        ) from error
    for line in done.lines:
        if line.action == "refused":
            click.echo(f"{line.candidate_number} : {line.message}", err=True)
    click.echo(f"{done.sent} personnes écrites dans {folder}, {done.refused} non écrites.", err=True)
    if done.refused:
        sys.exit(SOME_REFUSED)


def _scope(uai: str, year: int | None) -> Scope:
    session = db.session()
    centre_id = session.scalar(select(TrainingCentre.id).where(TrainingCentre.uai == uai))
    if centre_id is None:
        raise RuleViolation("centre_unknown", uai=uai)
    found = [scope for scope in queries.scopes(session, centre_id) if year in (None, scope.year)]
    if not found:
        raise click.ClickException(
            "Apogée n’est réglé pour aucune formation de cet établissement et de cette session : saisissez d’abord "
            "leurs VET (/parametrage/apogee)."
        )
    return found[-1]


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Put each file in its place at once: who reads them meanwhile finds the former ones whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        beside = folder / f".{name}.part"
        with beside.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(folder / name)
