"""Imports asked for on the screen, done by the job process: checked, then written once somebody has
confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Run
from recruitment.core.lease import Lease, LeaseLost
from recruitment.core.tabular import TableRefused
from recruitment.programmes.models import Campaign
from recruitment.rules.errors import RuleViolation
from recruitment.transfers import actions, uploads, wording
from recruitment.transfers.checking import Checked, FileCheck, Target
from recruitment.transfers.columns import HeadersRefused
from recruitment.transfers.importers import importer
from recruitment.transfers.models import ImportRun
from recruitment.transfers.staging import ACTIONS, Announced, ChangedMeanwhile


@dataclass(frozen=True, slots=True)
class Waiting:
    """An import that waits for its check or its writing."""

    id: int
    state: str
    stored_name: str | None


Keep: TypeAlias = Callable[[list[Announced], Checked], None]

WAITING = wording.UNDER_WAY
TOO_OFTEN = "L’import a été interrompu trois fois de suite : rien n’a été enregistré. Recommencez-le."


def run_queued_imports(run: Run, folder: Path) -> None:
    """Check and write the imports that wait, the oldest first. Killed half-way, it takes them up again."""
    for waiting in _waiting(db.session()):
        run.check_stop()
        run.keep()
        held = actions.take(waiting.id)
        if held is not None:
            _one(run, waiting, folder, held)


def _one(run: Run, waiting: Waiting, folder: Path, held: Lease) -> None:
    """Take one import a step further: its check, or its writing. A file that is of no more use goes at once."""
    checks = waiting.state == "checking"
    try:
        done = _check(waiting, folder, held) if checks else _write(waiting.id, held)
        run.rows += done
        run.log(f"Import {waiting.id} : {done} lignes {'vérifiées' if checks else 'enregistrées'}.")
    except LeaseLost:
        run.log(f"Import {waiting.id} : repris par un autre processus.")
    except actions.GivenUp:
        run.log(f"Import {waiting.id} : abandonné pendant sa vérification.")
    finally:
        actions.give_back(held)
    if waiting.stored_name not in kept(db.session()):
        uploads.drop(folder, waiting.stored_name)


def check_file(
    run_id: int, path: Path, held: Lease, keep: Keep | None = None, *, confirmed: bool = False
) -> Checked:
    """Check a file, giving its lines to `keep`, by default to the staging table.

    Raises TableRefused, HeadersRefused, RuleViolation, LeaseLost.
    """
    session = db.session()
    keep = keep or partial(actions.stage_chunk, run_id, held)
    row = session.execute(
        select(
            ImportRun.kind,
            ImportRun.campaign_id,
            ImportRun.account_id,
            ImportRun.programme_id,
            Campaign.year,
        )
        .join(Campaign, Campaign.id == ImportRun.campaign_id)
        .where(ImportRun.id == run_id)
    ).one()
    who = importer(session, row.account_id)
    target = Target(row.kind, row.campaign_id, row.year, row.programme_id)
    with FileCheck(session, path, target, who, clock.now()) as check:
        for lines in check.chunks():
            keep(lines, check.found)
        actions.end_check(run_id, held, check.found, confirmed=confirmed)
        return check.found


def _waiting(session: Session) -> list[Waiting]:
    rows = session.execute(
        select(ImportRun.id, ImportRun.state, ImportRun.stored_name)
        .where(ImportRun.state.in_(WAITING), ImportRun.stored_name.is_not(None))
        .order_by(ImportRun.id)
    )
    return [Waiting(*row) for row in rows]


def kept(session: Session) -> set[str]:
    """Return the names of the files that are still of use."""
    names = session.scalars(select(ImportRun.stored_name).where(ImportRun.stored_name.is_not(None)))
    return {name for name in names if name}


def _check(waiting: Waiting, folder: Path, held: Lease) -> int:
    if not actions.begin_check(waiting.id, held):
        actions.fail(waiting.id, TOO_OFTEN)
        return 0
    try:
        found = check_file(waiting.id, folder / str(waiting.stored_name), held)
    except (TableRefused, HeadersRefused, RuleViolation) as refusal:
        actions.fail(waiting.id, wording.file_refusal(refusal))
        return 0
    return sum(found.counts[action] for action in ACTIONS)


def _write(run_id: int, held: Lease) -> int:
    if not actions.announce_writing(run_id, held):
        actions.fail(run_id, TOO_OFTEN)
        return 0
    try:
        return actions.write(run_id, held)
    except ChangedMeanwhile as change:
        actions.fail(run_id, wording.changed_meanwhile(change.line))
    except RuleViolation as violation:
        actions.fail(run_id, wording.file_refusal(violation))
    except DBAPIError as error:
        if not _is_lock(error):
            actions.fail(run_id, wording.UNEXPECTED)
            raise
        actions.wait_again(run_id)  # somebody else held a row too long
    return 0


def _is_lock(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    return "lock" in text or "deadlock" in text
