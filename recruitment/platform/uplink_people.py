"""Who an entry of the uplink is about, as the platform knows them, and what it is told (formats, section 4)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from recruitment.admissions.models import Admitted
from recruitment.applications.models import Candidate
from recruitment.exchanges.models import UplinkEntry
from recruitment.learners.models import Learner, Registration
from recruitment.programmes.models import Programme

ERASED = "Les données de cette personne ont été effacées : il n’y a plus rien à transmettre."
NO_BIRTH_DATE = "La date de naissance manque : complétez le dossier, puis demandez un nouvel envoi."


class NothingToSend(Exception):  # noqa: N818 - the sentence is the point
    """An entry that cannot go up; the sentence says why, in French."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is told of one person: the body, and the key by which the platform knows them."""

    body: dict[str, Any]
    key: tuple[str, str]


def entry_rows() -> Any:
    """Return the statement of entries with the person of each: the pool's word first, which is the platform's own."""
    told, standing = aliased(Registration), aliased(Registration)
    of_the_act = and_(UplinkEntry.source == "registration", told.id == UplinkEntry.source_id)
    now_standing = and_(standing.admitted_id == Admitted.id, standing.cancelled_at.is_(None))
    admitted = and_(
        Admitted.programme_id == UplinkEntry.programme_id,
        Admitted.candidate_number == UplinkEntry.candidate_number,
    )
    candidate = and_(
        Candidate.campaign_id == UplinkEntry.campaign_id,
        Candidate.candidate_number == UplinkEntry.candidate_number,
    )
    return (
        select(
            *UplinkEntry.__table__.columns,
            Programme.code,
            Programme.title,
            func.coalesce(Admitted.last_name, Candidate.last_name).label("last_name"),
            func.coalesce(Admitted.first_name, Candidate.first_name).label("first_name"),
            func.coalesce(Admitted.birth_date, Learner.birth_date, Candidate.birth_date).label("birth_date"),
            func.coalesce(Learner.ine, Admitted.ine, Candidate.ine).label("ine"),
            Candidate.erased_at,
            Learner.id.label("learner_id"),
        )
        .select_from(UplinkEntry)
        .join(Programme, Programme.id == UplinkEntry.programme_id)
        .outerjoin(Admitted, admitted)
        .outerjoin(Candidate, candidate)
        .outerjoin(told, of_the_act)
        .outerjoin(standing, now_standing)
        .outerjoin(Learner, Learner.id == func.coalesce(told.learner_id, standing.learner_id))
    )


def read(session: Session, entry_id: int) -> Any:
    """Return an entry with its person, or None."""
    return session.execute(entry_rows().where(UplinkEntry.id == entry_id)).first()


def message(row: Any) -> Message:
    """Return what the platform is told. Raises NothingToSend."""
    if not row.last_name or not row.first_name or row.erased_at is not None:
        raise NothingToSend(ERASED)
    if row.birth_date is None:
        raise NothingToSend(NO_BIRTH_DATE)
    body = {
        "codeCandidat": _number(row.candidate_number),
        "ine": row.ine or "",
        "nom": row.last_name,
        "prenom": row.first_name,
        "dateNaissance": f"{row.birth_date:%d/%m/%Y}",
        "codeFormationPsup": _number(row.code),
        "etatInscription": row.platform_state,
    }
    return Message(body, (str(_number(row.code)), str(_number(row.candidate_number))))


def _number(text: str) -> int | str:
    """Return a code as the platform writes it: a number, unless that would lose something."""
    return int(text) if text.isascii() and text.isdigit() and str(int(text)) == text else text
