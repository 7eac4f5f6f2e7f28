"""Who saw whose contact details, and who took which file: read from the trace and from the journal.

Somebody who looked through a colleague's eyes is told by their own account: that of the login.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, true
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, Login
from recruitment.applications.models import Application, Candidate
from recruitment.core.clock import in_paris
from recruitment.journal.models import AccessAlert, AccessEntry
from recruitment.labels import ROLES
from recruitment.labels.accesses import KINDS
from recruitment.privacy.files_taken import Wanted, files_taken
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.vocabulary import Role

HEADER = (
    "instant",
    "compte",
    "adresse",
    "fonction",
    "geste",
    "etablissement",
    "formation",
    "numero_inscription",
    "candidature",
    "detail",
    "ip",
)
READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Look:
    """What one gesture showed: one candidate, or those of a list or of an export."""

    at: datetime
    kind: str
    who: str
    role: str
    candidates: int
    number: str
    application_id: int | None
    programme: str


_who = func.coalesce(Login.account_id, AccessEntry.account_id)


def looks(session: Session, wanted: Wanted, limit: int, offset: int) -> list[Look]:
    """Return one page of gestures, the latest first."""
    statement = (
        _joined(
            AccessEntry.at,
            AccessEntry.kind,
            Account.display_name,
            Account.role,
            func.count().label("candidates"),
            func.min(Candidate.candidate_number).label("number"),
            func.min(AccessEntry.application_id).label("application_id"),
            func.min(Programme.code).label("first_code"),
            func.max(Programme.code).label("last_code"),
        )
        .where(_condition(wanted))
        .group_by(
            AccessEntry.at, AccessEntry.kind, AccessEntry.account_id, Account.display_name, Account.role
        )
        .order_by(AccessEntry.at.desc(), func.max(AccessEntry.id).desc())
    )
    return [_look(row) for row in session.execute(statement.limit(limit).offset(offset))]


def count(session: Session, wanted: Wanted) -> int:
    """Return how many gestures there are."""
    gestures = (
        _joined(AccessEntry.at, AccessEntry.kind, AccessEntry.account_id)
        .where(_condition(wanted))
        .group_by(AccessEntry.at, AccessEntry.kind, AccessEntry.account_id)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(gestures)) or 0


def rows(session: Session, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    """Yield a line per candidate seen, in the order of time, then a line per file taken."""
    statement = (
        _joined(
            AccessEntry.at,
            Account.display_name,
            Account.email,
            Account.role,
            AccessEntry.kind,
            TrainingCentre.uai,
            Programme.code,
            Candidate.candidate_number,
            AccessEntry.application_id,
            Login.ip,
        )
        .join(TrainingCentre, TrainingCentre.id == AccessEntry.centre_id, isouter=True)
        .where(_condition(wanted))
        .order_by(AccessEntry.at, AccessEntry.id)
    )
    for row in session.execute(statement, execution_options={"yield_per": READ_AT_ONCE}):
        role, kind = ROLES[Role(row.role)] if row.role else "", KINDS.get(row.kind, row.kind)
        where = (row.uai, row.code, row.candidate_number, row.application_id)
        yield in_paris(row.at), row.display_name, row.email, role, kind, *where, "", row.ip
    if not (wanted.number or wanted.kind):
        yield from files_taken(session, wanted)


def accounts(session: Session, centre_id: int | None) -> Sequence[Row[int, str]]:
    """Return the accounts whose lines may be there, by name, closed ones too."""
    statement = select(Account.id, Account.display_name).order_by(Account.display_name, Account.id)
    return session.execute(
        statement if centre_id is None else statement.where(Account.centre_id == centre_id)
    ).all()


def alerts(session: Session, centre_id: int | None, since: datetime) -> Sequence[Any]:
    """Return who opened more files in an hour than work asks for, the latest first."""
    statement = (
        select(AccessAlert.at, AccessAlert.files, AccessAlert.account_id, Account.display_name)
        .join(Account, Account.id == AccessAlert.account_id)
        .where(AccessAlert.at > since)
        .order_by(AccessAlert.at.desc())
    )
    return session.execute(
        statement if centre_id is None else statement.where(AccessAlert.centre_id == centre_id)
    ).all()


def _joined(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(AccessEntry)
        .join(Login, Login.id == AccessEntry.login_id, isouter=True)
        .join(Account, Account.id == _who, isouter=True)
        .join(Application, Application.id == AccessEntry.application_id, isouter=True)
        .join(Candidate, Candidate.id == Application.candidate_id, isouter=True)
        .join(Programme, Programme.id == Application.programme_id, isouter=True)
    )


def _condition(wanted: Wanted) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.centre_id is not None:
        conditions.append(AccessEntry.centre_id == wanted.centre_id)
    if wanted.since is not None:
        conditions.append(AccessEntry.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AccessEntry.at < wanted.until)
    if wanted.account_id is not None:
        conditions.append(AccessEntry.account_id == wanted.account_id)
    if wanted.email:
        conditions.append(Account.email_folded == wanted.email.casefold())
    if wanted.kind:
        conditions.append(AccessEntry.kind == wanted.kind)
    if wanted.number:
        conditions.append(Candidate.candidate_number == wanted.number)
    return and_(*conditions)


def _look(row: Any) -> Look:
    alone = row.candidates == 1
    return Look(
        row.at,
        row.kind,
        row.display_name or "",
        ROLES[Role(row.role)] if row.role else "",
        row.candidates,
        row.number if alone else "",
        row.application_id if alone else None,
        row.first_code if row.first_code == row.last_code else "",
    )
