"""What the pages of a file read. Contact details leave through `contact.py` only."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate, Guardian, Note, RefusalReason
from recruitment.applications.personal_models import IdentityChange
from recruitment.core.database import db
from recruitment.programmes.models import Programme

Rows = Sequence[Row[*tuple[Any, ...]]]


def candidate(candidate_id: int) -> Any:
    """Return a candidate's row."""
    return db.session.execute(select(*Candidate.__table__.c).where(Candidate.id == candidate_id)).one()


def programme(programme_id: int) -> Any:
    """Return a programme's row."""
    return db.session.execute(select(*Programme.__table__.c).where(Programme.id == programme_id)).one()


def reasons(centre_id: int) -> Rows:
    """Return the reasons that the centre offers for a refusal, in its order (R2.7)."""
    statement = select(RefusalReason.id, RefusalReason.label, RefusalReason.needs_details)
    return db.session.execute(
        statement.where(RefusalReason.centre_id == centre_id, RefusalReason.retired_at.is_(None)).order_by(
            RefusalReason.position, RefusalReason.id
        )
    ).all()


def reasons_of(centre_id: int) -> Rows:
    """Return every reason of a centre, in its order: those offered, and the retired ones."""
    return db.session.execute(
        select(*RefusalReason.__table__.c)
        .where(RefusalReason.centre_id == centre_id)
        .order_by(RefusalReason.position, RefusalReason.id)
    ).all()


def others_here(application: Any, visible: ColumnElement[bool]) -> int:
    """Return how many other wishes the candidate has in the centre of this one, of those that one sees."""
    statement = select(func.count()).where(
        Application.candidate_id == application.candidate_id,
        Application.centre_id == application.centre_id,
        Application.id != application.id,
        visible,
    )
    return db.session.scalar(statement) or 0


def wishes_here(application: Any, visible: ColumnElement[bool]) -> Rows:
    """Return the candidate's wishes in the centre of this one, with their programmes, of those that one sees.

    `visible` is the reader's `accounts.access.visible_applications`: other programmes do not exist (R8.3).
    """
    return db.session.execute(
        select(
            Application.id,
            Application.state,
            Application.review_deadline,
            Application.programme_id,
            Application.centre_id,
            Programme.code,
            Programme.title,
            Programme.capacity,
            Programme.seats_taken,
            Programme.closed_at,
        )
        .join(Programme, Programme.id == Application.programme_id)
        .where(
            Application.candidate_id == application.candidate_id,
            Application.centre_id == application.centre_id,
            visible,
        )
        .order_by(Programme.title, Programme.code)
    ).all()


def named(programme_id: int, ids: Sequence[int]) -> Rows:
    """Return applications of a programme with their candidates' names, by name."""
    return db.session.execute(
        select(
            Application.id,
            Application.state,
            Application.version,
            Application.review_deadline,
            Application.auto_retain_at,
            Application.decision,
            Application.decided_at,
            Candidate.candidate_number,
            Candidate.last_name,
            Candidate.first_name,
            Account.display_name.label("decided_by"),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Account, Account.id == Application.decided_by_id)
        .where(Application.programme_id == programme_id, Application.id.in_(ids))
        .order_by(Candidate.sort_name, Application.id)
    ).all()


def guardians(candidate_id: int) -> Rows:
    """Return a candidate's legal guardians."""
    statement = select(*Guardian.__table__.c).where(Guardian.candidate_id == candidate_id)
    return db.session.execute(statement.order_by(Guardian.position)).all()


def identity_changes(candidate_id: int) -> Rows:
    """Return the corrections of a candidate, the latest first, with who made them."""
    return db.session.execute(
        select(
            IdentityChange.at,
            IdentityChange.field,
            IdentityChange.old_value,
            IdentityChange.new_value,
            Account.display_name.label("author"),
            Account.role,
        )
        .join(Account, Account.id == IdentityChange.account_id)
        .where(IdentityChange.candidate_id == candidate_id)
        .order_by(IdentityChange.id.desc())
    ).all()


def notes(application_id: int) -> Rows:
    """Return the team's notes on a file, newest first."""
    return db.session.execute(
        select(Note.body, Account.display_name.label("author"), Note.written_at)
        .join(Account, Account.id == Note.author_id)
        .where(Note.application_id == application_id)
        .order_by(Note.id.desc())
    ).all()


def reason_label(reason_id: int | None) -> str | None:
    """Return the words of a reason, retired or not."""
    return db.session.scalar(select(RefusalReason.label).where(RefusalReason.id == reason_id))
