"""Whose feed an address is, and what it holds: counts by programme and day, never a candidate's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from recruitment.accounts.access import visible_programmes
from recruitment.accounts.holders import COLUMNS, Holder, holder
from recruitment.accounts.models import Account
from recruitment.agenda.models import AgendaFeed
from recruitment.applications.models import Application
from recruitment.contracts.models import Contract
from recruitment.programmes.models import Campaign, Programme
from recruitment.rules.vocabulary import ApplicationState, ContractStatus


@dataclass(frozen=True, slots=True)
class Counted:
    """So many files of a programme, or of all that one sees (then without a code), that wait for the same day."""

    code: str
    title: str
    year: int
    count: int
    last_day: date | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that a feed tells."""

    reviews: Sequence[Counted]
    passages: Sequence[Counted]
    replies: Sequence[Counted]
    campaigns: Sequence[Row[Any]]


def created_at(session: Session, account_id: int) -> datetime | None:
    """Return since when a person's feed has its address; None without one."""
    return session.scalar(select(AgendaFeed.created_at).where(AgendaFeed.account_id == account_id))


def owner(session: Session, token_hash: str) -> Holder | None:
    """Return whose feed it is, unless the account is closed."""
    row = session.execute(
        select(*COLUMNS)
        .join(AgendaFeed, AgendaFeed.account_id == Account.id)
        .where(AgendaFeed.token_hash == token_hash, Account.closed_at.is_(None))
    ).first()
    return None if row is None else holder(row)


def waiting(session: Session, person: Holder, today: date, *, by_programme: bool) -> Waiting:
    """Return what waits in the programmes that the person sees, in campaigns that are not over.

    Whoever supervises many centres gets the sums of a day, not a line per programme.
    """
    seen = visible_programmes(person)
    ahead = or_(Campaign.contracts_until.is_(None), Campaign.contracts_until >= today)
    undecided = Application.state == str(ApplicationState.CONFIRMED)
    counted = _counted if by_programme else _summed
    return Waiting(
        reviews=counted(session, "last_day", Application, Application.review_deadline, undecided, seen, ahead),
        passages=counted(session, "at", Application, Application.auto_retain_at, undecided, seen, ahead),
        replies=counted(
            session, "at", Contract, Contract.reply_until, Contract.status == str(ContractStatus.PENDING),
            seen, ahead,
        ),
        campaigns=session.execute(_campaigns().where(seen, ahead)).all(),
    )  # fmt: skip


def _counted(session: Session, name: str, table: Any, moment: Any, *wanted: Any) -> list[Counted]:
    of = (Programme.code, Programme.title, Campaign.year)
    statement = (
        _of(table, *of, func.count(), moment)
        .where(moment.is_not(None), *wanted)
        .group_by(*of, moment)
        .order_by(moment, Programme.code)
    )
    return [Counted(*row[:4], **{name: row[4]}) for row in session.execute(statement)]


def _summed(session: Session, name: str, table: Any, moment: Any, *wanted: Any) -> list[Counted]:
    programmes = func.count(Programme.id.distinct())
    statement = (
        _of(table, programmes, Campaign.year, func.count(), moment)
        .where(moment.is_not(None), *wanted)
        .group_by(Campaign.year, moment)
        .order_by(moment, Campaign.year)
    )
    return [
        Counted("", f"{n} formation{'s' if n > 1 else ''}", year, count, **{name: at})
        for n, year, count, at in session.execute(statement)
    ]


def _of(table: Any, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(table)
        .join(Programme, Programme.id == table.programme_id)
        .join(Campaign, Campaign.id == Programme.campaign_id)
    )


def _campaigns() -> Any:
    dates = (
        Campaign.contracts_from, Campaign.contracts_until, Campaign.public_report_from,
        Campaign.public_report_until,
    )  # fmt: skip
    return (
        select(Campaign.year, *dates)
        .join(Programme, Programme.campaign_id == Campaign.id)
        .distinct()
        .order_by(Campaign.year)
    )
