"""The registered persons that an export goes through, in the order of their names, some hundreds at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from recruitment.admissions.models import Admitted
from recruitment.contracts.models import Contract
from recruitment.core.database import db
from recruitment.learners.models import Learner, LearnerGuardian, Registration, SchoolYear
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.returns.models import ReturnDetail, ReturnSetting
from recruitment.returns.subject import Agreement, Subject
from recruitment.rules.vocabulary import ContractStatus

BATCH = 300
#: A contract that the candidate said yes to, whatever became of it.
AGREED = (ContractStatus.ACCEPTED, ContractStatus.ACCEPTED_KEEPING_WISHES, ContractStatus.BROKEN)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose export: a centre, a session, the programmes that one may see."""

    centre_id: int
    campaign_id: int
    year: int
    programmes: tuple[ColumnElement[bool], ...] = ()

    @property
    def condition(self) -> ColumnElement[bool]:
        """The registrations meant."""
        ours = (Registration.centre_id == self.centre_id, Registration.campaign_id == self.campaign_id)
        return and_(*ours, Learner.erased_at.is_(None), *self.programmes)


def subjects(wanted: Wanted, today: date) -> Iterator[Subject]:
    """Yield each registration of the session with all that its line needs."""
    settings = _settings(wanted.centre_id)
    centre = db.session.get_one(TrainingCentre, wanted.centre_id)
    first_day = db.session.scalar(
        select(SchoolYear.first_day).where(
            SchoolYear.centre_id == wanted.centre_id, SchoolYear.year == wanted.year
        )
    )
    last: tuple[str, int] | None = None
    while rows := _some(wanted.condition, last):
        last = (rows[-1][1].sort_name, rows[-1][0].id)
        beside = _Beside(rows)
        for registration, learner, programme, admitted in rows:
            known = settings.get(None, {}) | settings.get(programme.id, {})
            facts = known | beside.facts.get(registration.id, {})
            agreements = _agreements(beside.contracts[admitted.application_id], facts)
            guardians = tuple(beside.guardians[learner.id])
            yield Subject(
                registration, learner, programme, centre, admitted, facts, agreements, guardians, first_day, today
            )  # fmt: skip
        db.session.expunge_all()


def subject_of(wanted: Wanted, registration_id: int, today: date) -> Subject | None:
    """Return one registration alone."""
    only = Wanted(wanted.centre_id, wanted.campaign_id, wanted.year, (Registration.id == registration_id,))
    return next(subjects(only, today), None)


def contracts_of(application_ids: Iterable[int | None]) -> dict[int | None, list[Any]]:
    """Return the accepted contracts of applications, the first entered first."""
    found: dict[int | None, list[Any]] = defaultdict(list)
    statement = select(Contract.application_id, Contract.siret, Contract.broken_on).where(
        Contract.application_id.in_([id_ for id_ in application_ids if id_ is not None]),
        Contract.status.in_([str(one) for one in AGREED]),
    )
    for row in db.session.execute(statement.order_by(Contract.entered_at, Contract.id)):
        found[row.application_id].append(row)
    return found


def _some(condition: ColumnElement[bool], last: tuple[str, int] | None) -> Sequence[Any]:
    statement = (
        select(Registration, Learner, Programme, Admitted)
        .join(Learner, Learner.id == Registration.learner_id)
        .join(Programme, Programme.id == Registration.programme_id)
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .where(condition)
        .order_by(Learner.sort_name, Registration.id)
        .limit(BATCH)
    )
    if last is not None:
        name, id_ = last
        after = or_(Learner.sort_name > name, and_(Learner.sort_name == name, Registration.id > id_))
        statement = statement.where(after)
    return db.session.execute(statement).all()


class _Beside:
    """What hangs on some registrations: guardians, contracts, what was typed for the exports."""

    def __init__(self, rows: Sequence[Any]) -> None:
        learners = [row[1].id for row in rows]
        self.guardians: dict[int, list[Any]] = defaultdict(list)
        theirs = select(LearnerGuardian).where(LearnerGuardian.learner_id.in_(learners))
        for one in db.session.scalars(theirs.order_by(LearnerGuardian.position)):
            self.guardians[one.learner_id].append(one)
        self.contracts = contracts_of(row[3].application_id for row in rows)
        typed = select(ReturnDetail).where(ReturnDetail.registration_id.in_([row[0].id for row in rows]))
        self.facts = {one.registration_id: one.facts for one in db.session.scalars(typed)}


def _agreements(contracts: Sequence[Any], facts: dict[str, Any]) -> tuple[Agreement, ...]:
    """Join what was entered here with the days of the signed forms; else take what was typed."""
    here = list(contracts) or [None] * ("contract_1_siret" in facts or "contract_1_starts" in facts)
    return tuple(
        Agreement(
            one.siret if one is not None else facts.get(f"contract_{rank}_siret"),
            facts.get(f"contract_{rank}_starts"),
            facts.get(f"contract_{rank}_ends"),
            one.broken_on if one is not None else None,
        )
        for rank, one in enumerate(here, 1)
    )


def _settings(centre_id: int) -> dict[int | None, dict[str, Any]]:
    rows = db.session.scalars(select(ReturnSetting).where(ReturnSetting.centre_id == centre_id))
    return {row.programme_id: row.facts for row in rows}


def settings_of(centre_id: int, programme_id: int | None) -> dict[str, Any]:
    """Return the facts of a centre, or of one of its programmes."""
    return _settings(centre_id).get(programme_id, {})


def detail_of(registration_id: int) -> dict[str, Any]:
    """Return what was typed of one registration."""
    row = db.session.get(ReturnDetail, registration_id)
    return row.facts if row is not None else {}


def contract_count(admitted_id: int) -> int:
    """Return how many accepted contracts somebody admitted has here."""
    application_id = db.session.scalar(select(Admitted.application_id).where(Admitted.id == admitted_id))
    return len(contracts_of([application_id])[application_id])


def people(wanted: Wanted, most: int) -> Sequence[Any]:
    """Return the standing registrations in the order of names, with who and in what."""
    statement = (
        select(
            Registration.id,
            Registration.learner_id,
            Registration.programme_id,
            Registration.centre_id,
            Learner.last_name,
            Learner.first_name,
            Programme.code,
            Programme.title,
            ReturnDetail.facts,
        )
        .join(Learner, Learner.id == Registration.learner_id)
        .join(Programme, Programme.id == Registration.programme_id)
        .outerjoin(ReturnDetail, ReturnDetail.registration_id == Registration.id)
        .where(wanted.condition, Registration.cancelled_at.is_(None))
    )
    return db.session.execute(statement.order_by(Learner.sort_name, Registration.id).limit(most)).all()


def count(wanted: Wanted) -> int:
    """Return how many registrations the session has."""
    statement = select(func.count(Registration.id)).join(Learner, Learner.id == Registration.learner_id)
    joined = statement.join(Programme, Programme.id == Registration.programme_id)
    return db.session.scalar(joined.where(wanted.condition)) or 0
