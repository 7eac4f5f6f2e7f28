"""Make people anonymous: what tells who they are goes, what was decided stays, and nobody can tell whose.

Each function works inside the caller's transaction, on candidates whom it locks. The registry (`registry.py`) says of
every column whether it goes here, and why not; a test holds both against the database.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, delete, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from recruitment.applications.erased import digest
from recruitment.applications.models import Application, Candidate, Guardian, Note, RefusalDraft
from recruitment.applications.personal_models import ErasedPerson, IdentityChange
from recruitment.contracts.models import Contract
from recruitment.enrolments.differences import discrepancies_of
from recruitment.enrolments.models import Enrolment, ReplyDiscrepancy
from recruitment.journal.actions import INSTALLATION, Actor, Line, record_by_chain
from recruitment.mail.actions import GUARDIAN
from recruitment.mail.models import OutboxMail
from recruitment.portal.models import CandidateVisit
from recruitment.privacy.admitted import forget_admitted
from recruitment.privacy.due import CONTACT_COLUMNS
from recruitment.privacy.exchanged import forget_exchanged
from recruitment.privacy.learners import forget_learners
from recruitment.privacy.permit import permit
from recruitment.programmes.models import Programme
from recruitment.rules.retention import Fate

ERASED = "person_erased"
CONTACT_CHANGES = ("email", "mobile", "phone", "address", "postal_code")
#: What a candidate's row says once its person is gone; the number is made of the row's own id.
NEUTRAL: dict[str, Any] = {
    "last_name": "Candidat",
    "first_name": "anonymisé",
    "candidate_number": literal("anonyme-", String) + cast(Candidate.id, String),
    "birth_date": None,
    "sex": None,
    "ine": None,
    "email": None,
    "phone": None,
    "mobile": None,
    "origin_school": None,
    "origin_uai": None,
    "origin_department": None,
    "bac_series": None,
    "bac_honours": None,
    "address": None,
    "postal_code": None,
    "town": None,
    "sort_name": "candidat anonymise",
    "search_text": "",
}
UNSYNCHRONISED = {"synchronize_session": False}


def erase(session: Session, ids: Sequence[int], fate: Fate, at: datetime, by: Actor) -> int:
    """Carry out a fate on candidates that are locked here; return how many."""
    files = _files(session, ids)
    if fate is Fate.ERASED:
        forget_learners(session, ids, at, by)
        forget_admitted(session, ids, at)
        _list(session, ids, at)
        _forget_rows(session, ids)
        _empty_texts(session, ids)
        _neutralise(session, ids, NEUTRAL | {"erased_at": at}, at)
    else:
        _forget_contacts(session, ids, at)
    _tell(session, ids, files, fate, at, by)
    return len(ids)


def lock(session: Session, ids: Sequence[int]) -> None:
    """Lock the programmes of candidates, then the candidates, in the order that every act keeps."""
    programmes = select(Application.programme_id).where(Application.candidate_id.in_(ids))
    order = select(Programme.id).where(Programme.id.in_(programmes)).order_by(Programme.id)
    session.execute(order.with_for_update())
    session.execute(
        select(Candidate.id).where(Candidate.id.in_(ids)).order_by(Candidate.id).with_for_update()
    )


def _files(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    return session.execute(
        select(Application.id, Application.candidate_id, Application.centre_id, Application.programme_id)
        .where(Application.candidate_id.in_(ids))
        .order_by(Application.id)
    ).all()


def _list(session: Session, ids: Sequence[int], at: datetime) -> None:
    """Keep the keyed hash of each number, before it goes."""
    people = session.execute(
        select(Candidate.campaign_id, Candidate.candidate_number).where(Candidate.id.in_(ids))
    ).all()
    rows = [
        {"digest": digest(campaign_id, number), "campaign_id": campaign_id, "erased_at": at}
        for campaign_id, number in people
    ]
    known = set(
        session.scalars(
            select(ErasedPerson.digest).where(ErasedPerson.digest.in_([row["digest"] for row in rows]))
        )
    )
    new = [row for row in rows if row["digest"] not in known]
    if new:
        session.execute(insert(ErasedPerson), new)


def _forget_rows(session: Session, ids: Sequence[int]) -> None:
    """Delete the rows that say nothing but who the person is, or what was written of them."""
    applications = select(Application.id).where(Application.candidate_id.in_(ids))
    _forget_guardians(session, ids)
    forget_exchanged(session, ids)
    for statement in (
        delete(IdentityChange).where(IdentityChange.candidate_id.in_(ids)),
        delete(CandidateVisit).where(CandidateVisit.candidate_id.in_(ids)),
        delete(ReplyDiscrepancy).where(discrepancies_of(Candidate.id.in_(ids))),
        delete(Note).where(Note.application_id.in_(applications)),
        delete(RefusalDraft).where(RefusalDraft.application_id.in_(applications)),
        delete(OutboxMail).where(OutboxMail.recipient.in_([f"candidate:{id_}" for id_ in ids])),
    ):
        session.execute(statement.execution_options(**UNSYNCHRONISED))


def _forget_guardians(session: Session, ids: Sequence[int]) -> None:
    """Delete guardians, after what was written to them."""
    theirs = select(literal(f"{GUARDIAN}:") + cast(Guardian.id, String)).where(Guardian.candidate_id.in_(ids))
    for statement in (
        delete(OutboxMail).where(OutboxMail.recipient.in_(theirs)),
        delete(Guardian).where(Guardian.candidate_id.in_(ids)),
    ):
        session.execute(statement.execution_options(**UNSYNCHRONISED))


def _empty_texts(session: Session, ids: Sequence[int]) -> None:
    """Empty what people wrote into decisions and contracts; every other fact of them is final."""
    applications = select(Application.id).where(Application.candidate_id.in_(ids))
    with permit(session):
        session.execute(
            update(Application)
            .where(Application.candidate_id.in_(ids), Application.refusal_details.is_not(None))
            .values(refusal_details=None)
            .execution_options(**UNSYNCHRONISED)
        )
        session.execute(
            update(Contract)
            .where(
                Contract.application_id.in_(applications),
                or_(Contract.end_reason.is_not(None), Contract.siret_settled_note.is_not(None)),
            )
            .values(end_reason=None, siret_settled_note=None)
            .execution_options(**UNSYNCHRONISED)
        )
        session.execute(
            update(Enrolment)
            .where(Enrolment.application_id.in_(applications), Enrolment.undo_reason.is_not(None))
            .values(undo_reason=None)
            .execution_options(**UNSYNCHRONISED)
        )


def _neutralise(session: Session, ids: Sequence[int], values: dict[str, Any], at: datetime) -> None:
    session.execute(
        update(Candidate)
        .where(Candidate.id.in_(ids))
        .values(**values, updated_at=at)
        .execution_options(**UNSYNCHRONISED)
    )


def _forget_contacts(session: Session, ids: Sequence[int], at: datetime) -> None:
    _forget_guardians(session, ids)
    corrected = IdentityChange.candidate_id.in_(ids) & IdentityChange.field.in_(CONTACT_CHANGES)
    session.execute(delete(IdentityChange).where(corrected).execution_options(**UNSYNCHRONISED))
    _neutralise(session, ids, dict.fromkeys(CONTACT_COLUMNS), at)


def _tell(
    session: Session, ids: Sequence[int], files: Sequence[Any], fate: Fate, at: datetime, by: Actor
) -> None:
    """Write a line per application in the chain of its centre; whoever has none is told in the installation's."""
    details = {"fate": str(fate)}
    chains: dict[int, list[Line]] = {}
    for file in files:
        line = Line(ERASED, by, at, file.programme_id, file.candidate_id, file.id, details=details)
        chains.setdefault(file.centre_id, []).append(line)
    for id_ in sorted(set(ids) - {file.candidate_id for file in files}):
        line = Line(ERASED, by, at, candidate_id=id_, details=details)
        chains.setdefault(INSTALLATION, []).append(line)
    record_by_chain(session, chains)
