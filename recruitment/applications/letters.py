"""The letters to candidates about their applications: the decision, a wish that ends, a programme that closes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.links import path_of
from recruitment.applications.models import Application, Candidate
from recruitment.core import clock
from recruitment.labels import letters as words
from recruitment.mail.letters import Said, letter
from recruitment.mail.registry import NoLongerNeeded
from recruitment.programmes.message_models import ProgrammeMessage
from recruitment.programmes.models import Campaign, Programme, TrainingCentre
from recruitment.rules.ages import is_minor
from recruitment.rules.transitions import LEFT
from recruitment.rules.vocabulary import WITH_A_CONTRACT

GONE = "Cette candidature n’existe plus."
OVER = "Ce vœu a pris fin."
OF_AGE = "Le candidat est majeur : ses responsables ne sont plus informés."
NOT_CHOSEN = "L’établissement n’écrit plus aux responsables légaux."


@letter(
    "retained",
    title="candidature retenue, en recherche de contrat",
    variables=("decision_automatique", "periode_contrats"),
    needed=("decision_automatique",),
)
def retained(session: Session, payload: Mapping[str, Any]) -> Said:
    """R2.6: by a person, by the passage of a date, or because the programme examines no file."""
    row = row_of(session, payload)
    if row.state in LEFT:
        raise NoLongerNeeded(OVER)
    if row.state in WITH_A_CONTRACT:
        raise NoLongerNeeded("Un contrat est déjà enregistré : il n’y a plus à en chercher.")
    return said(
        session,
        row,
        decision_automatique=words.passage(row.decision_origin, row.decision_rule),
        periode_contrats=words.contract_days(row.contracts_from, row.contracts_until),
    )


@letter("refused", title="candidature non retenue")
def refused(session: Session, payload: Mapping[str, Any]) -> Said:
    """R2.6, R2.7: the decision; its grounds are for who asks for them."""
    return said(session, row_of(session, payload))


@letter("wish_withdrawn", title="un vœu a pris fin", variables=("raison",), needed=("raison",))
def wish_withdrawn(session: Session, payload: Mapping[str, Any]) -> Said:
    """R5.4 to R5.7: given up, or lost with an answer, or for want of one."""
    row = row_of(session, payload)
    if row.state not in LEFT:
        raise NoLongerNeeded("Ce vœu est de nouveau actif.")
    return said(session, row, raison=words.end_of_wish(str(payload.get("because", ""))))


@letter("recruitment_closed", title="la formation ne recrute plus")
def recruitment_closed(session: Session, payload: Mapping[str, Any]) -> Said:
    """R4.9: to those in contract search, once the regional authority has granted it."""
    row = row_of(session, payload)
    if row.state in LEFT or row.state in WITH_A_CONTRACT:
        raise NoLongerNeeded("Cette candidature n’est plus en recherche de contrat.")
    if row.closed_at is None:
        raise NoLongerNeeded("La formation recrute de nouveau.")
    return said(session, row)


def row_of(session: Session, payload: Mapping[str, Any]) -> Any:
    """Return what letters say of an application, of its programme, centre, campaign and candidate."""
    statement = (
        select(
            Application.id,
            Application.centre_id,
            Application.candidate_id,
            Application.state,
            Application.decision_origin,
            Application.decision_rule,
            Candidate.first_name,
            Candidate.birth_date,
            Programme.title,
            Programme.town.label("programme_town"),
            Programme.closed_at,
            TrainingCentre.name.label("centre"),
            TrainingCentre.town,
            TrainingCentre.mail_contact,
            TrainingCentre.mail_guardians,
            ProgrammeMessage.contact_phone,
            ProgrammeMessage.contact_email,
            Campaign.contracts_from,
            Campaign.contracts_until,
        )
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Programme, Programme.id == Application.programme_id)
        .outerjoin(ProgrammeMessage, ProgrammeMessage.programme_id == Application.programme_id)
        .join(TrainingCentre, TrainingCentre.id == Application.centre_id)
        .join(Campaign, Campaign.id == Application.campaign_id)
        .where(Application.id == payload["application"])
    )
    found = session.execute(statement).first()
    if found is None:
        raise NoLongerNeeded(GONE)
    return found


def said(session: Session, row: Any, **values: str) -> Said:
    """Return the variables that every letter has, and those given."""
    minor = is_minor(row.birth_date, clock.today())
    town = row.programme_town or row.town or ""
    common = {
        "prenom": row.first_name,
        "de_prenom": words.of_name(row.first_name),
        "formation": row.title,
        "etablissement": row.centre,
        "ville": town,
        "contact": _contact(row) or f"{row.centre} ({row.town or town})",
        "lien": path_of(session, row.candidate_id),
    }
    reason = "" if row.mail_guardians and minor else (OF_AGE if row.mail_guardians else NOT_CHOSEN)
    return Said(row.centre_id, {**common, **values}, reason)


def _contact(row: Any) -> str:
    """Return whom to call: for the programme if it says so, else for the centre."""
    own = [part for part in (row.contact_phone, row.contact_email) if part]
    return ", ".join([row.centre, *own]) if own else (row.mail_contact or "")
