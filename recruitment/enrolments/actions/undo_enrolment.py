"""Undo an administrative enrolment, with a reason, until it has been sent (R6.1)."""

from dataclasses import asdict, dataclass

from sqlalchemy import update
from sqlalchemy.exc import NoResultFound

from recruitment.applications.models import Application
from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions.enrol import lines_of
from recruitment.enrolments.actions.locks import Author, lock_applications
from recruitment.enrolments.models import Enrolment
from recruitment.journal.actions import record_by_chain
from recruitment.rules.enrolments import check_undo
from recruitment.rules.written import required


@dataclass(frozen=True, slots=True)
class Undone:
    """An enrolment undone."""

    enrolment_id: int
    application_id: int


def undo_enrolment(
    author: Author, application_id: int, *, reason: str, submission: Submission | None = None
) -> Undone:
    """Undo the enrolment of an application, whatever became of its contract since; the row and the reason stay.

    Raises RuleViolation: not_enrolled, enrolment_sent, reason_missing, key_reused.
    """
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
        check_undo(enrolled=row.enrolment_id is not None, sent_at=row.sent_at)
        end = {"undone_at": now, "undone_by_id": author.id, "undo_reason": required(reason)}
        session.execute(update(Enrolment).where(Enrolment.id == row.enrolment_id).values(end))
        changed = {"version": row.version + 1, "updated_at": now}
        session.execute(update(Application).where(Application.id == application_id).values(changed))
        record_by_chain(session, lines_of("undo_enrolment", author, [row], now))
        undone = Undone(row.enrolment_id, application_id)
        remember(session, submission, asdict(undone), now)
    return undone
