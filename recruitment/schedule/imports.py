"""The imports asked for on the screen, as a job."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from recruitment.admissions import jobs as lists
from recruitment.admissions import reception
from recruitment.apogee.lists import FOLDER
from recruitment.core import clock
from recruitment.core.config import Settings
from recruitment.core.database import db
from recruitment.core.jobs import Preview, Run
from recruitment.exchanges.models import Exchange
from recruitment.transfers import actions, uploads
from recruitment.transfers import jobs as imports
from recruitment.transfers.jobs import WAITING, run_queued_imports
from recruitment.transfers.models import ImportRun

PREVIEWED_KEPT = timedelta(hours=24)  # a file sent in, and its lines, hold personal data


def run_imports(run: Run) -> None:
    """Check and write the imports that wait."""
    settings: Settings = current_app.config["SETTINGS"]
    run_queued_imports(run, Path(settings.data_dir) / "uploads")
    lists.run_queued_lists(run, lists.folder_in(settings.data_dir))


def imports_wait(session: Session) -> bool:
    """Tell whether somebody waits for an import."""
    return any(session.scalar(select(exists().where(waiting))) for waiting in (_WAIT, lists.waiting()))


def preview_imports(session: Session, _now: datetime) -> Preview:
    """Return the imports that wait, the first to be done first."""
    waiting = select(ImportRun.id, ImportRun.file_name, ImportRun.state, ImportRun.created_at)
    rows = [tuple(row) for row in session.execute(waiting.where(_WAIT).order_by(ImportRun.id))]
    admitted = select(Exchange.id, Exchange.file_name, Exchange.state, Exchange.created_at)
    rows += [tuple(row) for row in session.execute(admitted.where(lists.waiting()).order_by(Exchange.id))]
    return Preview(("import", "fichier", "état", "demandé le"), rows)


def forget_imports(run: Run) -> None:
    """Give up the imports that nobody confirmed, and delete what a process that died has left of a file.

    Their lines hold names and addresses.
    """
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    folder, admitted = data_dir / "uploads", lists.folder_in(data_dir)
    for run_id, stored_name in db.session.execute(_forgotten(clock.now())).all():
        run.check_stop()
        actions.cancel(run_id)
        if stored_name:
            (folder / stored_name).unlink(missing_ok=True)
        run.rows += 1
    for exchange_id, _ in db.session.execute(_forgotten_lists(clock.now())).all():
        run.check_stop()
        uploads.drop(admitted, reception.cancel(exchange_id))
        run.rows += 1
    session = db.session()
    for place, kept in (
        (folder, imports.kept(session)),
        (admitted, lists.kept(session)),
        (data_dir / FOLDER, set[str]()),
    ):
        run.rows += uploads.drop_strays(place, kept, clock.wall())


def preview_forgotten(session: Session, now: datetime) -> Preview:
    """Return the imports that would be given up."""
    found = [
        tuple(row) for asked in (_forgotten(now), _forgotten_lists(now)) for row in session.execute(asked)
    ]
    return Preview(("import", "fichier"), found)


def _forgotten(now: datetime) -> Select[*tuple[Any, ...]]:
    columns = select(ImportRun.id, ImportRun.stored_name)
    return columns.where(ImportRun.state == "previewed", ImportRun.created_at < now - PREVIEWED_KEPT)


def _forgotten_lists(now: datetime) -> Select[*tuple[Any, ...]]:
    columns = select(Exchange.id, Exchange.stored_name)
    return columns.where(
        Exchange.source == "platform_file",
        Exchange.state == "previewed",
        Exchange.created_at < now - PREVIEWED_KEPT,
    )


_WAIT = ImportRun.state.in_(WAITING) & ImportRun.stored_name.is_not(None)
