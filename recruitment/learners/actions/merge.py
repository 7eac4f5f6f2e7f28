"""Put the two files of one learner together: nothing is lost, and the file that goes can be read back (R6.2)."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.learners import writing
from recruitment.learners.comparison import agreed, flat, settled, unflat
from recruitment.learners.freshening import joined_guardians
from recruitment.learners.locks import Author, lock_learners
from recruitment.learners.models import Learner, Registration
from recruitment.learners.people import of_learner
from recruitment.rules.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Merged:
    """Two files made one."""

    kept_id: int
    merged_id: int
    registrations: int


def merge(
    author: Author,
    kept_id: int,
    merged_id: int,
    *,
    taken: Collection[str],
    version: int | None = None,
    submission: Submission | None = None,
) -> Merged:
    """Keep one file and move the other's registrations, with their documents, to it.

    `taken`: the fields whose value comes from the file that goes; a guardian of it takes the place that is free. The
    row that goes stays as it was, tied to the one kept. The caller has checked that the person may complete both.
    Raises RuleViolation: learner_elsewhere, learner_merged, stale_version, key_reused.
    """
    with transaction() as session:
        rows = lock_learners(session, [kept_id, merged_id])
        if len(rows) < 2:
            raise NoResultFound
        answered = replay(session, submission)
        if answered is not None:
            return Merged(**answered)
        now = clock.now()
        kept, gone = rows[kept_id], rows[merged_id]
        _check(kept, gone, version)
        _leave(session, kept_id, merged_id, now)
        changed = _take(session, kept, gone, taken, now)
        moved = _move(session, kept_id, merged_id, now)
        details = {"learner": kept_id, "merged": merged_id, "registrations": moved, "fields": changed}
        line = Line("learners_merged", person(author.id), now, details=details)
        record(session, kept.centre_id, line)
        merged = Merged(kept_id, merged_id, len(moved))
        remember(session, submission, asdict(merged), now)
    return merged


def _check(kept: Any, gone: Any, version: int | None) -> None:
    if kept.centre_id != gone.centre_id or kept.erased_at is not None or gone.erased_at is not None:
        raise RuleViolation("learner_elsewhere")
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise RuleViolation("learner_merged")
    if version is not None and version != kept.version:
        raise RuleViolation("stale_version")


def _leave(session: Session, kept_id: int, merged_id: int, now: datetime) -> None:
    """Tie the file that goes, and those that went into it before, to the one kept: first of all, the INE is one's."""
    session.execute(
        update(Learner)
        .where(Learner.id == merged_id)
        .values(merged_into_id=kept_id, merged_at=now, version=Learner.version + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Learner)
        .where(Learner.merged_into_id == merged_id)
        .values(merged_into_id=kept_id)
        .execution_options(synchronize_session=False)
    )


def _take(session: Session, kept: Any, gone: Any, taken: Collection[str], now: datetime) -> list[str]:
    guardians = writing.learner_guardians(session, [kept.id, gone.id])
    mine, theirs = guardians.get(kept.id, {}), guardians.get(gone.id, {})
    values, chosen = unflat(settled(flat(of_learner(kept), mine), flat(of_learner(gone), theirs), taken))
    said = agreed(values, of_learner(gone))
    if values["ine"] and values["ine"] == gone.ine:
        said["ine_origin"] = gone.ine_origin
    changed = writing.change_learner(session, kept, said, now)
    together = joined_guardians(chosen, {at: one for at, one in theirs.items() if one not in chosen.values()})
    if together != mine:
        writing.write_guardians(session, kept.id, together)
        changed.append("guardians")
    return changed


def _move(session: Session, kept_id: int, merged_id: int, now: datetime) -> list[int]:
    ids = session.scalars(
        select(Registration.id).where(Registration.learner_id == merged_id).order_by(Registration.id)
    ).all()
    session.execute(
        update(Registration)
        .where(Registration.learner_id == merged_id)
        .values(learner_id=kept_id, version=Registration.version + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    return list(ids)
