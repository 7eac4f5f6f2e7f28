"""`flask admitted import`: a list of admitted candidates read on the machine itself.

What is said of lines goes to standard output as CSV, the rest to standard error. Exit status: 0 when every line was
taken, 1 when some were refused (the others are written), 2 when the file as a whole was.
"""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from recruitment.admissions import jobs, reception, wording
from recruitment.admissions.checking import ListCheck, Refused
from recruitment.admissions.difference import Difference, Mode, Outcome
from recruitment.admissions.models import MappingProfile
from recruitment.core import clock
from recruitment.core.csvfile import write_rows
from recruitment.core.database import db, patiently
from recruitment.core.tabular import TableRefused
from recruitment.labels.admissions import reception as received
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.admissions import check_school_year
from recruitment.rules.errors import RuleViolation
from recruitment.transfers import uploads
from recruitment.transfers.columns import HeadersRefused
from recruitment.transfers.wording import file_name

SOME_REFUSED, FILE_REFUSED = 1, 2
HEADER = ("ligne", "numéro", "message")

cli = AppGroup("admitted", help="Import the admitted candidates of a programme.")


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--centre", "uai", required=True, help="The UAI of the centre.")
@click.option("--programme", "code", required=True, help="The code of the programme that the list is about.")
@click.option("--campaign", "year", type=int, required=True, help="The year of the campaign.")
@click.option("--school-year", type=int, help="Its first civil year; the campaign's own by default.")
@click.option("--profile", "profile_name", help="The name of a mapping profile of the centre.")
@click.option(
    "--merge", is_flag=True, help="The list only adds and changes; by default it replaces the pool."
)
@click.option("--gone", type=int, help="How many leave, when more than a fifth of the pool does.")
@click.option("--yes", "confirmed", is_flag=True, help="Write; without it only the difference is shown.")
def import_list(
    file: Path,
    uai: str,
    code: str,
    year: int,
    school_year: int | None,
    profile_name: str | None,
    merge: bool,  # noqa: FBT001 - click's
    gone: int | None,
    confirmed: bool,  # noqa: FBT001 - click's
) -> None:
    """Import a list of admitted candidates; nothing is written without --yes."""
    try:
        programme_id, profile_id = _place(uai, code, year, profile_name)
        check_school_year(year, school_year or year)
        mode = "merge" if merge else "replace"
        sent = reception.Sent(
            programme_id,
            year,
            None,
            file_name(file.name),
            None,
            _digest(file),
            mode=mode,
            profile_id=profile_id,
        )
        with patiently():
            found, more = _import(file, sent, gone) if confirmed else _preview(file, sent, year)
    except (TableRefused, HeadersRefused, RuleViolation) as refusal:
        click.echo(f"Fichier refusé : {wording.file_refusal(refusal)}", err=True)
        sys.exit(FILE_REFUSED)
    except reception.PoolChanged:
        click.echo(wording.CHANGED_MEANWHILE, err=True)
        sys.exit(FILE_REFUSED)
    figures = {**found.counts(), **more}
    click.echo(
        ", ".join(f"{figures[name]} {wording.counted(name, figures[name])}" for name in wording.ACTIONS)
        + ".",
        err=True,
    )
    if confirmed:
        click.echo(f"{received(found.candidates, found.guardians)}.", err=True)
    else:
        click.echo("Aperçu : rien n’a été enregistré.", err=True)
    sys.exit(SOME_REFUSED if more["refused"] else 0)


def _place(uai: str, code: str, year: int, profile_name: str | None) -> tuple[int, int | None]:
    """Return the ids of the programme and of the profile. Raises RuleViolation when one does not exist."""
    session = db.session()
    found = session.execute(
        select(Programme.id, Programme.centre_id)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .join(TrainingCentre, TrainingCentre.id == Programme.centre_id)
        .where(Campaign.year == year, TrainingCentre.uai == uai.upper(), Programme.code == code)
    ).first()
    if found is None:
        if session.scalar(select(TrainingCentre.id).where(TrainingCentre.uai == uai.upper())) is None:
            raise RuleViolation("centre_unknown", uai=uai)
        raise RuleViolation("programme_unknown", programme=code)
    if profile_name is None:
        return found.id, None
    asked = select(MappingProfile.id).where(
        MappingProfile.centre_id == found.centre_id, MappingProfile.name == profile_name
    )
    profile_id = session.scalar(asked)
    if profile_id is None:
        raise RuleViolation("profile_incomplete")
    return found.id, profile_id


