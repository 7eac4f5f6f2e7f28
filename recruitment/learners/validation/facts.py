"""What the controls look at, read for many registrations by a few statements (R6.2)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from recruitment.learners.models import Registration
from recruitment.learners.validation.facts_statement import facts_statement
from recruitment.rules.registration_controls import ContractStanding, Facts
from recruitment.rules.replies import ACCEPTED_STATES

READ_AT_ONCE = 1_000
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
    rows = session.execute(facts_statement().where(Registration.id.in_(ids))).all()
    _count_seats(session, {row.division_id for row in rows if row.division_id is not None}, taken)
    others = _standing(session, {row.learner_id for row in rows})
    for row in rows:
        beside = others.get((row.learner_id, row.school_year), set()) - {(row.id, row.programme_id)}
        yield (
            row.id,
            _facts(row, day, taken.get(row.division_id, 0), {programme for _id, programme in beside}),
        )


def _standing(session: Session, learners: set[int]) -> dict[tuple[int, int], set[tuple[int, int]]]:
    """Return the registrations that stand, with their programmes, by learner and school year."""
    found: dict[tuple[int, int], set[tuple[int, int]]] = {}
    rows = session.execute(
        select(
            Registration.learner_id, Registration.school_year, Registration.id, Registration.programme_id
        ).where(Registration.learner_id.in_(learners), Registration.cancelled_at.is_(None))
    )
    for row in rows:
        found.setdefault((row.learner_id, row.school_year), set()).add((row.id, row.programme_id))
    return found


def _count_seats(session: Session, divisions: set[int], taken: dict[int, int]) -> None:
    asked = sorted(divisions.difference(taken))
    if asked:
        counted = (
            select(Registration.division_id, func.count().label("number"))
            .where(Registration.division_id.in_(asked), Registration.cancelled_at.is_(None))
            .group_by(Registration.division_id)
        )
        taken.update({row.division_id: row.number for row in session.execute(counted)})


def _facts(row: Any, day: date, seats_taken: int, beside: set[int]) -> Facts:
    contract = _contract(row)
    return Facts(
        day=day,
        first_day=row.first_day,
        school_year=row.school_year,
        campaign_year=row.campaign_year,
        situation=row.situation,
        gone=row.gone_at is not None,
        wish_left=row.wish_state in LEFT and contract is not ContractStanding.BROKEN,
        already_registered=row.programme_id in beside,
        registered_elsewhere=bool(beside - {row.programme_id}),
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
