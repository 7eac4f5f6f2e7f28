"""Our own accepted offers, taken into the pool as a list of the platform would be (R6.2, from R5)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from recruitment.admissions.difference import Difference, difference
from recruitment.admissions.pool import lock_programmes, tell, write
from recruitment.admissions.records import AdmittedRecord, GuardianRecord
from recruitment.applications.models import Application, Candidate, Guardian
from recruitment.contracts.models import Contract
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges.log import finish, open_exchange
from recruitment.exchanges.models import Exchange
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.admissions import ACCEPTED, ACCEPTED_KEEPING, check_school_year
from recruitment.rules.replies import ACCEPTED_STATES
from recruitment.rules.vocabulary import ApplicationState
from recruitment.transfers.candidate_lookup import among_values

CHUNK = 500
_STATES = tuple(sorted(str(state) for state in ACCEPTED_STATES))
_FIELDS = (
    "last_name", "first_name", "birth_date", "sex", "ine", "email", "phone", "mobile", "origin_school", "origin_uai",
    "bac_series", "bac_honours", "postal_code", "town",
)  # fmt: skip


def take_own(
    account_id: int | None, programme_ids: list[int], school_year: int, submission: Submission | None = None
) -> Difference:
    """Take the acceptances of programmes of one campaign in; a programme where nothing changes has no exchange.

    Raises RuleViolation(other_school_year).
    """
    total = Difference()
    with transaction() as session:
        if replay(session, submission) is not None:
            return total
        now = clock.now()
        lock_programmes(session, programme_ids)
        done = [_one(session, account_id, id_, school_year, now) for id_ in sorted(programme_ids)]
        for exchange, programme, found in done:
            if exchange is not None:
                tell(session, exchange, programme, found, now)
            total.include(found)
        remember(session, submission, {}, now)
    return total


def followed_programmes(session: Session) -> list[tuple[int, int]]:
    """Return the programmes, with their year, that have taken their own acceptances once: each morning again."""
    rows = session.execute(
        select(Programme.id, Campaign.year)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .where(
            select(Exchange.id)
            .where(
                Exchange.programme_id == Programme.id,
                Exchange.source == "own_offers",
                Exchange.state == "done",
            )
            .exists()
        )
        .order_by(Programme.id)
    )
    return [(row[0], row[1]) for row in rows]


def _one(
    session: Session, account_id: int | None, programme_id: int, school_year: int, now: datetime
) -> tuple[Exchange | None, Programme, Difference]:
    programme = session.get_one(Programme, programme_id)
    check_school_year(session.get_one(Campaign, programme.campaign_id).year, school_year)
    found = difference(session, programme, _records(session, programme_id), origin="own", mode="replace")
    if not (found.new or found.changed or found.gone):
        return None, programme, found
    exchange = open_exchange(
        session,
        centre_id=programme.centre_id,
        campaign_id=programme.campaign_id,
        programme_id=programme_id,
        direction="in",
        source="own_offers",
        school_year=school_year,
        account_id=account_id,
        state="applying",
        now=now,
    )
    done = write(session, exchange, programme, _records(session, programme_id), mode="replace", now=now)
    finish(session, exchange, state="done", counts=done.counts(), now=now)
    return exchange, programme, done


def _records(session: Session, programme_id: int) -> Iterator[AdmittedRecord]:
    """Give those who accepted, in the order of their applications."""
    replied = (
        select(func.max(Contract.replied_at))
        .where(Contract.application_id == Application.id, Contract.status.in_(_STATES))
        .correlate(Application)
        .scalar_subquery()
    )
    asked = (
        select(
            Application.id,
            Application.state,
            Candidate.id.label("candidate_id"),
            Candidate.candidate_number,
            Candidate.address,
            replied.label("answered_at"),
            *(Candidate.__table__.c[name] for name in _FIELDS),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(
            Application.programme_id == programme_id,
            Application.state.in_(_STATES),
            Candidate.erased_at.is_(None),
        )
        .order_by(Application.id)
        .limit(CHUNK)
    )
    last, line = 0, 0
    while rows := session.execute(asked.where(Application.id > last)).all():
        last = rows[-1].id
        guardians = _guardians(session, [row.candidate_id for row in rows])
        for row in rows:
            line += 1
            yield _record(line, row, guardians.get(row.candidate_id, {}))


def _record(line: int, row: Row[*tuple[Any, ...]], guardians: dict[int, GuardianRecord]) -> AdmittedRecord:
    for_good = row.state == ApplicationState.ACCEPTED
    told = {name: getattr(row, name) for name in _FIELDS}
    return AdmittedRecord(
        line=line,
        candidate_number=row.candidate_number,
        situation=ACCEPTED if for_good else ACCEPTED_KEEPING,
        answered_at=row.answered_at,
        address_1=row.address[:200] if row.address else None,
        address_2=row.address[200:] or None if row.address else None,
        guardian_1=guardians.get(1, GuardianRecord()),
        guardian_2=guardians.get(2, GuardianRecord()),
        **told,
    )


def _guardians(session: Session, ids: list[int]) -> dict[int, dict[int, GuardianRecord]]:
    row = Guardian.__table__.c
    found: dict[int, dict[int, GuardianRecord]] = {}
    columns = (row.candidate_id, row.position, row.last_name, row.first_name, row.email, row.phone)
    for one in session.execute(select(*columns).where(among_values(session)(row.candidate_id, ids))):
        found.setdefault(one[0], {})[one[1]] = GuardianRecord(*one[2:])
    return found
