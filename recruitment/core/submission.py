"""Single-use keys: a form sent twice counts once and gets the same answer.

The key is remembered in the transaction of the act itself: an act that failed leaves its key free, one that
was carried out answers again what it answered first. The same key with another content is refused.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from recruitment.core.models import SubmissionRow
from recruitment.rules.errors import RuleViolation

NO_ACCOUNT = 0  # a candidate has none: the route says which one sent the form


@dataclass(frozen=True)
class Submission:
    """One sending of one form by one person; `account_id` is NO_ACCOUNT for a candidate."""

    account_id: int
    route: str
    key: str
    body_hash: str


def new_key() -> str:
    """Return a fresh key for a form, unguessable."""
    return secrets.token_urlsafe(24)


def body_hash(fields: Mapping[str, object]) -> str:
    """Return the digest of what was typed, without order."""
    text = "\x1e".join(f"{name}\x1f{fields[name]}" for name in sorted(fields))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def replay(session: Session, submission: Submission | None) -> dict[str, Any] | None:
    """Return the answer already given to this key, or None when it is new. Raises RuleViolation(key_reused).

    Call it once the rows of the act are locked: of two sendings at the same instant the second then finds
    the first.
    """
    if submission is None:
        return None
    row = session.execute(
        select(SubmissionRow.body_hash, SubmissionRow.result).where(
            SubmissionRow.account_id == submission.account_id,
            SubmissionRow.route == submission.route,
            SubmissionRow.key == submission.key,
        )
    ).first()
    return None if row is None else answered(submission, row.body_hash, row.result)


def answered(submission: Submission, body_hash: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return a remembered answer. Raises RuleViolation(key_reused) when it was to another content."""
    if body_hash != submission.body_hash:
        raise RuleViolation("key_reused")
    return dict(result)


def remember(session: Session, submission: Submission | None, result: dict[str, Any], at: datetime) -> None:
    """Keep the answer of an act beside the act."""
    if submission is None:
        return
    session.execute(
        insert(SubmissionRow).values(
            account_id=submission.account_id,
            route=submission.route,
            key=submission.key,
            body_hash=submission.body_hash,
            result=result,
            created_at=at,
        )
    )
