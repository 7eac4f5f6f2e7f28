"""What the pages read of learners and registrations."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted
from recruitment.admissions.search import Search
from recruitment.core.database import db
from recruitment.core.models import SubmissionRow
from recruitment.learners.models import (
    Division,
    Learner,
    LearnerGuardian,
    Registration,
    RegistrationDocument,
    RequiredDocument,
)
from recruitment.learners.search import SITUATIONS, changed
from recruitment.programmes.models import Campaign, Programme

Rows = Sequence[Row[*tuple[Any, ...]]]

_LISTED = (
    Registration.id,
    Registration.learner_id,
    Registration.admitted_id,
    Registration.programme_id,
    Registration.regime,
    Registration.options,
    Registration.validated_on,
    Registration.cancelled_at,
    Registration.findings,
    Learner.last_name,
    Learner.first_name,
    Learner.birth_date,
    Learner.ine,
    Admitted.candidate_number,
    Admitted.origin,
    Admitted.imported_at,
    Admitted.gone_at,
    Programme.code,
    Programme.title,
    Division.code.label("division"),
    changed.label("changed"),
)


def registrations(condition: ColumnElement[bool], search: Search, page: int, size: int) -> tuple[int, Rows]:
    """Return how many registrations a search finds, and a page of them by name."""
    total = db.session.scalar(_registrations(select(func.count()), condition, search)) or 0
    rows = db.session.execute(
        _registrations(select(*_LISTED), condition, search)
        .order_by(Learner.sort_name, Learner.id, Registration.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return total, rows.all()


def _registrations(statement: Any, condition: ColumnElement[bool], search: Search) -> Any:
    return (
        statement.select_from(Registration)
        .join(Learner, Learner.id == Registration.learner_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .join(Programme, Programme.id == Registration.programme_id)
        .outerjoin(Division, Division.id == Registration.division_id)
        .where(
            condition,
            Registration.school_year == search.year,
            SITUATIONS[search.situation],
            *search.conditions(Learner.search_text + " " + Admitted.candidate_number),
        )
    )


def chosen(registration_ids: Sequence[int], condition: ColumnElement[bool]) -> Rows:
    """Return these registrations by name, of those in the programmes that the condition leaves."""
    return db.session.execute(
        select(
            *_LISTED,
            Registration.school_year,
            Registration.centre_id,
            Registration.division_id,
            Registration.validated_at,
        )
        .join(Learner, Learner.id == Registration.learner_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .join(Programme, Programme.id == Registration.programme_id)
        .outerjoin(Division, Division.id == Registration.division_id)
        .where(condition, Registration.id.in_(registration_ids))
        .order_by(Learner.sort_name, Registration.id)
    ).all()


def registrations_of(learner_id: int, condition: ColumnElement[bool]) -> Rows:
    """Return the registrations of a learner in the programmes that the condition leaves, the latest first."""
    return db.session.execute(
        select(
            *Registration.__table__.c,
            Programme.code,
            Programme.title,
            Admitted.candidate_number,
            Admitted.origin,
            Admitted.imported_at,
            Admitted.gone_at,
            Admitted.application_id,
            Division.code.label("division"),
            Division.name.label("division_name"),
            changed.label("changed"),
        )
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .join(Programme, Programme.id == Registration.programme_id)
        .outerjoin(Division, Division.id == Registration.division_id)
        .where(Registration.learner_id == learner_id, condition)
        .order_by(Registration.school_year.desc(), Registration.id.desc())
    ).all()


def is_registered(learner_id: int) -> tuple[bool, bool]:
    """Tell whether a learner has a registration that stands, whatever the programme, and whether one is validated."""
    validated = db.session.scalars(
        select(Registration.validated_at).where(
            Registration.learner_id == learner_id, Registration.cancelled_at.is_(None)
        )
    ).all()
    return bool(validated), any(validated)


def registration_count(learner_id: int) -> int:
    """Return how many registrations a learner has, whatever the programme."""
    mine = select(func.count()).select_from(Registration).where(Registration.learner_id == learner_id)
    return db.session.scalar(mine) or 0


def guardians_of(learner_id: int) -> Rows:
    """Return a learner's guardians, the first one first."""
    columns = select(*LearnerGuardian.__table__.c).where(LearnerGuardian.learner_id == learner_id)
    return db.session.execute(columns.order_by(LearnerGuardian.position)).all()


def merged_into(learner_id: int) -> Rows:
    """Return the files put together with this one, the latest first."""
    columns = select(*Learner.__table__.c).where(Learner.merged_into_id == learner_id)
    return db.session.execute(columns.order_by(Learner.merged_at.desc(), Learner.id)).all()


def documents_of(registration: Any) -> Rows:
    """Return the documents that a registration needs, in the centre's order, with where each stands."""
    of = and_(
        RegistrationDocument.document_id == RequiredDocument.id,
        RegistrationDocument.registration_id == registration.id,
    )
    asked = and_(
        RequiredDocument.retired_at.is_(None),
        or_(
            RequiredDocument.programme_id.is_(None),
            RequiredDocument.programme_id == registration.programme_id,
        ),
    )
    return db.session.execute(
        select(
            RequiredDocument.id,
            RequiredDocument.label,
            RequiredDocument.blocking,
            RegistrationDocument.state,
            RegistrationDocument.changed_at,
            Account.display_name.label("changed_by"),
        )
        .outerjoin(RegistrationDocument, of)
        .outerjoin(Account, Account.id == RegistrationDocument.changed_by_id)
        .where(
            RequiredDocument.centre_id == registration.centre_id,
            or_(asked, RegistrationDocument.state.is_not(None)),
        )
        .order_by(RequiredDocument.position, RequiredDocument.id)
    ).all()


def programmes(condition: ColumnElement[bool], year: int) -> Rows:
    """Return the programmes of a school year's campaign, by title."""
    return db.session.execute(
        select(Programme.id, Programme.code, Programme.title, Programme.centre_id)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .where(condition, Campaign.year == year)
        .order_by(Programme.title, Programme.code)
    ).all()


def report(account_id: int, route: str, key: str) -> dict[str, Any] | None:
    """Return what one act answered to the person who sent it, or None when it is no longer kept."""
    return db.session.scalar(
        select(SubmissionRow.result).where(
            SubmissionRow.account_id == account_id, SubmissionRow.route == route, SubmissionRow.key == key
        )
    )
