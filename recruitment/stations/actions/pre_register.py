"""What an admitted person saves, step by step, then sends; it can be corrected until the validation (R6.8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Actor, Line, record
from recruitment.rules.errors import RuleViolation
from recruitment.stations import pool, steps
from recruitment.stations.models import PreRegistration


def of_person(session: Session, found: Row[Any]) -> PreRegistration:
    """Return somebody's pre-registration, begun if need be; the person is locked by the caller."""
    admitted = found.Admitted
    row = session.get(PreRegistration, admitted.id, populate_existing=True)
    if row is None:
        row = PreRegistration(
            admitted_id=admitted.id,
            programme_id=admitted.programme_id,
            centre_id=admitted.centre_id,
            link_generation=0,
            answers={},
            sent_times=0,
            version=1,
        )
        session.add(row)
        session.flush()
    return row


def save_step(admitted_id: int, slug: str, typed: Mapping[str, Any]) -> None:
    """Keep what was typed in one step. Raises not_in_pool or pre_registration_closed."""
    with transaction() as session:
        row = _open(session, admitted_id)[1]
        row.answers = {**row.answers, slug: dict(typed)}
        row.saved_at = clock.now()
        row.version += 1
        session.flush()


def send(admitted_id: int, *, submission: Submission | None = None) -> int:
    """Send what was saved to the centre, and return how many times it was sent.

    Raises not_in_pool, pre_registration_closed, pre_registration_incomplete, key_reused.
    """
    with transaction() as session:
        found, row = _open(session, admitted_id)
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["times"])
        if steps.left(row.answers):
            raise RuleViolation("pre_registration_incomplete")
        now = clock.now()
        _send(row, now)
        session.flush()
        _tell(session, found, row, now)
        remember(session, submission, {"times": row.sent_times}, now)
        return row.sent_times


def _open(session: Session, admitted_id: int) -> tuple[Row[Any], PreRegistration]:
    found = pool.lock(session, admitted_id)
    if found.validated_at is not None:
        raise RuleViolation("pre_registration_closed")
    return found, of_person(session, found)


def _send(row: PreRegistration, now: datetime) -> None:
    row.sent = dict(row.answers)
    row.sent_at = now
    row.sent_times += 1
    row.settled = row.settled_at = row.settled_by_id = None
    row.version += 1


def _tell(session: Session, found: Row[Any], row: PreRegistration, now: datetime) -> None:
    admitted = found.Admitted
    line = Line(
        "pre_registration_sent",
        Actor("candidate"),
        now,
        admitted.programme_id,
        application_id=admitted.application_id,
        details={"admitted": admitted.id, "times": row.sent_times},
    )
    record(session, admitted.centre_id, line)
