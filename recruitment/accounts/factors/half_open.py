"""A login that owes its second factor: the password was right, nothing is open yet (R8.2)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from recruitment.accounts.actions.sign_in import TOKEN_BYTES, Origin, digest
from recruitment.accounts.factors import places
from recruitment.accounts.models import Account, KnownPlace, Login
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.rules.errors import RuleViolation

LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class HalfOpen:
    """The login, and whose it is."""

    login_id: int
    account_id: int
    email: str
    token_hash: str


def find(token_hash: str | None) -> HalfOpen | None:
    """Return the login of that token which still owes its second factor, unless it waited too long."""
    if token_hash is None:
        return None
    row: Row[int, int, str] | None = (
        db.session()
        .execute(
            select(Login.id, Account.id.label("account_id"), Account.email)
            .join(Account, Account.id == Login.account_id)
            .where(
                Login.token_hash == token_hash,
                Login.factor_at.is_(None),
                Login.closed_at.is_(None),
                Login.opened_at > clock.wall() - LASTS,
                Account.closed_at.is_(None),
            )
        )
        .first()
    )
    return row and HalfOpen(row.id, row.account_id, row.email, token_hash)


def lock_account(session: Session, account_id: int) -> None:
    """Lock the account before its factors and logins, as whoever changes those does: none waits for the other."""
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))


def complete(session: Session, login_id: int) -> str:
    """Open the login for good, under a token of its own (ASVS 7.2.4). Raises sign_in_expired."""
    at, token = clock.wall(), secrets.token_urlsafe(TOKEN_BYTES)
    waiting = (
        Login.id == login_id,
        Login.factor_at.is_(None),
        Login.closed_at.is_(None),
        Login.opened_at > at - LASTS,
    )
    values = {"token_hash": digest(token), "factor_at": at, "seen_at": at}
    if session.scalar(update(Login).where(*waiting).values(values).returning(Login.id)) is None:
        raise RuleViolation("sign_in_expired")
    return token


def remember_place(session: Session, account_id: int, origin: Origin) -> bool:
    """Keep the place as known; tell whether it was new."""
    at, prefix = clock.wall(), places.prefix(origin.ip)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    seen = update(KnownPlace).where(KnownPlace.account_id == account_id, KnownPlace.prefix == prefix)
    if session.scalar(seen.values(seen_at=at).returning(KnownPlace.prefix)) is not None:
        return False
    row = {"account_id": account_id, "prefix": prefix, "first_at": at, "seen_at": at}
    session.execute(dialect.insert(KnownPlace).values(row).on_conflict_do_nothing())
    return True
