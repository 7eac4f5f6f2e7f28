"""The statement behind the facts of the controls: one row per registration, whatever it hangs on (R6.2)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from recruitment.admissions.models import Admitted
from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.learners.models import (
    Division,
    Learner,
    LearnerGuardian,
    Registration,
    RegistrationDocument,
    RequiredDocument,
    SchoolYear,
)
from recruitment.programmes.models import Campaign

SETTLED = ("received", "waived")


def facts_statement() -> Any:
    """Return one row per registration: itself, its calendar, its learner, its wish, its division, counts."""
    return (
        select(
            Registration.id,
            Registration.learner_id,
            Registration.programme_id,
            Registration.school_year,
            Registration.division_id,
            Registration.regime,
            Campaign.year.label("campaign_year"),
            SchoolYear.first_day,
            Admitted.situation,
            Admitted.gone_at,
            Application.state.label("wish_state"),
            _last_contract().label("contract_status"),
            Division.retired_at,
            Division.seats,
            *(
                getattr(Learner, name)
                for name in ("ine", "ine_doubtful", "birth_date", "phone", "mobile", "email", "address_1")
            ),
            Learner.postal_code,
            Learner.town,
            _guardians().label("guardians"),
            _namesakes().label("namesakes"),
            _documents(blocking=True).label("documents_missing"),
            _documents(blocking=False).label("documents_late"),
        )
        .join(Campaign, Campaign.id == Registration.campaign_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .join(Learner, Learner.id == Registration.learner_id)
        .outerjoin(Application, Application.id == Admitted.application_id)
        .outerjoin(Division, Division.id == Registration.division_id)
        .outerjoin(SchoolYear, _calendar())
    )


def _calendar() -> ColumnElement[bool]:
    return and_(SchoolYear.centre_id == Registration.centre_id, SchoolYear.year == Registration.school_year)


def _last_contract() -> Any:
    last = (
        select(func.max(Contract.id))
        .where(Contract.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    return select(Contract.status).where(Contract.id == last).correlate(Application).scalar_subquery()


def _guardians() -> Any:
    return (
        select(func.count())
        .where(LearnerGuardian.learner_id == Learner.id)
        .correlate(Learner)
        .scalar_subquery()
    )


def _namesakes() -> Any:
    other = aliased(Learner)
    return (
        select(func.count())
        .where(
            other.centre_id == Learner.centre_id,
            other.match_key == Learner.match_key,
            other.merged_into_id.is_(None),
            other.erased_at.is_(None),
            other.id != Learner.id,
        )
        .correlate(Learner)
        .scalar_subquery()
    )


def _documents(*, blocking: bool) -> Any:
    """Count what is asked for and neither received nor waived."""
    settled = (
        select(RegistrationDocument.document_id)
        .where(
            RegistrationDocument.document_id == RequiredDocument.id,
            RegistrationDocument.registration_id == Registration.id,
            RegistrationDocument.state.in_(SETTLED),
        )
        .correlate(RequiredDocument, Registration)
        .exists()
    )
    return (
        select(func.count())
        .select_from(RequiredDocument)
        .where(
            RequiredDocument.centre_id == Registration.centre_id,
            or_(
                RequiredDocument.programme_id.is_(None),
                RequiredDocument.programme_id == Registration.programme_id,
            ),
            RequiredDocument.retired_at.is_(None),
            RequiredDocument.blocking.is_(blocking),
            ~settled,
        )
        .correlate(Registration)
        .scalar_subquery()
    )
