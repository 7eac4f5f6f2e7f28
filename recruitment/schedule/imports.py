"""The imports asked for on the screen, as a job."""

from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from recruitment.core.config import Settings
from recruitment.core.jobs import Preview, Run
from recruitment.transfers.jobs import WAITING, run_queued_imports
from recruitment.transfers.models import ImportRun


def run_imports(run: Run) -> None:
    """Check and write the imports that wait."""
    settings: Settings = current_app.config["SETTINGS"]
    run_queued_imports(run, Path(settings.data_dir) / "uploads")


def imports_wait(session: Session) -> bool:
    """Tell whether somebody waits for an import."""
    return bool(session.scalar(select(exists().where(_WAIT))))


def preview_imports(session: Session, _now: datetime) -> Preview:
    """Return the imports that wait, the first to be done first."""
    waiting = select(ImportRun.id, ImportRun.file_name, ImportRun.state, ImportRun.created_at)
    rows = session.execute(waiting.where(_WAIT).order_by(ImportRun.id))
    return Preview(("import", "fichier", "état", "demandé le"), [tuple(row) for row in rows])


_WAIT = ImportRun.state.in_(WAITING) & ImportRun.stored_name.is_not(None)
