"""End a contract: cancelled if entered by mistake, broken if accepted and then given up (R4.8)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from recruitment.contracts import queries
from recruitment.contracts.actions.locks import Author, Read, application, contract, lock_contract
from recruitment.contracts.outlook import state_before_contract
from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.programmes.families import with_guardians
from recruitment.rules.contracts import check_break
from recruitment.rules.errors import RuleViolation
from recruitment.rules.transitions import check_event, next_state
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, Event
from recruitment.rules.written import required


@dataclass(frozen=True, slots=True)
class Ended:
    """A contract that ended, and the state in which it leaves the application."""

    contract_id: int
    application_id: int
    state: str


def cancel_contract(
    author: Author, contract_id: int, *, reason: str, submission: Submission | None = None
) -> Ended:
    """Cancel a contract entered by mistake, while its offer is pending: the wish is again what it was before.

    Raises RuleViolation: contract_not_pending, reason_missing, key_reused.
    """
    with transaction() as session:
        row = lock_contract(session, contract_id)
        answered = replay(session, submission)
        if answered is not None:
            return Ended(**answered)
        now = clock.now()
        clock_guard.check(session, now)
        if row.status != ContractStatus.PENDING:
            raise RuleViolation("contract_not_pending", status=row.status)
        check_event(ApplicationState(row.state), Event.CANCEL_CONTRACT)
        values = {"status": ContractStatus.CANCELLED, "end_reason": required(reason)}
        other = queries.other_contract(session, row.application_id, contract_id)
        ended = _end(session, author, row, state_before_contract(row, earlier_contract=other), values, now)
        _tell(session, author, row, Event.CANCEL_CONTRACT, "contract_cancelled", {"to": ended.state}, now)
        remember(session, submission, asdict(ended), now)
    return ended


def break_contract(
    author: Author, contract_id: int, *, broken_on: date, cause: str, submission: Submission | None = None
) -> Ended:
    """Record that an accepted contract was broken, when and why. Its seat is freed; the wish is not reopened.

    Raises RuleViolation: contract_not_accepted, break_date_invalid, reason_missing, key_reused.
    """
    with transaction() as session:
        row = lock_contract(session, contract_id)
        answered = replay(session, submission)
        if answered is not None:
            return Ended(**answered)
        now = clock.now()
        clock_guard.check(session, now)
        if row.status not in (ContractStatus.ACCEPTED, ContractStatus.ACCEPTED_KEEPING_WISHES):
            raise RuleViolation("contract_not_accepted", status=row.status)
        state = next_state(ApplicationState(row.state), Event.BREAK_CONTRACT)
        check_break(broken_on, entered_at=row.entered_at, now=now)
        values = {
            "status": ContractStatus.BROKEN,
            "end_reason": required(cause),
            "broken_on": broken_on,
        }
        ended = _end(session, author, row, state, values, now)
        details = {"broken_on": broken_on}
        _tell(session, author, row, Event.BREAK_CONTRACT, "contract_broken", details, now)
        remember(session, submission, asdict(ended), now)
    return ended


def _end(
    session: Session,
    author: Author,
    row: Read,
    state: ApplicationState,
    values: Mapping[str, Any],
    now: datetime,
) -> Ended:
    """Give the contract its last status and the application its state; triggers free the seat."""
    end = {**values, "ended_at": now, "ended_by_id": author.id}
    session.execute(update(contract).where(contract.c.id == row.contract_id).values(end))
    changes: dict[str, Any] = {"state": state, "version": row.version + 1, "updated_at": now}
    if values["status"] == ContractStatus.BROKEN and row.withdrawn_at is None:
        changes["withdrawn_at"] = now
    session.execute(update(application).where(application.c.id == row.application_id).values(changes))
    return Ended(row.contract_id, row.application_id, str(state))


def _tell(
    session: Session,
    author: Author,
    row: Read,
    event: Event,
    template: str,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write the journal's line and queue the candidate's mail."""
    about = (row.programme_id, row.candidate_id, row.application_id, row.contract_id)
    record(session, row.centre_id, Line(event, person(author.id), now, *about, details=dict(details)))
    payload = {"application": row.application_id, "contract": row.contract_id}
    key, to = f"contract:{row.contract_id}:{event}", to_candidate(row.candidate_id)
    mail = Mail(key, template, to, now, payload, row.centre_id)
    queue_many(session, with_guardians(session, [mail]))
