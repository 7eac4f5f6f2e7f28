"""`flask export …`: the files on standard output, messages on standard error."""

import sys
from collections.abc import Iterator
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import ColumnElement, select

from recruitment.accounts.commands import refusals_on_stderr
from recruitment.core.database import db
from recruitment.journal.actions import INSTALLATION, OPERATOR
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState
from recruitment.transfers import export_columns, export_draio, export_statements
from recruitment.transfers.export_actions import Request, export
from recruitment.transfers.export_statements import Scope

cli = AppGroup("export", help="Write the files that are handed out, on standard output.")

_campaign = click.option("--campaign", "year", type=int, required=True, help="The year of the campaign.")
_centre = click.option("--centre", metavar="UAI", help="Only this centre.")


@cli.command()
@_campaign
@_centre
@click.option("--programme", metavar="CODE", help="Only this programme.")
@click.option(
    "--state", type=click.Choice([str(state) for state in ApplicationState]), help="Only this state."
)
@refusals_on_stderr
def applications(year: int, centre: str | None, programme: str | None, state: str | None) -> None:
    """Write a line per application."""
    scope, chain, filters = _scope(year, centre=centre)
    programme_id = _programme(scope, programme) if programme else None
    filters |= {name: value for name, value in (("programme", programme), ("state", state)) if value}
    file = export_statements.applications(
        scope, export_columns.for_programs(), programme_id=programme_id, state=state or ""
    )
    _write(export(file, Request(OPERATOR, chain, programme_id, filters)))


@cli.command()
@_campaign
@_centre
@click.option("--academie", help="Only this académie.")
@click.option(
    "--detail", type=click.Choice(sorted(export_draio.DETAILS)), required=True, help="A line per what."
)
@refusals_on_stderr
def draio(year: int, centre: str | None, academie: str | None, detail: str) -> None:
    """Write a file of the regional authority: a line per programme with its counters, or per contract."""
    scope, chain, filters = _scope(year, centre=centre, academie=academie)
    _write(export(export_draio.DETAILS[detail](scope), Request(OPERATOR, chain, filters=filters)))


def _scope(
    year: int, *, centre: str | None = None, academie: str | None = None
) -> tuple[Scope, int, dict[str, Any]]:
    """Return the programmes asked for, the chain that the export is told in, and the filter as it is told."""
    campaign_id = db.session.scalar(select(Campaign.id).where(Campaign.year == year))
    if campaign_id is None:
        raise click.ClickException(
            f"Aucune session {year} : chargez d’abord son calendrier (flask campaign load)."
        )
    filters: dict[str, Any] = {"campaign": year}
    conditions: list[ColumnElement[bool]] = []
    chain = INSTALLATION
    if academie:
        filters["academie"] = academie
        conditions.append(_of_academie(academie))
    if centre:
        filters["centre"] = centre
        chain = _centre_id(centre)
        conditions.append(Programme.centre_id == chain)
    return Scope(campaign_id, year, tuple(conditions)), chain, filters


def _of_academie(academie: str) -> ColumnElement[bool]:
    known = select(TrainingCentre.id).where(TrainingCentre.academie == academie)
    if db.session.scalar(known.limit(1)) is None:
        raise click.ClickException(f"Aucun établissement connu dans l’académie « {academie} ».")
    return Programme.centre_id.in_(known)


def _centre_id(uai: str) -> int:
    found = db.session.scalar(select(TrainingCentre.id).where(TrainingCentre.uai == uai))
    if found is None:
        raise RuleViolation("centre_unknown", uai=uai)
    return found


def _programme(scope: Scope, code: str) -> int:
    found = db.session.scalar(select(Programme.id).where(scope.condition, Programme.code == code))
    if found is None:
        raise RuleViolation("programme_unknown", programme=code)
    return found


def _write(chunks: Iterator[bytes]) -> None:
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
