"""Say where the documents of one registration stand: asked, received, refused, or waived (R6.2)."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import record
from recruitment.learners.actions.complete import told_of
from recruitment.learners.locks import Author, lock_registrations
from recruitment.learners.models import DOCUMENT_STATES, RegistrationDocument, RequiredDocument
from recruitment.rules.errors import RuleViolation
from recruitment.rules.registrations import check_open

UNSYNCHRONISED = {"synchronize_session": False}


def set_documents(
    author: Author,
    registration_id: int,
    states: Mapping[int, str],
    *,
    submission: Submission | None = None,
) -> list[int]:
    """Write the state of each document, "" for one not asked for; return those that changed.

    Raises RuleViolation: registration_cancelled, document_in_use, key_reused. The documents of a validated one are
    still noted.
    """
    with transaction() as session:
        row = lock_registrations(session, [registration_id]).get(registration_id)
        if row is None:
            raise NoResultFound
        answered = replay(session, submission)
        if answered is not None:
            return list(answered["changed"])
        now = clock.now()
        check_open(validated_at=None, cancelled_at=row.cancelled_at)
        held = _held(session, registration_id)
        _check(session, row, states, held)
        changed = [id_ for id_, state in sorted(states.items()) if held.get(id_, "") != state]
        change = {"changed_at": now, "changed_by_id": author.id}
        for id_ in changed:
            _write(session, registration_id, id_, {"state": states[id_], **change}, known=id_ in held)
        if changed:
            record(
                session,
                row.centre_id,
                told_of("registration_documents", author, now, row, {"documents": changed}),
            )
        remember(session, submission, {"changed": changed}, now)
    return changed


def _held(session: Session, registration_id: int) -> dict[int, str]:
    rows = session.execute(
        select(RegistrationDocument.document_id, RegistrationDocument.state).where(
            RegistrationDocument.registration_id == registration_id
        )
    )
    return {row.document_id: row.state for row in rows}


def _check(session: Session, row: object, states: Mapping[int, str], held: Mapping[int, str]) -> None:
    """Refuse a document that this registration was never asked for and is not of its programme."""
    mine = (RequiredDocument.programme_id.is_(None)) | (RequiredDocument.programme_id == row.programme_id)  # type: ignore[attr-defined]
    of = select(RequiredDocument.id).where(
        RequiredDocument.centre_id == row.centre_id,  # type: ignore[attr-defined]
        RequiredDocument.retired_at.is_(None),
        mine,
    )
    allowed = {*session.scalars(of), *held}
    if not set(states) <= allowed or not set(states.values()) <= {"", *DOCUMENT_STATES}:
        raise RuleViolation("document_in_use")


def _write(
    session: Session, registration_id: int, document_id: int, values: dict[str, object], *, known: bool
) -> None:
    key = {"registration_id": registration_id, "document_id": document_id}
    where = [getattr(RegistrationDocument, name) == value for name, value in key.items()]
    if not values["state"]:
        session.execute(delete(RegistrationDocument).where(*where).execution_options(**UNSYNCHRONISED))
    elif known:
        session.execute(
            update(RegistrationDocument).where(*where).values(**values).execution_options(**UNSYNCHRONISED)
        )
    else:
        session.execute(insert(RegistrationDocument).values(**key, **values))
