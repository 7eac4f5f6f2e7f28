"""The divisions of a school year and the documents that a centre asks for; what is in use is retired, never deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.learners.locks import Author, lock_centre
from recruitment.learners.models import Division, Registration, RegistrationDocument, RequiredDocument

UNSYNCHRONISED = {"synchronize_session": False}


def save_division(
    author: Author,
    centre_id: int,
    division_id: int | None,
    values: dict[str, Any],
    *,
    submission: Submission | None = None,
) -> None:
    """Add a division (values with its `year`), or change one's code, name, programme and seats.

    Raises RuleViolation: division_taken, key_reused.
    """
    with transaction() as session:
        lock_centre(session, centre_id)
        if replay(session, submission) is not None:
            return
        now = clock.now()
        _save(session, Division, centre_id, division_id, values)
        _tell(session, author, centre_id, now, {"division": division_id or "new"})
        remember(session, submission, {}, now)


def retire_division(
    author: Author,
    centre_id: int,
    division_id: int,
    *,
    back: bool = False,
    submission: Submission | None = None,
) -> bool:
    """Retire a division, or put it back; one in which nobody ever was goes. Tell whether it is gone."""
    used = select(Registration.id).where(Registration.division_id == division_id)
    return _retire(author, Division, centre_id, division_id, used, back=back, submission=submission)


def save_document(
    author: Author,
    centre_id: int,
    document_id: int | None,
    values: dict[str, Any],
    *,
    submission: Submission | None = None,
) -> None:
    """Add a document to ask for, last of the list, or change one. Raises RuleViolation: key_reused."""
    with transaction() as session:
        lock_centre(session, centre_id)
        if replay(session, submission) is not None:
            return
        now = clock.now()
        if document_id is None:
            last = select(func.max(RequiredDocument.position)).where(RequiredDocument.centre_id == centre_id)
            values = {**values, "position": (session.scalar(last) or 0) + 1}
        _save(session, RequiredDocument, centre_id, document_id, values)
        _tell(session, author, centre_id, now, {"document": document_id or "new"})
        remember(session, submission, {}, now)


def retire_document(
    author: Author,
    centre_id: int,
    document_id: int,
    *,
    back: bool = False,
    submission: Submission | None = None,
) -> bool:
    """Ask for a document no more, or again; one that nobody was ever asked for goes. Tell whether it is gone."""
    used = select(RegistrationDocument.document_id).where(RegistrationDocument.document_id == document_id)
    return _retire(author, RequiredDocument, centre_id, document_id, used, back=back, submission=submission)


def _save(session: Session, model: Any, centre_id: int, id_: int | None, values: dict[str, Any]) -> None:
    if id_ is None:
        session.execute(insert(model).values(centre_id=centre_id, **values))
        return
    found = session.execute(
        update(model)
        .where(model.id == id_, model.centre_id == centre_id)
        .values(**values)
        .execution_options(**UNSYNCHRONISED)
    )
    if not found.rowcount:  # type: ignore[attr-defined]
        raise NoResultFound


def _retire(
    author: Author,
    model: Any,
    centre_id: int,
    id_: int,
    used: Any,
    *,
    back: bool,
    submission: Submission | None,
) -> bool:
    with transaction() as session:
        lock_centre(session, centre_id)
        answered = replay(session, submission)
        if answered is not None:
            return bool(answered["gone"])
        now = clock.now()
        mine = (model.id == id_, model.centre_id == centre_id)
        gone = not back and session.scalar(used.limit(1)) is None
        statement: Any = delete(model) if gone else update(model).values(retired_at=None if back else now)
        session.execute(statement.where(*mine).execution_options(**UNSYNCHRONISED))
        kind = "division" if model is Division else "document"
        _tell(session, author, centre_id, now, {kind: id_, "retired": not back})
        remember(session, submission, {"gone": gone}, now)
    return gone


def _tell(session: Session, author: Author, centre_id: int, now: datetime, details: dict[str, Any]) -> None:
    record(session, centre_id, Line("school_year_changed", person(author.id), now, details=details))
