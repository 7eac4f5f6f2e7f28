"""Settle what the platform's list says otherwise, by hand and with a note (R5.2 by file)."""

from sqlalchemy import select, update

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions.locks import Author, lock_programme
from recruitment.enrolments.models import ReplyDiscrepancy
from recruitment.journal.actions import Line, person, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.written import required


def settle_discrepancy(
    author: Author, discrepancy_id: int, *, note: str, submission: Submission | None = None
) -> None:
    """Say that a discrepancy is settled, and how; the same file does not open it again.

    Raises RuleViolation: already_settled, reason_missing, key_reused.
    """
    with transaction() as session:
        of = select(ReplyDiscrepancy.programme_id).where(ReplyDiscrepancy.id == discrepancy_id)
        lock_programme(session, session.scalars(of).one())
        row = session.execute(
            select(
                ReplyDiscrepancy.programme_id,
                ReplyDiscrepancy.centre_id,
                ReplyDiscrepancy.application_id,
                ReplyDiscrepancy.settled_at,
                ReplyDiscrepancy.kind,
            )
            .where(ReplyDiscrepancy.id == discrepancy_id)
            .with_for_update()
        ).one()
        if replay(session, submission) is not None:
            return
        now = clock.now()
        if row.settled_at is not None:
            raise RuleViolation("already_settled")
        values = {"settled_at": now, "settled_by_id": author.id, "note": required(note)}
        session.execute(update(ReplyDiscrepancy).where(ReplyDiscrepancy.id == discrepancy_id).values(values))
        details = {"kind": row.kind}
        line = Line(
            "discrepancy_settled",
            person(author.id),
            now,
            row.programme_id,
            application_id=row.application_id,
            details=details,
        )
        record(session, row.centre_id, line)
        remember(session, submission, {}, now)
