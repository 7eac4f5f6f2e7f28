"""What the second factor reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, BackupCode, Factor, KnownPlace, MailCode


def has_factor(session: Session, account_id: int) -> bool:
    """Tell whether the account has a second factor at all."""
    return bool(session.scalar(select(exists().where(Factor.account_id == account_id))))


def is_known_place(session: Session, account_id: int, prefix: str, since: datetime) -> bool:
    """Tell whether the account gave its second factor from there, and came back lately."""
    place = exists().where(
        KnownPlace.account_id == account_id, KnownPlace.prefix == prefix, KnownPlace.seen_at > since
    )
    return bool(session.scalar(select(place)))


def kinds(session: Session, account_id: int) -> list[str]:
    """Return the kinds of the account's factors, each once."""
    mine = select(Factor.kind).where(Factor.account_id == account_id).distinct()
    return sorted(session.scalars(mine))


def of_account(session: Session, account_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the account's factors as its page shows them, oldest first."""
    columns = (Factor.id, Factor.kind, Factor.label, Factor.created_at, Factor.last_used_at)
    return session.execute(select(*columns).where(Factor.account_id == account_id).order_by(Factor.id)).all()


def devices(session: Session, account_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the sealed seeds of the account's devices."""
    mine = (Factor.account_id == account_id, Factor.kind == "totp")
    return session.execute(select(Factor.sealed, Factor.last_step).where(*mine).order_by(Factor.id)).all()


def backup_codes_left(session: Session, account_id: int) -> int:
    """Return how many backup codes still open a login."""
    unused = (BackupCode.account_id == account_id, BackupCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(BackupCode).where(*unused)) or 0


def last_mail_code(session: Session, login_id: int) -> Row[*tuple[Any, ...]] | None:
    """Return the last code sent for a login."""
    columns = (MailCode.nonce, MailCode.sent_at, MailCode.expires_at, MailCode.used_at)
    sent = select(*columns).where(MailCode.login_id == login_id).order_by(MailCode.id.desc()).limit(1)
    return session.execute(sent).first()


def account(session: Session, account_id: int) -> Row[*tuple[Any, ...]] | None:
    """Return an open account, for whoever may reset its factors."""
    columns = (Account.id, Account.display_name, Account.email, Account.role, Account.centre_id)
    return session.execute(
        select(*columns).where(Account.id == account_id, Account.closed_at.is_(None))
    ).first()
