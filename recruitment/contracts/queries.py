"""What the contracts' pages read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Integer, Row, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract, RegionalRequest
from recruitment.core.database import Base, UTCDateTime
from recruitment.core.quick_read import QuickRead
from recruitment.labels.dates import day_short
from recruitment.labels.request_refusals import seats_figures
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import candidate_number
from recruitment.rules.vocabulary import ACTIVE_STATUSES, ApplicationState, ContractStatus, RequestKind

Read: TypeAlias = Row[*tuple[Any, ...]]

applications = Base.metadata.tables[Application.__tablename__]
_author, _ender, _authority = aliased(Account), aliased(Account), aliased(Account)

_ENTRY: Select[*tuple[Any, ...]] = (
    select(
        Contract.id,
        Contract.application_id,
        Contract.employer_name,
        Contract.entered_at,
        Contract.reply_until,
        Candidate.first_name,
        Candidate.last_name,
        Account.display_name.label("agent"),
    )
    .join(Application, Application.id == Contract.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Account, Account.id == Contract.entered_by_id)
    .where(Contract.status.in_(sorted(ACTIVE_STATUSES)))
    .order_by(Contract.entered_at.desc(), Contract.id.desc())
    .limit(1)
)


def last_entry(session: Session, programme_id: int) -> Read | None:
    """Return the active contract entered last in a programme: whose, by whom and when."""
    return session.execute(_ENTRY.where(Contract.programme_id == programme_id)).first()


def contract_entry(session: Session, application_id: int) -> Read | None:
    """Return the active contract of an application: whose, by whom and when."""
    return session.execute(_ENTRY.where(Contract.application_id == application_id)).first()


def with_facts(refusal: RuleViolation, other: Read | None) -> RuleViolation:
    """Return a refusal with whose contract stands in the way, by whom and when; without one, as it is."""
    if other is None:
        return refusal
    facts = {
        "candidate": f"{other.first_name} {other.last_name}",
        "agent": other.agent,
        "at": other.entered_at,
        "employer_name": other.employer_name,
        "reply_until": other.reply_until,
    }
    return RuleViolation(refusal.code, **refusal.details, **facts)


def history(session: Session, application_id: int) -> Sequence[Read]:
    """Return every contract of an application with its end, the newest first."""
    return session.execute(
        select(
            Contract.id,
            Contract.employer_name,
            Contract.siret,
            Contract.status,
            Contract.entered_at,
            _author.display_name.label("agent"),
            Contract.reply_until,
            Contract.reply_rule,
            Contract.replied_at,
            Contract.ended_at,
            _ender.display_name.label("ended_by"),
            Contract.end_reason,
            Contract.broken_on,
        )
        .join(_author, _author.id == Contract.entered_by_id)
        .outerjoin(_ender, _ender.id == Contract.ended_by_id)
        .where(Contract.application_id == application_id)
        .order_by(Contract.id.desc())
    ).all()


def figures(session: Session, programme_id: int) -> dict[str, int]:
    """Return how many contracts were entered in a programme, and how many of them are active (R4.4)."""
    rows = session.execute(
        select(Contract.status, func.count())
        .where(Contract.programme_id == programme_id)
        .group_by(Contract.status)
    )
    found = {ContractStatus(status): number for status, number in rows}
    active = sum(number for status, number in found.items() if status in ACTIVE_STATUSES)
    return {"entered": sum(found.values()), "active": active}


def requests(session: Session, programme_id: int) -> Sequence[Read]:
    """Return what was asked of the regional authority for a programme, the newest first."""
    return session.execute(
        select(
            RegionalRequest.id,
            RegionalRequest.kind,
            RegionalRequest.wanted_capacity,
            RegionalRequest.reason,
            RegionalRequest.status,
            RegionalRequest.made_at,
            _author.display_name.label("agent"),
            RegionalRequest.withdrawn_at,
            _ender.display_name.label("withdrawn_by"),
            RegionalRequest.answered_at,
            RegionalRequest.answer,
            RegionalRequest.granted_capacity,
            _authority.display_name.label("answered_by"),
        )
        .join(_author, _author.id == RegionalRequest.made_by_id)
        .outerjoin(_ender, _ender.id == RegionalRequest.withdrawn_by_id)
        .outerjoin(_authority, _authority.id == RegionalRequest.answered_by_id)
        .where(RegionalRequest.programme_id == programme_id)
        .order_by(RegionalRequest.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that the regional authority has not answered yet: there is one at most of each kind (R4.9)."""

    kind: str
    wanted: int | None
    made_at: datetime

    @property
    def words(self) -> str:
        """Return « Demande de 22 places sans réponse depuis le 26 mai »."""
        what = "clôture" if self.kind == RequestKind.CLOSURE else f"{self.wanted} places"
        return f"Demande de {what} sans réponse depuis le {day_short(self.made_at)}"


