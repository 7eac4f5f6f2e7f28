"""Imports a file as an administrator of its centre does: checked, then written."""

from pathlib import Path

from sqlalchemy import select

from recruitment.accounts.models import Account
from recruitment.core.database import db
from recruitment.transfers import actions, jobs, staging, uploads


def import_file(
    path: Path, kind: str, campaign_id: int, account_id: int | None, *, programme_id: int | None = None
) -> None:
    """Import a file of ours; a line that is refused is a fault of the demonstration."""
    centre_id = db.session().scalar(select(Account.centre_id).where(Account.id == account_id))
    facts = {
        "kind": kind,
        "campaign_id": campaign_id,
        "account_id": account_id,
        "centre_id": centre_id,
        "programme_id": programme_id,
    }
    run_id = actions.receive({**facts, "file_name": path.name, "sha256": uploads.digest_of(path)})
    held = actions.take(run_id)
    if held is None:
        raise RuntimeError(f"the import of {path.name} is held by somebody else")
    try:
        found = jobs.check_file(run_id, path, held, confirmed=True)
        if found.counts[staging.REFUSED]:
            refused = staging.first_lines(db.session(), run_id, staging.REFUSED, 3)
            raise RuntimeError(f"lines refused in {path.name}: {[line.remarks for line in refused]}")
        if found.counts[staging.NEW] or found.counts[staging.CHANGED]:
            actions.write(run_id, held)
        else:
            actions.conclude(run_id, held)
    finally:
        actions.give_back(held)
