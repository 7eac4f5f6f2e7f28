"""The rows of an act, locked from the programme down, with the calendar of their campaign.

One statement locks and reads. A row that somebody else changed while we waited comes back as it is now; other
tables come back as they were when the statement began, so what else an act depends on is read after it.
"""

from typing import Any, Protocol, TypeAlias

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.core.database import Base
from recruitment.core.prepared import Quick
from recruitment.programmes.models import Campaign, Programme
from recruitment.programmes.queries import calendar_from
from recruitment.rules.calendar import Calendar

Read: TypeAlias = Any  # a row by its columns' names

tables = Base.metadata.tables
campaign, programme = tables[Campaign.__tablename__], tables[Programme.__tablename__]
application, contract = tables[Application.__tablename__], tables[Contract.__tablename__]

#: What a contract depends on of a campaign's calendar; every column more is read at each contract.
_CAMPAIGN_COLUMNS = (
    "id",
    "year",
    "contracts_from",
    "contracts_until",
    "lock_timezone",
    "lock_from",
    "lock_until",
    "reply_rules",
    "reply_pauses",
    "late_refusals",
    "seat_rule",
)


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


def _programme_columns() -> list[ColumnElement[Any]]:
    return [
        programme.c.id.label("programme_id"),
        programme.c.centre_id,
        programme.c.code,
        programme.c.capacity,
        programme.c.seats_taken,
        programme.c.closed_at,
        *(campaign.c[name].label(f"campaign_{name}") for name in _CAMPAIGN_COLUMNS),
    ]


def _application_columns() -> list[ColumnElement[Any]]:
    names = ("candidate_id", "state", "decision", "received_at", "confirmed_at", "withdrawn_at", "version")
    return [application.c.id.label("application_id"), *(application.c[name] for name in names)]


_BY_PROGRAMME = Quick(
    select(*_programme_columns())
    .select_from(programme.join(campaign, campaign.c.id == programme.c.campaign_id))
    .where(programme.c.id == bindparam("programme_id"))
    .with_for_update(of=(programme,), key_share=True)
)
_APPLICATION = application.join(programme, programme.c.id == application.c.programme_id).join(
    campaign, campaign.c.id == programme.c.campaign_id
)
_BY_APPLICATION = Quick(
    select(*_programme_columns(), *_application_columns())
    .select_from(_APPLICATION)
    .where(application.c.id == bindparam("application_id"))
    .with_for_update(of=(programme, application), key_share=True)
)
_OF_CANDIDATE = Quick(
    select(*_application_columns())
    .where(
        application.c.programme_id == bindparam("programme_id"),
        application.c.candidate_id == bindparam("candidate_id"),
    )
    .with_for_update(key_share=True)
)
_BY_CONTRACT = Quick(
    select(
        *_programme_columns(),
        *_application_columns(),
        contract.c.id.label("contract_id"),
        contract.c.status,
        contract.c.entered_at,
    )
    .select_from(_APPLICATION.join(contract, contract.c.application_id == application.c.id))
    .where(contract.c.id == bindparam("contract_id"))
    .with_for_update(of=(programme, application, contract), key_share=True)
)


def lock_programme(session: Session, programme_id: int) -> Read:
    """Lock a programme."""
    return _found(_BY_PROGRAMME.first(session, programme_id=programme_id))


def lock_application(session: Session, application_id: int) -> Read:
    """Lock the programme of an application, then the application."""
    return _found(_BY_APPLICATION.first(session, application_id=application_id))


def lock_application_of(session: Session, programme_id: int, candidate_id: int) -> Read | None:
    """Lock the application of a candidate for a programme that is locked already, if there is one."""
    return _OF_CANDIDATE.first(session, programme_id=programme_id, candidate_id=candidate_id)


def lock_contract(session: Session, contract_id: int) -> Read:
    """Lock the programme, the application and the contract."""
    return _found(_BY_CONTRACT.first(session, contract_id=contract_id))


def _found(row: Read | None) -> Read:
    if row is None:
        raise NoResultFound
    return row


def calendar_of(row: Read) -> Calendar:
    """Return, of the calendar of the campaign that came with a lock, the part that contracts depend on."""
    return calendar_from({name: getattr(row, f"campaign_{name}") for name in _CAMPAIGN_COLUMNS})
