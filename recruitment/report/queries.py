"""The report of a programme, those that the public reads, and those whose period is over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.programmes.models import Campaign, Programme
from recruitment.report.models import PublicReport

_TABLE = PublicReport.__table__


def of_programme(session: Session, programme_id: int) -> Row[Any] | None:
    """Return the report of a programme with the names of who wrote and published it; None before any text."""
    writer = Account.display_name.label("writer")
    statement = (
        select(_TABLE, writer)
        .join(Account, Account.id == PublicReport.updated_by_id)
        .where(PublicReport.programme_id == programme_id)
    )
    return session.execute(statement).first()


def published(session: Session, year: int, code: str) -> Row[Any] | None:
    """Return a report that is public, by the year and the code of its programme."""
    statement = (
        select(_TABLE, Programme.campaign_id)
        .join(Programme, Programme.id == PublicReport.programme_id)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .where(Campaign.year == year, Programme.code == code, PublicReport.published_at.is_not(None))
    )
    return session.execute(statement).first()


def to_freeze(session: Session, today: date) -> Sequence[Any]:
    """Return the published reports whose period is over and that are not frozen yet."""
    statement = (
        select(PublicReport.id, Programme.code, Campaign.year, Campaign.public_report_until)
        .join(Programme, Programme.id == PublicReport.programme_id)
        .join(Campaign, Campaign.id == Programme.campaign_id)
        .where(
            PublicReport.published_at.is_not(None),
            PublicReport.frozen_at.is_(None),
            Campaign.public_report_until < today,
        )
        .order_by(PublicReport.id)
    )
    return session.execute(statement).all()
