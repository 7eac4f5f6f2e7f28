"""What the database holds of the admitted candidates that a list speaks of, a chunk at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from recruitment.accounts.queries import table
from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.admissions.records import FIELDS, GUARDIAN_FIELDS, GuardianRecord
from recruitment.applications.erased import erased_numbers
from recruitment.applications.models import Application, Candidate
from recruitment.enrolments.models import Enrolment
from recruitment.rules.vocabulary import ACTIVE_STATES
from recruitment.transfers.candidate_lookup import among_values

_ROW = Admitted.__table__.c
_GUARDIAN = AdmittedGuardian.__table__.c
_HEAD = (
    "id", "origin", "application_id", "exchange_id", "gone_at", "gone_exchange_id", "gone_because",
    "bac_result_at", "version",
)  # fmt: skip


@dataclass(slots=True)
class Stored:
    """An admitted candidate as stored; `values` follow FIELDS."""

    id: int
    origin: str
    application_id: int | None
    exchange_id: int | None
    gone_at: datetime | None
    gone_exchange_id: int | None
    gone_because: str | None
    bac_result_at: datetime | None
    version: int
    values: tuple[Any, ...]
    guardians: dict[int, GuardianRecord]


@dataclass(slots=True)
class Known:
    """What is known of the candidates of a chunk, by their numbers."""

    admitted: dict[str, Stored]
    applications: dict[str, int]
    erased: frozenset[str]


def known(session: Session, programme: Any, numbers: Sequence[str], *, locks: bool = False) -> Known:
    """Return those of the pool of a programme who have these numbers, and the wishes of ours that they made.

    `locks`: they are about to be written again whole, so nobody else may change them from now on.
    """
    among = among_values(session)
    mine = and_(_ROW.programme_id == programme.id, among(_ROW.candidate_number, numbers))
    admitted = _stored(session, mine, locks=locks)
    applications = session.execute(
        select(Candidate.candidate_number, Application.id)
        .join(Application, Application.candidate_id == Candidate.id)
        .where(Application.programme_id == programme.id, Candidate.campaign_id == programme.campaign_id)
        .where(among(Candidate.__table__.c.candidate_number, numbers))
    )
    erased = erased_numbers(session, programme.campaign_id, numbers)
    return Known(dict(admitted), {row[0]: row[1] for row in applications}, erased)


def by_ids(session: Session, ids: Sequence[int], *, locks: bool = False) -> list[tuple[str, Stored]]:
    """Return admitted candidates by their ids, with their numbers."""
    return _stored(session, among_values(session)(_ROW.id, ids), locks=locks)


def live_ids(session: Session, programme_id: int, origin: str, after: int, limit: int) -> Sequence[int]:
    """Return the ids of those whom a list of that origin is about, in order."""
    asked = select(_ROW.id).where(_live(programme_id, origin), _ROW.id > after)
    return session.scalars(asked.order_by(_ROW.id).limit(limit)).all()


def live_count(session: Session, programme_id: int, origin: str) -> int:
    """Return how many a list of that origin is about."""
    return session.scalar(select(func.count()).where(_live(programme_id, origin))) or 0


def _live(programme_id: int, origin: str) -> ColumnElement[bool]:
    same = _ROW.origin == "own" if origin == "own" else _ROW.origin != "own"
    return and_(_ROW.programme_id == programme_id, _ROW.gone_at.is_(None), same)


def held() -> ColumnElement[bool]:
    """Return the condition on `admitted`: a contract, an enrolment or a validated registration stands here."""
    registration = table("registration").c
    placed = exists().where(
        Application.id == _ROW.application_id,
        or_(
            Application.state.in_(sorted(map(str, ACTIVE_STATES))),
            exists().where(Enrolment.application_id == Application.id, Enrolment.undone_at.is_(None)),
        ),
    )
    validated = exists().where(
        registration.admitted_id == _ROW.id,
        registration.validated_at.is_not(None),
        registration.cancelled_at.is_(None),
    )
    return or_(placed, validated)


def held_ids(session: Session, ids: Sequence[int]) -> frozenset[int]:
    """Return, of these admitted candidates, those of whom something stands that no list takes away (R6.6)."""
    return frozenset(session.scalars(select(_ROW.id).where(among_values(session)(_ROW.id, ids), held())))


def _stored(session: Session, condition: ColumnElement[bool], *, locks: bool) -> list[tuple[str, Stored]]:
    asked = select(_ROW.candidate_number, *(_ROW[name] for name in (*_HEAD, *FIELDS)))
    asked = asked.where(condition).order_by(_ROW.id)
    rows = session.execute(asked.with_for_update(of=Admitted) if locks else asked).all()
    guardians: dict[int, dict[int, GuardianRecord]] = {}
    among = among_values(session)(_GUARDIAN.admitted_id, [row.id for row in rows])
    told = (_GUARDIAN[name] for name in GUARDIAN_FIELDS)
    for row in session.execute(select(_GUARDIAN.admitted_id, _GUARDIAN.position, *told).where(among)):
        guardians.setdefault(row[0], {})[row[1]] = GuardianRecord(*row[2:])
    return [(row[0], _one(tuple(row), guardians.get(row[1], {}))) for row in rows]


def _one(row: tuple[Any, ...], guardians: dict[int, GuardianRecord]) -> Stored:
    end = len(_HEAD) + 1
    return Stored(**dict(zip(_HEAD, row[1:end], strict=True)), values=row[end:], guardians=guardians)
