"""Correct who a candidate is: history kept, decisions untouched, and not undone by the next file.

What the files said until then is kept with the correction: an import that still says so leaves the correction alone
(`transfers/candidate_lines.py`), one that says something new is taken.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.applications.personal_models import CORRECTED, IdentityChange
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.privacy.erasure import lock
from recruitment.rules.errors import RuleViolation

NAMES = ("last_name", "first_name")
_CANDIDATE = Candidate.__table__.c


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody typed: the fields of the form with their values as text, and what the form had shown."""

    values: Mapping[str, str | None]
    shown: str
    everywhere: bool  # by whoever answers for every centre


def correct(
    account_id: int, application: Any, typed: Correction, submission: Submission | None = None
) -> list[str]:
    """Correct a candidate; return the fields that changed.

    Raises RuleViolation: person_erased, stale_version, known_elsewhere, nothing_to_correct.
    """
    with transaction() as session:
        lock(session, [application.candidate_id])
        answered = replay(session, submission)
        if answered is not None:
            return list(answered["fields"])
        row = stored(session, application.candidate_id)
        changes = _changes(session, row, application, typed)
        now = clock.now()
        _keep(session, row, account_id, changes, now)
        _write(session, row, changes, now)
        fields = sorted(changes)
        where = (application.programme_id, row["id"], application.id)
        told = Line("identity_corrected", person(account_id), now, *where, details={"fields": fields})
        record(session, application.centre_id, told)
        remember(session, submission, {"fields": fields}, now)
    return fields


def stored(session: Session, candidate_id: int) -> dict[str, Any]:
    """Return a candidate's row, the date of birth as text like the rest."""
    row = dict(session.execute(select(*_CANDIDATE).where(Candidate.id == candidate_id)).one()._mapping)
    row["birth_date"] = row["birth_date"].isoformat() if row["birth_date"] else None
    return row


def fingerprint(row: Mapping[str, Any]) -> str:
    """Return a digest of what a form shows, to see that it has not changed meanwhile."""
    text = "\x1f".join(row[name] or "" for name in CORRECTED)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def known_elsewhere(session: Session, candidate_id: int, centre_id: int) -> bool:
    """Tell whether another centre has an application of the same candidate."""
    others = exists().where(Application.candidate_id == candidate_id, Application.centre_id != centre_id)
    return bool(session.scalar(select(others)))


def _changes(
    session: Session, row: dict[str, Any], application: Any, typed: Correction
) -> dict[str, str | None]:
    if row["erased_at"] is not None:
        raise RuleViolation("person_erased")
    if typed.shown != fingerprint(row):
        raise RuleViolation("stale_version")
    changes = {name: value for name, value in typed.values.items() if value != row[name]}
    if not changes:
        raise RuleViolation("nothing_to_correct")
    filled = any(row[name] is not None for name in changes)
    if filled and not typed.everywhere and known_elsewhere(session, row["id"], application.centre_id):
        raise RuleViolation("known_elsewhere")
    return changes


def _keep(
    session: Session, row: dict[str, Any], account_id: int, changes: dict[str, str | None], at: datetime
) -> None:
    """Write the history, with what the files said before the first correction."""
    latest = {
        one.field: one
        for one in session.scalars(
            select(IdentityChange).where(IdentityChange.candidate_id == row["id"]).order_by(IdentityChange.id)
        )
    }
    for name in sorted(changes):
        before = latest.get(name)
        corrected = before is not None and before.new_value == row[name]
        session.execute(
            insert(IdentityChange).values(
                candidate_id=row["id"],
                at=at,
                account_id=account_id,
                field=name,
                old_value=row[name],
                new_value=changes[name],
                file_value=before.file_value if before is not None and corrected else row[name],
            )
        )


def _write(session: Session, row: dict[str, Any], changes: dict[str, str | None], at: datetime) -> None:
    values: dict[str, Any] = dict(changes)
    if changes.get("birth_date"):
        values["birth_date"] = date.fromisoformat(str(changes["birth_date"]))
    after = row | changes
    name = fold(f"{after['last_name']} {after['first_name']}")
    words = (name, after["candidate_number"], fold(after["origin_school"] or ""))
    values |= {"sort_name": name[:260], "search_text": " ".join(filter(None, words))[:600], "updated_at": at}
    session.execute(
        update(Candidate)
        .where(Candidate.id == row["id"])
        .values(**values)
        .execution_options(synchronize_session=False)
    )
