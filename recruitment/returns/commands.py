"""`flask pegase|dashboard|sifa export`: the file of a centre, its errors on standard error."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from recruitment.accounts.commands import refusals_on_stderr
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.actions import OPERATOR
from recruitment.programmes.models import Campaign, TrainingCentre
from recruitment.returns.actions import Taker, take
from recruitment.returns.controls import GRAVITY, examined
from recruitment.returns.field import File
from recruitment.returns.files import DIPLOMAS, RNCP, file_of
from recruitment.returns.queries import Wanted
from recruitment.rules.errors import RuleViolation

pegase_cli = AppGroup("pegase", help="The file of registrations that Pégase reads.")
dashboard_cli = AppGroup("dashboard", help="The import file of the dashboard of apprenticeship.")
sifa_cli = AppGroup("sifa", help="The file of the survey of apprentices.")

_centre = click.option("--centre", "uai", metavar="UAI", required=True, help="Which centre.")
_campaign = click.option("--campaign", "year", type=int, required=True, help="The year of the session.")
_out = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write."
)
_whole = click.option("--whole", is_flag=True, help="Write nothing unless nobody is left out.")


@pegase_cli.command("export")
@_centre
@_campaign
@_out
@_whole
@refusals_on_stderr
def pegase(uai: str, year: int, out: Path, *, whole: bool) -> None:
    """Write the registrations of a session for Pégase."""
    _export("pegase", uai, year, out, whole=whole)


@dashboard_cli.command("export")
@_centre
@_campaign
@_out
@_whole
@refusals_on_stderr
def dashboard(uai: str, year: int, out: Path, *, whole: bool) -> None:
    """Write the 62 columns of the dashboard."""
    _export("tableau-de-bord", uai, year, out, whole=whole)


@sifa_cli.command("export")
@_centre
@_campaign
@_out
@_whole
@click.option(
    "--codes", type=click.Choice([DIPLOMAS, RNCP]), default=DIPLOMAS, help="Trainings by which code."
)
@refusals_on_stderr
def sifa(uai: str, year: int, out: Path, codes: str, *, whole: bool) -> None:
    """Write the 47 columns of the survey."""
    _export("sifa", uai, year, out, whole=whole, codes=codes)


def _export(kind: str, uai: str, year: int, out: Path, *, whole: bool, codes: str = DIPLOMAS) -> None:
    file, wanted = file_of(kind, codes=codes), _wanted(uai, year)
    _say_errors(file, wanted, whole=whole)
    taken = take(file, wanted, Taker(OPERATOR), out.name, {"codes": codes} if kind == "sifa" else None)
    beside = out.with_name(out.name + ".partiel")
    with beside.open("wb") as handle:
        for chunk in taken.chunks():
            handle.write(chunk)
    beside.replace(out)
    left = f", {taken.left_out} écartées pour erreur, {taken.outside} non concernées"
    click.echo(f"{out} : {taken.rows} lignes{left}.", err=True)


def _say_errors(file: File, wanted: Wanted, *, whole: bool) -> None:
    blocked = 0
    for subject, _outside, found in examined(file, wanted, clock.today()):
        blocked += found.blocked
        for one in found.findings:
            who = f"n° {subject.admitted.candidate_number}"
            click.echo(f"{who} | {one.column} | {GRAVITY[one.blocking]} | {one.sentence}", err=True)
    if whole and blocked:
        raise click.ClickException(f"{blocked} personnes ont une erreur bloquante : rien n’a été écrit.")


def _wanted(uai: str, year: int) -> Wanted:
    campaign_id = db.session.scalar(select(Campaign.id).where(Campaign.year == year))
    if campaign_id is None:
        raise click.ClickException(f"Aucune session {year} : chargez d’abord son calendrier.")
    centre_id = db.session.scalar(select(TrainingCentre.id).where(TrainingCentre.uai == uai))
    if centre_id is None:
        raise RuleViolation("centre_unknown", uai=uai)
    return Wanted(centre_id, campaign_id, year)
