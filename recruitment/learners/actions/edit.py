"""Change a learner's own file: who they are, how to reach them, their guardians."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.learners import writing
from recruitment.learners.locks import Author, lock_learners
from recruitment.rules.errors import RuleViolation


def edit_learner(
    author: Author,
    learner_id: int,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    submission: Submission | None = None,
) -> list[str]:
    """Write a learner's fields (never the INE, which is checked where it is typed); return those that changed.

    Raises RuleViolation: learner_merged, stale_version, key_reused.
    """
    with transaction() as session:
        row = _opened(session, learner_id)
        answered = replay(session, submission)
        if answered is not None:
            return list(answered["changed"])
        now = clock.now()
        _check(row, version)
        typed = {field: value for field, value in values.items() if value != getattr(row, field)}
        changed = writing.change_learner(session, row, {**typed, "ine": row.ine}, now)
        if changed:
            record(session, row.centre_id, _line(author, now, learner_id, changed))
        remember(session, submission, {"changed": changed}, now)
    return changed


def edit_guardians(
    author: Author,
    learner_id: int,
    guardians: Mapping[int, Mapping[str, Any]],
    *,
    version: int | None = None,
    submission: Submission | None = None,
) -> bool:
    """Make these a learner's guardians; tell whether that changed anything.

    Raises RuleViolation: learner_merged, stale_version, key_reused.
    """
    with transaction() as session:
        row = _opened(session, learner_id)
        answered = replay(session, submission)
        if answered is not None:
            return bool(answered["changed"])
        now = clock.now()
        _check(row, version)
        wanted = {position: dict(one) for position, one in guardians.items() if any(one.values())}
        changed = wanted != writing.learner_guardians(session, [learner_id]).get(learner_id, {})
        if changed:
            writing.write_guardians(session, learner_id, wanted)
            record(session, row.centre_id, _line(author, now, learner_id, ["guardians"]))
        remember(session, submission, {"changed": changed}, now)
    return changed


def _opened(session: Session, learner_id: int) -> Any:
    row = lock_learners(session, [learner_id]).get(learner_id)
    if row is None:
        raise NoResultFound
    return row


def _check(row: Any, version: int | None) -> None:
    if row.merged_into_id is not None:
        raise RuleViolation("learner_merged")
    if row.erased_at is not None:
        raise RuleViolation("learner_elsewhere")
    if version is not None and version != row.version:
        raise RuleViolation("stale_version")


def _line(author: Author, now: Any, learner_id: int, changed: list[str]) -> Line:
    return Line("learner_changed", person(author.id), now, details={"learner": learner_id, "fields": changed})
