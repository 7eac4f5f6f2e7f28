"""Undo an administrative enrolment, with a reason, until it has been sent; cancel it afterwards, and say so (R6.1)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.enrolments import registrations, uplink
from recruitment.enrolments.actions.enrol import lines_of
from recruitment.enrolments.actions.locks import Author, lock_applications
from recruitment.enrolments.models import Enrolment
from recruitment.journal.actions import record_by_chain
from recruitment.rules.enrolments import check_cancel, check_ends_alone, check_undo
from recruitment.rules.errors import RuleViolation
from recruitment.rules.written import required

UNDONE, CANCELLED = "undone", "cancelled"


@dataclass(frozen=True, slots=True)
class Undone:
    """An enrolment undone, or cancelled once the platform knew of it."""

    enrolment_id: int
    application_id: int


def undo_enrolment(
    author: Author, application_id: int, *, reason: str, submission: Submission | None = None
) -> Undone:
    """Undo the enrolment of an application, whatever became of its contract since; the row and the reason stay.

    Raises RuleViolation: not_enrolled, enrolment_of_registration, enrolment_sent, enrolment_being_sent,
    reason_missing, key_reused.
    """
    return _end(UNDONE, author, application_id, reason, submission)


def cancel_enrolment(
    author: Author, application_id: int, *, reason: str, submission: Submission | None = None
) -> Undone:
    """Cancel an enrolment that the platform knows of: the cancellation goes up too.

    Raises RuleViolation: not_enrolled, enrolment_of_registration, enrolment_not_sent, reason_missing, key_reused.
    """
    return _end(CANCELLED, author, application_id, reason, submission)


def undo_or_cancel(
    session: Session, author: Author, application_id: int, *, reason: str, now: datetime
) -> str:
    """End an enrolment with the registration that holds it, in its transaction; return `undone` or `cancelled`.

    Raises RuleViolation: not_enrolled, enrolment_being_sent, reason_missing.
    """
    row = lock_applications(session, [application_id])[application_id]
    verb = CANCELLED if row.sent_at is not None else UNDONE
    _carry_out(session, verb, author, row, reason, now)
    return verb


def _end(
    verb: str, author: Author, application_id: int, reason: str, submission: Submission | None
) -> Undone:
    with transaction() as session:
        rows = lock_applications(session, [application_id])
        answered = replay(session, submission)
        if answered is not None:
            return Undone(**answered)
        if application_id not in rows:
            raise NoResultFound
        now = clock.now()
        clock_guard.check(session, now)
        row = rows[application_id]
        held = registrations.is_held(session, row.enrolment_id)
        check_ends_alone(enrolled=row.enrolment_id is not None, registered=held)
        _carry_out(session, verb, author, row, reason, now)
        undone = Undone(row.enrolment_id, application_id)
        remember(session, submission, asdict(undone), now)
    return undone


def _carry_out(session: Session, verb: str, author: Author, row: Any, reason: str, now: datetime) -> None:
    enrolled = row.enrolment_id is not None
    end: dict[str, Any] = {"undone_at": now, "undone_by_id": author.id}
    if verb == CANCELLED:
        check_cancel(enrolled=enrolled, sent_at=row.sent_at)
        end |= {"undo_reason": required(reason), "sent_at": None, "was_sent_at": row.sent_at}
    else:
        check_undo(enrolled=enrolled, sent_at=row.sent_at)
        end["undo_reason"] = required(reason)
        if not uplink.take_back(session, row.enrolment_id, now):
            raise RuleViolation("enrolment_being_sent")
    session.execute(update(Enrolment).where(Enrolment.id == row.enrolment_id).values(end))
    changed = {"version": row.version + 1, "updated_at": now}
    session.execute(update(Application).where(Application.id == row.application_id).values(changed))
    event = "undo_enrolment" if verb == UNDONE else "cancel_enrolment"
    record_by_chain(session, lines_of(event, author, [row], now))
    if verb == CANCELLED:
        uplink.tell_cancelled(session, row.enrolment_id, row, now)