def _digest(file: Path) -> str:
    if not file.is_file():
        raise TableRefused("file_missing")
    return uploads.digest_of(file)


def _preview(file: Path, sent: reception.Sent, year: int) -> tuple[Difference, dict[str, int]]:
    session = db.session()
    programme = session.get_one(Programme, sent.programme_id)
    profile = jobs.profile(session, sent.profile_id)
    mode: Mode = "merge" if sent.mode == "merge" else "replace"
    today = clock.today()
    report = _Report()
    with ListCheck(session, file, programme, year=year, today=today, mode=mode, profile=profile) as check:
        found = check.run(report.keep)
    report.end(check)
    return found, check.more()


def _import(file: Path, sent: reception.Sent, gone: int | None) -> tuple[Difference, dict[str, int]]:
    exchange_id = reception.receive(sent)
    held = reception.take(exchange_id)
    if held is None:
        raise RuleViolation("import_not_ready", state="checking")
    report = _Report()
    try:
        reception.begin(exchange_id, held, "checking")
        with jobs.opened(db.session(), exchange_id, file) as check:
            stage = partial(reception.keep_chunk, exchange_id, held)

            def keep(outcomes: Sequence[Outcome], refused: Sequence[Refused], place: tuple[int, int]) -> None:
                stage(outcomes, refused, place)
                report.keep(outcomes, refused, place)

            reception.end_check(exchange_id, held, check.run(keep), check.reader, check.more())
        report.end(check)
        reception.confirm(exchange_id, gone=gone)
        found = reception.write(exchange_id, held, partial(report.progress, "Enregistrement"))
    except (TableRefused, HeadersRefused, RuleViolation) as refusal:
        reception.fail(exchange_id, wording.file_refusal(refusal))
        raise
    except reception.PoolChanged:
        reception.fail(exchange_id, wording.CHANGED_MEANWHILE)
        raise
    except BaseException:  # also when somebody stops the command
        reception.fail(exchange_id, wording.UNEXPECTED)
        raise
    finally:
        reception.give_back(held)
    return found or Difference(), check.more()


class _Report:
    """The CSV of what is said of lines, and a line of progress when somebody looks."""

    def __init__(self) -> None:
        self._rows: list[tuple[object, ...]] = []
        self._shown = sys.stderr.isatty()
        self._begun = False

    def keep(self, outcomes: Sequence[Outcome], refused: Sequence[Refused], place: tuple[int, int]) -> None:
        """Write what is said of a chunk."""
        rows: list[tuple[object, ...]] = [(read.line, read.number or "", said) for read, said in refused]
        rows += [
            (one.record.line, one.number, one.record.note)
            for one in outcomes
            if one.record is not None and one.record.note
        ]
        self._write(sorted(rows, key=lambda row: str(row[0]).zfill(12)))
        self.progress("Vérification", place[0])

    def progress(self, word: str, lines: int) -> None:
        """Say how far it is."""
        if self._shown:
            click.echo(f"\r{word} : {lines} lignes", nl=False, err=True)

    def end(self, check: ListCheck) -> None:
        """Say which headers were left aside."""
        headers = check.reader.headers
        if headers.unknown:
            click.echo(f"Colonnes laissées de côté : {', '.join(headers.unknown)}", err=True)
        if headers.doubled:
            click.echo(f"Colonnes en double, non lues : {', '.join(headers.doubled)}", err=True)

    def _write(self, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        data = b"".join(write_rows(rows, HEADER))
        if self._begun:
            data = data.split(b"\r\n", 1)[1]
        self._begun = True
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
