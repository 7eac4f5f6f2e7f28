"""What we know of the candidates of a chunk of the platform's list: wish, last contract, enrolment, discrepancies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from recruitment.applications.erased import erased_numbers
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract
from recruitment.enrolments.models import Enrolment, ReplyDiscrepancy
from recruitment.rules.reply_list import Ours
from recruitment.rules.vocabulary import ApplicationState, ContractStatus, ReplyOrigin
from recruitment.transfers.candidate_lookup import among_values

Key: TypeAlias = tuple[int, str]  # programme, candidate number


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish of ours: ids, names, what the list is held against."""

    application_id: int
    candidate_id: int
    centre_id: int
    last_name: str
    contract_id: int | None
    employer_name: str | None
    ours: Ours


@dataclass(frozen=True, slots=True)
class Standing:
    """A discrepancy that waits."""

    id: int
    kind: str
    facts: str


@dataclass(frozen=True, slots=True)
class Known:
    """All of it, by programme and candidate number. `settled`: what people settled, with what it said."""

    wishes: dict[Key, Wished] = field(default_factory=dict)
    standing: dict[Key, Standing] = field(default_factory=dict)
    settled: frozenset[tuple[Key, str, str]] = frozenset()
    erased: frozenset[str] = frozenset()


def known(
    session: Session, campaign_id: int, programme_ids: Collection[int], numbers: Sequence[str]
) -> Known:
    """Return what is known of these candidates in these programmes."""
    if not programme_ids or not numbers:
        return Known()
    wishes = _wishes(session, campaign_id, programme_ids, numbers)
    found = {number for _programme, number in wishes}
    unknown = [number for number in numbers if number not in found]
    standing, settled = _discrepancies(session, programme_ids, numbers)
    return Known(wishes, standing, settled, frozenset(erased_numbers(session, campaign_id, unknown)))


def accepted_numbers(session: Session, programme_id: int) -> list[str]:
    """Return the numbers of those who accepted an offer of a programme, in their order."""
    return list(
        session.scalars(
            select(Candidate.candidate_number)
            .join(Application, Application.candidate_id == Candidate.id)
            .where(
                Application.programme_id == programme_id,
                Application.state.in_(["accepted", "accepted_keeping_wishes"]),
                Candidate.erased_at.is_(None),
            )
            .order_by(Candidate.id)
        )
    )


def _wishes(
    session: Session, campaign_id: int, programme_ids: Collection[int], numbers: Sequence[str]
) -> dict[Key, Wished]:
    last = (
        select(func.max(Contract.id))
        .where(Contract.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    enrolment = and_(Enrolment.application_id == Application.id, Enrolment.undone_at.is_(None))
    rows = session.execute(
        select(
            Application.id,
            Application.programme_id,
            Application.candidate_id,
            Application.centre_id,
            Application.state,
            Candidate.candidate_number,
            Candidate.last_name,
            Contract.id.label("contract_id"),
            Contract.status,
            Contract.entered_at,
            Contract.reply_until,
            Contract.siret,
            Contract.employer_name,
            Contract.reply_siret,
            Contract.replied_at,
            Contract.reply_origin,
            Enrolment.id.label("enrolment_id"),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Contract, Contract.id == last)
        .outerjoin(Enrolment, enrolment)
        .where(
            Candidate.campaign_id == campaign_id,
            among_values(session)(Candidate.__table__.c.candidate_number, numbers),
            Application.programme_id.in_(sorted(programme_ids)),
        )
    )
    return {(row.programme_id, row.candidate_number): _wished(row) for row in rows}


def _wished(row: Any) -> Wished:
    ours = Ours(
        state=ApplicationState(row.state),
        status=ContractStatus(row.status) if row.status else None,
        entered_at=row.entered_at,
        reply_until=row.reply_until,
        siret=row.siret,
        reply_siret=row.reply_siret,
        replied_at=row.replied_at,
        origin=ReplyOrigin(row.reply_origin) if row.reply_origin else None,
        enrolled=row.enrolment_id is not None,
    )
    return Wished(
        row.id, row.candidate_id, row.centre_id, row.last_name, row.contract_id, row.employer_name, ours
    )


def _discrepancies(
    session: Session, programme_ids: Collection[int], numbers: Sequence[str]
) -> tuple[dict[Key, Standing], frozenset[tuple[Key, str, str]]]:
    row = ReplyDiscrepancy
    rows = session.execute(
        select(
            row.id,
            row.programme_id,
            row.candidate_number,
            row.kind,
            row.facts,
            row.settled_at,
            row.settled_by_id,
        ).where(
            row.programme_id.in_(sorted(programme_ids)),
            among_values(session)(row.__table__.c.candidate_number, numbers),
        )
    ).all()
    standing = {
        (one.programme_id, one.candidate_number): Standing(one.id, one.kind, one.facts)
        for one in rows
        if one.settled_at is None
    }
    settled = frozenset(
        ((one.programme_id, one.candidate_number), one.kind, one.facts)
        for one in rows
        if one.settled_by_id is not None
    )
    return standing, settled
