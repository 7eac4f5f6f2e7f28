"""Cancel a registration, with a reason; what the platform was told goes up as cancelled (R6.2)."""

from sqlalchemy import update
from sqlalchemy.exc import NoResultFound

from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions.undo_enrolment import CANCELLED as ENROLMENT_CANCELLED
from recruitment.enrolments.actions.undo_enrolment import undo_or_cancel
from recruitment.exchanges import uplink_keys, uplink_queue
from recruitment.journal.actions import Line, person, record
from recruitment.learners.locks import Author
from recruitment.learners.models import Registration
from recruitment.learners.validation.rows import locked
from recruitment.rules.registrations import CANCELLED, check_cancellation
from recruitment.rules.written import required


def cancel(
    author: Author, registration_id: int, *, reason: str, submission: Submission | None = None
) -> bool:
    """Cancel a registration, validated or not; return whether the platform will be told.

    Of a validated one the enrolment of our own application ends with it. Raises RuleViolation: registration_cancelled,
    reason_missing, enrolment_being_sent, key_reused.
    """
    with transaction() as session:
        rows = locked(session, [registration_id])
        answered = replay(session, submission)
        if answered is not None:
            return bool(answered["told"])
        if registration_id not in rows:
            raise NoResultFound
        row, now = rows[registration_id], clock.now()
        clock_guard.check(session, now)
        check_cancellation(cancelled_at=row.cancelled_at)
        why = required(reason)
        key = uplink_keys.of_registration(row.id)
        told = row.validated_at is not None and not uplink_queue.withdraw(session, key, now)
        if row.validated_at is not None and row.standing_enrolment_id == row.enrolment_id is not None:
            ended = undo_or_cancel(session, author, row.application_id, reason=why, now=now)
            told = told or ended == ENROLMENT_CANCELLED
        end = {"cancelled_at": now, "cancelled_by_id": author.id, "cancel_reason": why}
        changed = {**end, "version": row.version + 1, "updated_at": now}
        session.execute(update(Registration).where(Registration.id == row.id).values(changed))
        if told:
            uplink_queue.queue(
                session,
                event_key=uplink_keys.of_registration(row.id, uplink_keys.CANCELLED),
                centre_id=row.centre_id,
                campaign_id=row.campaign_id,
                programme_id=row.programme_id,
                candidate_number=row.candidate_number,
                platform_state=CANCELLED,
                source="registration",
                source_id=row.id,
                now=now,
            )
        about = (row.programme_id, row.candidate_id, row.application_id)
        details = {"learner": row.learner_id, "registration": row.id, "told": told}
        line = Line("registration_cancelled", person(author.id), now, *about, details=details)
        record(session, row.centre_id, line)
        remember(session, submission, {"told": told}, now)
    return told
