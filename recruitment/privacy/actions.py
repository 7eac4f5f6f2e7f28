"""What is told in the journal of acts upon personal data, and the holds that keep a file."""

from typing import Any

from sqlalchemy import insert, select, update

from recruitment.applications.models import Candidate
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, person, record
from recruitment.privacy.erasure import lock
from recruitment.privacy.models import HOLD_REASONS, RetentionHold
from recruitment.rules.errors import RuleViolation


def tell_accesses_exported(
    account_id: int, centre_id: int | None, filters: dict[str, Any], rows: int
) -> None:
    """Write who took the trace of consultations, chosen how."""
    details = {"rows": rows, "filters": filters}
    with transaction() as session:
        line = Line("accesses_exported", person(account_id), clock.now(), details=details)
        record(session, centre_id or INSTALLATION, line)


def tell_person_exported(account_id: int, application: Any) -> None:
    """Write who took all that is held on one person."""
    with transaction() as session:
        where = (application.programme_id, application.candidate_id, application.id)
        line = Line("person_exported", person(account_id), clock.now(), *where)
        record(session, application.centre_id, line)


def tell_admitted_exported(account_id: int, admitted: Any) -> None:
    """Write who took all that is held on somebody of the pool."""
    with transaction() as session:
        details = {"admitted": admitted.id}
        line = Line(
            "person_exported", person(account_id), clock.now(), admitted.programme_id, details=details
        )
        record(session, admitted.centre_id, line)


def place_hold(account_id: int, application: Any, reason: str, submission: Submission | None = None) -> None:
    """Keep the file of a candidate whole past its time. Raises RuleViolation(hold_standing, person_erased)."""
    if reason not in HOLD_REASONS:
        raise RuleViolation("reason_missing")
    with transaction() as session:
        lock(session, [application.candidate_id])
        if replay(session, submission) is not None:
            return
        if _standing(session, application.id) is not None:
            raise RuleViolation("hold_standing")
        _refuse_erased(session, application.candidate_id)
        now = clock.now()
        session.execute(
            insert(RetentionHold).values(
                application_id=application.id,
                centre_id=application.centre_id,
                reason=reason,
                placed_at=now,
                placed_by_id=account_id,
            )
        )
        _record(session, "hold_placed", account_id, application, now, {"reason": reason})
        remember(session, submission, {}, now)


def lift_hold(account_id: int, application: Any, submission: Submission | None = None) -> None:
    """Let retention take its course again. Raises RuleViolation(hold_missing)."""
    with transaction() as session:
        lock(session, [application.candidate_id])
        if replay(session, submission) is not None:
            return
        hold_id = _standing(session, application.id)
        if hold_id is None:
            raise RuleViolation("hold_missing")
        now = clock.now()
        session.execute(
            update(RetentionHold)
            .where(RetentionHold.id == hold_id)
            .values(lifted_at=now, lifted_by_id=account_id)
            .execution_options(synchronize_session=False)
        )
        _record(session, "hold_lifted", account_id, application, now)
        remember(session, submission, {}, now)


def _standing(session: Any, application_id: int) -> int | None:
    found: int | None = session.scalar(
        select(RetentionHold.id).where(
            RetentionHold.application_id == application_id, RetentionHold.lifted_at.is_(None)
        )
    )
    return found


def _refuse_erased(session: Any, candidate_id: int) -> None:
    if session.scalar(select(Candidate.erased_at).where(Candidate.id == candidate_id)) is not None:
        raise RuleViolation("person_erased")


def _record(
    session: Any, event: str, account_id: int, application: Any, at: Any, details: Any = None
) -> None:
    where = (application.programme_id, application.candidate_id, application.id)
    record(session, application.centre_id, Line(event, person(account_id), at, *where, details=details))
