"""What a centre asks of the regional authority once it is full: to close, or for more seats (R4.9)."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.contracts.actions.locks import Author, Read, lock_programme
from recruitment.contracts.models import RegionalRequest
from recruitment.core import clock
from recruitment.core.database import Base
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.regional_requests import check_request
from recruitment.rules.vocabulary import RequestKind

request = Base.metadata.tables[RegionalRequest.__tablename__]
account = Base.metadata.tables[Account.__tablename__]
OPEN, WITHDRAWN = "open", "withdrawn"


@dataclass(frozen=True, slots=True)
class Requested:
    """A request that was made, or withdrawn."""

    request_id: int


def request_closure(
    author: Author, programme_id: int, *, reason: str, submission: Submission | None = None
) -> Requested:
    """Ask for the recruitment to be closed. Raises RuleViolation: see `_make`."""
    return _make(author, programme_id, RequestKind.CLOSURE, reason, None, submission)


def request_capacity(
    author: Author, programme_id: int, *, wanted: int, reason: str, submission: Submission | None = None
) -> Requested:
    """Ask for a higher capacity, with the number wanted. Raises RuleViolation: see `_make`."""
    return _make(author, programme_id, RequestKind.CAPACITY, reason, wanted, submission)


def withdraw_request(author: Author, request_id: int, *, submission: Submission | None = None) -> Requested:
    """Withdraw a request that is not answered yet. Raises RuleViolation: request_not_open, key_reused."""
    with transaction() as session:
        programme_id = session.execute(
            select(request.c.programme_id).where(request.c.id == request_id)
        ).scalar_one()
        programme = lock_programme(session, programme_id)
        answered = replay(session, submission)
        if answered is not None:
            return Requested(**answered)
        now = clock.now()
        kind, status = session.execute(
            select(request.c.kind, request.c.status).where(request.c.id == request_id)
        ).one()
        if status != OPEN:
            raise RuleViolation("request_not_open", status=status)
        values = {"status": WITHDRAWN, "withdrawn_at": now, "withdrawn_by_id": author.id}
        session.execute(update(request).where(request.c.id == request_id).values(values))
        details = {"request": request_id, "kind": kind}
        line = Line("request_withdrawn", person(author.id), now, programme_id, details=details)
        remember(session, submission, {"request_id": request_id}, now)
        record(session, programme.centre_id, line)
    return Requested(request_id)


def _make(
    author: Author,
    programme_id: int,
    kind: RequestKind,
    reason: str,
    wanted: int | None,
    submission: Submission | None,
) -> Requested:
    """Make a request: one open at a time of each kind.

    Raises RuleViolation: those of `check_request`, request_already_open, key_reused.
    """
    with transaction() as session:
        programme = lock_programme(session, programme_id)
        answered = replay(session, submission)
        if answered is not None:
            return Requested(**answered)
        now = clock.now()
        check_request(
            kind,
            seats=programme.capacity,
            taken=programme.seats_taken,
            closed_at=programme.closed_at,
            wanted=wanted,
            reason=reason,
        )
        _check_none_open(session, programme, kind)
        row = {
            "programme_id": programme_id,
            "centre_id": programme.centre_id,
            "kind": kind,
            "wanted_capacity": wanted,
            "reason": reason.strip(),
            "made_at": now,
            "made_by_id": author.id,
            "status": OPEN,
        }
        request_id: int = session.execute(insert(request).values(row).returning(request.c.id)).scalar_one()
        details = {"request": request_id, "kind": kind} | ({"wanted": wanted} if wanted else {})
        remember(session, submission, {"request_id": request_id}, now)
        line = Line("request_made", person(author.id), now, programme_id, details=details)
        record(session, programme.centre_id, line)
    return Requested(request_id)


def _check_none_open(session: Session, programme: Read, kind: RequestKind) -> None:
    """Say who asked already, and when; the unique index stands behind it."""
    found = session.execute(
        select(request.c.made_at, account.c.display_name)
        .join(account, account.c.id == request.c.made_by_id)
        .where(
            request.c.programme_id == programme.programme_id, request.c.kind == kind, request.c.status == OPEN
        )
    ).first()
    if found is not None:
        raise RuleViolation("request_already_open", agent=found.display_name, at=found.made_at)
