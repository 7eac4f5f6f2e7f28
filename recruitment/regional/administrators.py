"""Who administers a centre: what the regional authority needs to know to bring the first one in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import passwords
from recruitment.accounts.models import Account
from recruitment.rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Administrator:
    """An open account of an administrator."""

    id: int
    display_name: str
    email: str
    invited_at: datetime | None
    has_password: bool


def of(session: Session, centre_id: int) -> list[Administrator]:
    """Return the open accounts of a centre's administrators, by name."""
    columns: tuple[Any, ...] = (
        Account.id,
        Account.display_name,
        Account.email,
        Account.invited_at,
        Account.password_hash,
    )
    rows = session.execute(
        select(*columns)
        .where(
            Account.centre_id == centre_id,
            Account.role == str(Role.ADMINISTRATOR),
            Account.closed_at.is_(None),
        )
        .order_by(Account.display_name, Account.id)
    )
    return [
        Administrator(
            row.id,
            row.display_name,
            row.email,
            row.invited_at,
            row.password_hash != passwords.NO_PASSWORD,
        )
        for row in rows
    ]


def account_or_none(session: Session, centre_id: int, account_id: int) -> Any:
    """Return an open account of a centre: its role and address."""
    return session.execute(
        select(Account.role, Account.email).where(
            Account.id == account_id, Account.centre_id == centre_id, Account.closed_at.is_(None)
        )
    ).first()


def able(found: list[Administrator]) -> bool:
    """Tell whether one of them can already invite the others."""
    return any(one.has_password for one in found)
