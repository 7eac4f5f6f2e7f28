"""What the controls look at, read for many registrations by one statement (R6.2)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

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
from recruitment.rules.registration_controls import ContractStanding, Facts
from recruitment.rules.replies import ACCEPTED_STATES

READ_AT_ONCE = 1_000
SETTLED = ("received", "waived")
LEFT = ("withdrawn", "withdrawn_with_contract")
open_: ColumnElement[bool] = and_(Registration.validated_at.is_(None), Registration.cancelled_at.is_(None))


def facts_of(session: Session, registration_ids: Sequence[int], day: date) -> dict[int, Facts]:
    """Return what the controls look at on a day, by registration."""
    ids, taken = list(registration_ids), dict[int, int]()
    parts = (ids[at : at + READ_AT_ONCE] for at in range(0, len(ids), READ_AT_ONCE))
    return {id_: facts for part in parts for id_, facts in _read(session, part, day, taken)}


def _read(
    session: Session, ids: Sequence[int], day: date, taken: dict[int, int]
) -> Iterator[tuple[int, Facts]]:
    """Yield the facts of some; `taken` keeps the seats counted, each division once."""
    rows = session.execute(_statement().where(Registration.id.in_(ids))).all()
    _count_seats(session, {row.division_id for row in rows if row.division_id is not None}, taken)
    for row in rows:
        yield row.id, _facts(row, day, taken.get(row.division_id, 0))


def _count_seats(session: Session, divisions: set[int], taken: dict[int, int]) -> None:
    asked = sorted(divisions.difference(taken))
    if asked:
        counted = (
            select(Registration.division_id, func.count().label("number"))
            .where(Registration.division_id.in_(asked), Registration.cancelled_at.is_(None))
            .group_by(Registration.division_id)
        )
        taken.update({row.division_id: row.number for row in session.execute(counted)})


def _facts(row: Any, day: date, seats_taken: int) -> Facts:
    contract = _contract(row)
    return Facts(
        day=day,
        first_day=row.first_day,
        school_year=row.school_year,
        campaign_year=row.campaign_year,
        situation=row.situation,
        gone=row.gone_at is not None,
        wish_left=row.wish_state in LEFT and contract is not ContractStanding.BROKEN,
        already_registered=row.same > 0,
        registered_elsewhere=row.elsewhere > 0,
        namesake=row.namesakes > 0,
        ine=row.ine,
        ine_doubtful=bool(row.ine_doubtful),
        birth_date=row.birth_date,
        guardians=row.guardians,
        division=row.division_id is not None,
        division_retired=row.retired_at is not None,
        seats=row.seats,
        seats_taken=seats_taken,
        regime=row.regime,
        documents_missing=row.documents_missing,
        documents_late=row.documents_late,
        has_phone=bool(row.phone or row.mobile),
        has_email=bool(row.email),
        has_address=bool(row.address_1 and row.postal_code and row.town),
        contract=contract,
    )


def _contract(row: Any) -> ContractStanding:
    if row.wish_state in ACCEPTED_STATES:
        return ContractStanding.HELD
    return ContractStanding.BROKEN if row.contract_status == "broken" else ContractStanding.UNKNOWN


def _statement() -> Select[Any]:
    return (
        select(
            Registration.id,
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
            _others(Registration.programme_id, same=True).label("same"),
            _others(Registration.programme_id, same=False).label("elsewhere"),
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


def _others(programme: Any, *, same: bool) -> Any:
    """Count the learner's other standing registrations of the year, in this programme or in others."""
    other = aliased(Registration)
    where = other.programme_id == programme if same else other.programme_id != programme
    return (
        select(func.count())
        .where(
            other.learner_id == Registration.learner_id,
            other.school_year == Registration.school_year,
            other.cancelled_at.is_(None),
            other.id != Registration.id,
            where,
        )
        .correlate(Registration)
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