_STANDING = QuickRead(
    select(
        RegionalRequest.id,
        RegionalRequest.kind,
        RegionalRequest.status,
        RegionalRequest.answer,
        RegionalRequest.granted_capacity,
        RegionalRequest.wanted_capacity,
        RegionalRequest.answered_at,
        RegionalRequest.made_at,
        Account.display_name.label("answered_by"),
    )
    .outerjoin(Account, Account.id == RegionalRequest.answered_by_id)
    .where(
        RegionalRequest.programme_id == bindparam("programme", type_=Integer),
        or_(
            RegionalRequest.status == "open",
            RegionalRequest.answered_at >= bindparam("since", type_=UTCDateTime),
        ),
    )
)
_OPEN = QuickRead(
    select(RegionalRequest.kind, RegionalRequest.wanted_capacity, RegionalRequest.made_at).where(
        RegionalRequest.programme_id == bindparam("programme", type_=Integer),
        RegionalRequest.status == "open",
    )
)


def standing_requests(programme_id: int, since: datetime) -> tuple[Any, dict[str, OpenRequest]]:
    """Return what the regional authority last answered since an instant, or None, and what waits for it (R4.9).

    One statement for both: every page of a programme asks for them.
    """
    rows = _STANDING.rows(programme=programme_id, since=since)
    answers = [row for row in rows if row.answered_at is not None]
    latest = max(answers, key=lambda row: (row.answered_at, row.id), default=None)
    return latest, _open(row for row in rows if row.status == "open")


def open_requests(programme_id: int) -> dict[str, OpenRequest]:
    """Return what was asked of the regional authority and has no answer yet, by kind."""
    return _open(_OPEN.rows(programme=programme_id))


def full(figures: Mapping[str, Any]) -> str:
    """Say that a programme is full, where what waits for the authority's answer is said beside it (R4.9)."""
    return f"Capacité atteinte : {seats_figures(figures)}. Aucun contrat ne peut plus être saisi."


def _open(rows: Iterable[Any]) -> dict[str, OpenRequest]:
    return {row.kind: OpenRequest(row.kind, row.wanted_capacity, row.made_at) for row in rows}


_ACCEPTED_ELSEWHERE = select(
    exists().where(
        applications.c.candidate_id == bindparam("candidate_id"),
        applications.c.programme_id != bindparam("programme_id"),
        applications.c.state == ApplicationState.ACCEPTED,
    )
)


def accepted_elsewhere(session: Session, candidate_id: int, programme_id: int) -> bool:
    """Tell whether a candidate has accepted for good an offer of another programme, in any centre (R4.3)."""
    key = {"candidate_id": candidate_id, "programme_id": programme_id}
    return bool(session.execute(_ACCEPTED_ELSEWHERE, key).scalar())


def candidate_by_number(session: Session, campaign_id: int, number: str) -> Read | None:
    """Return the candidate of a campaign who has that number."""
    statement = select(Base.metadata.tables[Candidate.__tablename__])
    found = statement.where(Candidate.campaign_id == campaign_id, Candidate.candidate_number == number)
    return session.execute(found).first()


def known_candidate(session: Session, campaign_id: int, typed: str) -> Read:
    """Return the candidate of a campaign whose number was typed.

    Raises RuleViolation: candidate_number_invalid, candidate_unknown.
    """
    number = candidate_number(typed)
    found = candidate_by_number(session, campaign_id, number)
    if found is None:
        raise RuleViolation("candidate_unknown", candidate_number=number)
    return found


def application_of(session: Session, programme_id: int, candidate_id: int) -> Read | None:
    """Return the application of a candidate for a programme, if there is one."""
    found = select(applications).where(
        applications.c.programme_id == programme_id, applications.c.candidate_id == candidate_id
    )
    return session.execute(found).first()


_OTHER_CONTRACT = select(
    exists().where(
        Contract.application_id == bindparam("application_id"),
        Contract.id != bindparam("contract_id"),
        Contract.status != ContractStatus.CANCELLED,
    )
)


def other_contract(session: Session, application_id: int, contract_id: int) -> bool:
    """Tell whether an application had another contract that was not cancelled."""
    key = {"application_id": application_id, "contract_id": contract_id}
    return bool(session.execute(_OTHER_CONTRACT, key).scalar())


def application(session: Session, application_id: int) -> Read:
    """Return an application's row."""
    return session.execute(select(applications).where(applications.c.id == application_id)).one()


def entered(session: Session, contract_id: int) -> Read:
    """Return a contract's own facts."""
    return session.execute(
        select(
            Contract.id,
            Contract.application_id,
            Contract.employer_name,
            Contract.siret,
            Contract.status,
            Contract.entered_at,
            Contract.reply_until,
        ).where(Contract.id == contract_id)
    ).one()
