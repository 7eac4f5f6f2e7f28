"""Settle a SIRET that the candidate confirmed otherwise than the centre entered it (R5.3)."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.contracts.actions.locks import lock_contract
from recruitment.contracts.models import Contract
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions.locks import Author
from recruitment.enrolments.differences import siret_waits
from recruitment.journal.actions import Line, person, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.written import required


def settle_siret(
    author: Author, contract_id: int, *, note: str, submission: Submission | None = None
) -> None:
    """Say that a difference is settled, and how; both numbers stay as they are (a contract's facts are final).

    Raises RuleViolation: already_settled (no difference waits there), reason_missing, key_reused.
    """
    with transaction() as session:
        row = lock_contract(session, contract_id)
        if replay(session, submission) is not None:
            return
        now = clock.now()
        if not _waits(session, contract_id):
            raise RuleViolation("already_settled")
        values = {
            "siret_settled_at": now,
            "siret_settled_by_id": author.id,
            "siret_settled_note": required(note),
        }
        session.execute(update(Contract).where(Contract.id == contract_id).values(values))
        about = (row.programme_id, row.candidate_id, row.application_id, contract_id)
        record(session, row.centre_id, Line("siret_settled", person(author.id), now, *about))
        remember(session, submission, {}, now)


def _waits(session: Session, contract_id: int) -> bool:
    found = select(Contract.id).where(Contract.id == contract_id, siret_waits)
    return session.scalar(found) is not None
