"""What is held on a person as a learner: their file, their guardians, their registrations, what was put together."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.labels.learners import DOCUMENT_STATES, GUARDIAN_FIELDS, LEARNER_FIELDS, REGIMES
from recruitment.labels.registrations import NATURES
from recruitment.learners.models import (
    Division,
    Learner,
    LearnerGuardian,
    Registration,
    RegistrationDocument,
    RequiredDocument,
)
from recruitment.learners.people import FIELDS
from recruitment.privacy.learners import of_candidates
from recruitment.privacy.masks import Held
from recruitment.programmes.models import Programme
from recruitment.returns.models import ReturnDetail

INE_ORIGINS = {"platform": "plateforme", "typed": "saisi ici", "batch": "immatriculation par lot"}


class Functions(Protocol):
    """The function of colleagues, by account."""

    def of(self, account_id: int | None) -> str: ...


def learners_of(
    session: Session, candidate_id: int, centre_id: int | None, functions: Functions
) -> list[Held]:
    """Return the learners that a candidate became, in the reader's centre, with the files put together with theirs."""
    return learners_where(session, of_candidates([candidate_id]), centre_id, functions)


def learners_where(
    session: Session, condition: ColumnElement[bool], centre_id: int | None, functions: Functions
) -> list[Held]:
    """Return the same, of those of the pool whom a condition on `admitted` leaves."""
    theirs = (
        select(Registration.learner_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .where(condition)
    )
    rows = select(Learner).where(or_(Learner.id.in_(theirs), Learner.merged_into_id.in_(theirs)))
    if centre_id is not None:
        rows = rows.where(Learner.centre_id == centre_id)
    return [_learner(session, row, functions) for row in session.scalars(rows.order_by(Learner.id))]


def _learner(session: Session, row: Learner, functions: Functions) -> Held:
    guardians = select(LearnerGuardian).where(LearnerGuardian.learner_id == row.id)
    registrations = select(Registration).where(Registration.learner_id == row.id).order_by(Registration.id)
    return {
        **{LEARNER_FIELDS[field].lower(): getattr(row, field) for field in FIELDS},
        "INE obtenu par": INE_ORIGINS.get(row.ine_origin or ""),
        "INE douteux": row.ine_doubtful,
        "créée le": row.created_at,
        "modifiée le": row.updated_at,
        "réunie à une autre le": row.merged_at,
        "effacée le": row.erased_at,
        "responsables": [
            {
                "rang": one.position,
                **{name.lower(): getattr(one, field) for field, name in GUARDIAN_FIELDS.items()},
            }
            for one in session.scalars(guardians.order_by(LearnerGuardian.position))
        ],
        "inscriptions": [_registration(session, one, functions) for one in session.scalars(registrations)],
    }


def _registration(session: Session, row: Registration, functions: Functions) -> Held:
    division = session.get(Division, row.division_id) if row.division_id else None
    return {
        "formation": session.get_one(Programme, row.programme_id).title,
        "année scolaire": row.school_year,
        "division": division.code if division else None,
        "régime": REGIMES.get(row.regime or ""),
        "options": row.options,
        "contrôlée le": row.controlled_at,
        "constats": row.findings,
        "validée le": row.validated_at,
        "date de validation": row.validated_on,
        "validée par": functions.of(row.validated_by_id) if row.validated_by_id else None,
        "nature": NATURES.get(row.platform_state or 0),
        "annulée le": row.cancelled_at,
        "annulée par": functions.of(row.cancelled_by_id) if row.cancelled_by_id else None,
        "motif de l’annulation": row.cancel_reason,
        "créée le": row.created_at,
        "modifiée le": row.updated_at,
        "pièces": _documents(session, row.id, functions),
        "compléments pour les exports": _detail(session, row.id),
    }


def _documents(session: Session, registration_id: int, functions: Functions) -> Sequence[Held]:
    rows = session.execute(
        select(RegistrationDocument, RequiredDocument.label)
        .join(RequiredDocument, RequiredDocument.id == RegistrationDocument.document_id)
        .where(RegistrationDocument.registration_id == registration_id)
        .order_by(RequiredDocument.position)
    )
    return [
        {
            "pièce": label,
            "où elle en est": DOCUMENT_STATES[row.state],
            "depuis le": row.changed_at,
            "notée par": functions.of(row.changed_by_id) if row.changed_by_id else None,
        }
        for row, label in rows
    ]


def _detail(session: Session, registration_id: int) -> Any:
    row = session.get(ReturnDetail, registration_id)
    return {"faits": row.facts, "modifiés le": row.updated_at} if row is not None else None
