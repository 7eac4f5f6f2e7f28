"""What the contracts' pages read."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.contracts.models import Contract, RegionalRequest
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.vocabulary import ACTIVE_STATUSES, ContractStatus

Read: TypeAlias = Row[*tuple[Any, ...]]

_author, _ender = aliased(Account), aliased(Account)

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


def facts_of(entry: Read | None) -> dict[str, Any]:
    """Return what a refusal says of the contract that stands in the way."""
    if entry is None:
        return {}
    return {
        "candidate": f"{entry.first_name} {entry.last_name}",
        "agent": entry.agent,
        "at": entry.entered_at,
        "employer_name": entry.employer_name,
        "reply_until": entry.reply_until,
    }


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
        )
        .join(_author, _author.id == RegionalRequest.made_by_id)
        .outerjoin(_ender, _ender.id == RegionalRequest.withdrawn_by_id)
        .where(RegionalRequest.programme_id == programme_id)
        .order_by(RegionalRequest.id.desc())
    ).all()


def programme(session: Session, programme_id: int) -> Programme:
    """Return a programme as it is now."""
    return session.get_one(Programme, programme_id, populate_existing=True)


def campaign(session: Session, campaign_id: int) -> Campaign:
    """Return a campaign as it is now."""
    return session.get_one(Campaign, campaign_id, populate_existing=True)


def candidate(session: Session, candidate_id: int) -> Candidate:
    """Return a candidate as they are now."""
    return session.get_one(Candidate, candidate_id, populate_existing=True)


def candidate_by_number(session: Session, campaign_id: int, number: str) -> Candidate | None:
    """Return the candidate of a campaign who has that number."""
    return session.scalars(
        select(Candidate).where(Candidate.campaign_id == campaign_id, Candidate.candidate_number == number)
    ).first()


def application_of(session: Session, programme_id: int, candidate_id: int) -> Read | None:
    """Return the application of a candidate for a programme, if there is one."""
    return session.execute(
        select(Application.__table__).where(
            Application.programme_id == programme_id, Application.candidate_id == candidate_id
        )
    ).first()
