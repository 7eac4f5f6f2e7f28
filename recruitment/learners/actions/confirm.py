"""Say by hand who somebody admitted is: a learner known, with the fields chosen of each record, or a new one (R6.2)."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import record
from recruitment.learners import writing
from recruitment.learners.actions.synchronise import told
from recruitment.learners.comparison import agreed, digests, flat, settled, unflat
from recruitment.learners.known import Known
from recruitment.learners.locks import Author, lock_admitted, lock_learners
from recruitment.learners.models import Learner
from recruitment.learners.people import of_admitted, of_learner
from recruitment.rules.errors import RuleViolation
from recruitment.rules.matching import SURE
from recruitment.rules.synchronisation import check_synchronise


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A learner, and the registration that stands."""

    learner_id: int
    registration_id: int


def confirm_same(
    author: Author,
    admitted_id: int,
    learner_id: int,
    *,
    taken: Collection[str],
    version: int | None = None,
    submission: Submission | None = None,
) -> Confirmed:
    """Say that somebody admitted is a learner known; `taken`: the fields whose value comes from the platform.

    The caller has checked that the person may see this learner. One registered already is only freshened. Raises
    RuleViolation: admitted_gone, admitted_not_accepted, already_registered, learner_elsewhere, learner_merged,
    stale_version, ine_taken, key_reused.
    """
    with transaction() as session:
        row, standing, answered = _opened(session, admitted_id, submission)
        if answered is not None:
            return Confirmed(**answered)
        now = clock.now()
        _check(row, standing)
        learner = _learner(session, row.centre_id, learner_id, version)
        if standing is not None and standing.learner_id != learner_id:
            raise RuleViolation("already_registered")
        changed = _write(session, learner, row, taken, now)
        if standing is None:
            registration_id = writing.create_registration(session, row, _read(session, row), learner_id, now)
        else:
            registration_id = standing.id
            writing.read_up_to(session, registration_id, row, _read(session, row))
        event = "learner_confirmed" if standing is None else "learner_updated"
        record(session, row.centre_id, told(event, author, now, row, learner_id, registration_id, changed))
        confirmed = Confirmed(learner_id, registration_id)
        remember(session, submission, asdict(confirmed), now)
    return confirmed


def confirm_new(author: Author, admitted_id: int, *, submission: Submission | None = None) -> Confirmed:
    """Say that somebody admitted is none of the learners that look alike; one INE has one learner, the first.

    Raises RuleViolation: admitted_gone, admitted_not_accepted, already_registered, learner_known, key_reused.
    """
    with transaction() as session:
        row, standing, answered = _opened(session, admitted_id, submission)
        if answered is not None:
            return Confirmed(**answered)
        now = clock.now()
        if standing is not None:
            raise RuleViolation("already_registered")
        _check(row, standing)
        found = Known(session, row.centre_id, [row]).of(row)
        if found.alike and found.alike[0][1] in SURE:
            raise RuleViolation("learner_known")
        values = of_admitted(row)
        if values["ine"] and _ine_held(session, row.centre_id, values["ine"]):
            values["ine"] = None
        learner_id = writing.create_learner(session, row.centre_id, values, now)
        guardians = writing.admitted_guardians(session, [row.id]).get(row.id, {})
        writing.write_guardians(session, learner_id, guardians)
        registration_id = writing.create_registration(session, row, _read(session, row), learner_id, now)
        record(session, row.centre_id, told("learner_created", author, now, row, learner_id, registration_id))
        confirmed = Confirmed(learner_id, registration_id)
        remember(session, submission, asdict(confirmed), now)
    return confirmed


def _opened(
    session: Session, admitted_id: int, submission: Submission | None
) -> tuple[Any, Any, Mapping[str, Any] | None]:
    rows = lock_admitted(session, [admitted_id])
    if admitted_id not in rows:
        raise NoResultFound
    answered = replay(session, submission)
    return rows[admitted_id], writing.standing_of(session, [admitted_id]).get(admitted_id), answered


def _check(row: Any, standing: Any) -> None:
    check_synchronise(
        gone_at=row.gone_at,
        situation=row.situation,
        registered=standing is not None,
        fresh=standing is not None and standing.admitted_version != row.version,
    )


def _learner(session: Session, centre_id: int, learner_id: int, version: int | None) -> Any:
    learner = lock_learners(session, [learner_id]).get(learner_id)
    if learner is None or learner.centre_id != centre_id or learner.erased_at is not None:
        raise RuleViolation("learner_elsewhere")
    if learner.merged_into_id is not None:
        raise RuleViolation("learner_merged")
    if version is not None and version != learner.version:
        raise RuleViolation("stale_version")
    return learner


def _write(session: Session, learner: Any, row: Any, taken: Collection[str], now: datetime) -> list[str]:
    known = writing.learner_guardians(session, [learner.id]).get(learner.id, {})
    incoming = writing.admitted_guardians(session, [row.id]).get(row.id, {})
    theirs = of_admitted(row)
    values, guardians = unflat(settled(flat(of_learner(learner), known), flat(theirs, incoming), taken))
    changed = writing.change_learner(session, learner, agreed(values, theirs), now)
    if guardians != known:
        writing.write_guardians(session, learner.id, guardians)
        changed.append("guardians")
    return changed


def _read(session: Session, row: Any) -> dict[str, str]:
    guardians = writing.admitted_guardians(session, [row.id]).get(row.id, {})
    return digests(flat(of_admitted(row), guardians))


def _ine_held(session: Session, centre_id: int, ine: str) -> bool:
    held = select(Learner.id).where(
        Learner.centre_id == centre_id, Learner.ine == ine, Learner.merged_into_id.is_(None)
    )
    return session.scalar(held) is not None
