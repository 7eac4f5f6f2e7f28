"""`flask programmes import` and `flask candidates import`: files read on the machine itself.

The list of errors goes to standard output (or to a file), messages to standard error. Exit status: 0 when
every line
was taken, 1 when some were refused (the others are written), 2 when the file as a whole was.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from recruitment.core import clock
from recruitment.core.csvfile import write_rows
from recruitment.core.database import db, patiently
from recruitment.core.tabular import TableRefused
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.errors import RuleViolation
from recruitment.transfers import actions, jobs, uploads, wording
from recruitment.transfers.checking import Checked, FileCheck, Target
from recruitment.transfers.columns import HeadersRefused
from recruitment.transfers.spool import Spool
from recruitment.transfers.staging import REFUSED, Announced, ChangedMeanwhile

SOME_REFUSED, FILE_REFUSED = 1, 2

programmes_cli = AppGroup("programmes", help="Import the programmes of a campaign.")
candidates_cli = AppGroup("candidates", help="Import the candidates of a campaign and their applications.")
replies_cli = AppGroup("replies", help="Import the platform's list of replies to offers.")

_file = click.argument("file", type=click.Path(path_type=Path))
_campaign = click.option("--campaign", "year", type=int, required=True, help="The year of the campaign.")
_report = click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the errors there."
)


@programmes_cli.command("import")
@_file
@_campaign
@_report
def import_programmes(file: Path, year: int, report: Path | None) -> None:
    """Import programmes: all lines are checked, then those that hold are written."""
    _run(file, Target("programmes", _campaign_id(year), year), report, confirmed=True)


@candidates_cli.command("import")
@_file
@_campaign
@click.option("--yes", "confirmed", is_flag=True, help="Write; without it only the preview is shown.")
@_report
def import_candidates(file: Path, year: int, report: Path | None, confirmed: bool) -> None:  # noqa: FBT001 - click's
    """Import candidates, one line per application; nothing is written without --yes."""
    _run(file, Target("candidates", _campaign_id(year), year), report, confirmed=confirmed)


@replies_cli.command("import")
@_file
@_campaign
@click.option("--programme", "code", help="The code of the programme that the list is about.")
@click.option("--yes", "confirmed", is_flag=True, help="Write; without it only the preview is shown.")
@_report
def import_replies(file: Path, year: int, code: str | None, confirmed: bool, report: Path | None) -> None:  # noqa: FBT001 - click's
    """Import replies: those to offers that wait are recorded, contradictions are listed, never overwritten."""
    campaign_id = _campaign_id(year)
    target = Target("replies", campaign_id, year, _programme_id(campaign_id, code) if code else None)
    _run(file, target, report, confirmed=confirmed)


def _run(file: Path, target: Target, report: Path | None, *, confirmed: bool) -> None:
    errors = _Errors(report)
    try:
        with patiently():
            found = _import(file, target, errors) if confirmed else _preview(file, target, errors)
    except (TableRefused, HeadersRefused, RuleViolation) as refusal:
        click.echo(f"Fichier refusé : {wording.file_refusal(refusal)}", err=True)
        sys.exit(FILE_REFUSED)
    except ChangedMeanwhile as change:
        click.echo(wording.changed_meanwhile(change.line), err=True)
        sys.exit(FILE_REFUSED)
    finally:
        errors.close()
    click.echo(wording.summary(target.kind, found.counts), err=True)
    for sentence in wording.effects(found.effects, clock.now()):
        click.echo(sentence, err=True)
    if found.unknown:
        click.echo(f"Colonnes laissées de côté : {', '.join(found.unknown)}", err=True)
    click.echo("Import enregistré." if confirmed else "Aperçu : rien n’a été enregistré.", err=True)
    sys.exit(SOME_REFUSED if found.counts[REFUSED] else 0)


def _preview(file: Path, target: Target, errors: "_Errors") -> Checked:
    """Check the file without keeping anything."""
    with FileCheck(db.session(), file, target, None, clock.now()) as check:
        for lines in check.chunks():
            errors.add(lines, check.found)
        return check.found


def _import(file: Path, target: Target, errors: "_Errors") -> Checked:
    """Check the file to its end, then write what holds, whole or not at all."""
    if not file.is_file():
        raise TableRefused("file_missing")
    facts = {
        "kind": target.kind,
        "campaign_id": target.campaign_id,
        "programme_id": target.programme_id,
        "file_name": file.name[:200],
    }
    run_id = actions.receive({**facts, "sha256": uploads.digest_of(file)})
    held = actions.take(run_id)
    if held is None:
        raise RuleViolation("import_not_ready", state="checking")
    spool, progress = Spool(), _Progress()

    def keep(lines: list[Announced], found: Checked) -> None:
        spool.add(lines)
        errors.add(lines, found)
        progress.show(found)
        actions.note_progress(run_id, held, found)

    try:
        found = jobs.check_file(run_id, file, held, keep, confirmed=True)
        actions.write(run_id, held, spool.chunks())
    except (TableRefused, HeadersRefused, RuleViolation) as refusal:
        actions.fail(run_id, wording.file_refusal(refusal))
        raise
    except ChangedMeanwhile as change:
        actions.fail(run_id, wording.changed_meanwhile(change.line))
        raise
    finally:
        spool.close()
        progress.end()
        actions.give_back(held)
    return found


class _Progress:
    """A line of progress, when somebody looks."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def show(self, found: Checked) -> None:
        if self._shown:
            click.echo(f"\rVérification : {found.progress} / {found.total} lignes", nl=False, err=True)

    def end(self) -> None:
        if self._shown:
            click.echo("", err=True)


class _Errors:
    """The list of errors, written as it comes; it names lines and columns, never what cells hold."""

    def __init__(self, report: Path | None) -> None:
        self._file = report.open("wb") if report else sys.stdout.buffer
        self._owned = report is not None
        self._begun = False

    def add(self, lines: list[Announced], found: Checked) -> None:
        rows = list(wording.error_rows(lines, found.columns))
        if rows:
            for block in self._blocks(rows):
                self._file.write(block)

    def _blocks(self, rows: list[tuple[object, ...]]) -> Iterator[bytes]:
        blocks = write_rows(rows, wording.ERROR_HEADER)
        if self._begun:
            next(blocks)
        self._begun = True
        yield from blocks

    def close(self) -> None:
        if self._owned:
            self._file.close()
        else:
            self._file.flush()


def _programme_id(campaign_id: int, code: str) -> int:
    wanted = select(Programme.id).where(Programme.campaign_id == campaign_id, Programme.code == code)
    found = db.session().scalar(wanted)
    if found is None:
        click.echo(f"La formation {code} n’existe pas dans cette session : vérifiez son code.", err=True)
        sys.exit(FILE_REFUSED)
    return int(found)


def _campaign_id(year: int) -> int:
    found = db.session().scalar(select(Campaign.id).where(Campaign.year == year))
    if found is None:
        click.echo(
            f"La session {year} n’existe pas : chargez d’abord son calendrier (flask campaign load).",
            err=True,
        )
        sys.exit(FILE_REFUSED)
    return int(found)
