"""What signing in and opening accounts read."""

from datetime import datetime

from sqlalchemy import Row, Table, exists, or_, select
from sqlalchemy.orm import Session

from recruitment.accounts import throttle
from recruitment.accounts.models import Account, LoginAttempt
from recruitment.core.database import db


def table(name: str) -> Table:
    """Return a table of a room above this one: rights bear on programmes, whose code is built on ours."""
    return db.metadata.tables[name]


def credentials(session: Session, email_folded: str) -> Row[int, str] | None:
    """Return the id and the password hash of an open account."""
    statement = select(Account.id, Account.password_hash)
    return session.execute(
        statement.where(Account.email_folded == email_folded, Account.closed_at.is_(None))
    ).first()


def holds_password(session: Session, account_id: int, stored: str | None) -> bool:
    """Lock an account; tell whether it is still open and its password hash still the one that was read."""
    same = (Account.id == account_id, Account.password_hash == stored, Account.closed_at.is_(None))
    return session.scalar(select(Account.id).where(*same).with_for_update(key_share=True)) is not None


def chose_password(session: Session, account_id: int) -> bool:
    """Tell whether the account's owner chose its password, by a link or on their own page."""
    chosen = select(Account.password_changed_at.is_not(None)).where(Account.id == account_id)
    return bool(session.scalar(chosen))


def account_id(session: Session, email_folded: str) -> int | None:
    """Return the id of the account of that address, open or closed."""
    return session.scalar(select(Account.id).where(Account.email_folded == email_folded))


def recent_attempts(session: Session, email_folded: str, ip: str, since: datetime) -> list[throttle.Attempt]:
    """Return the attempts that share the account or the network address, oldest first."""
    rows = session.execute(
        select(LoginAttempt.email_folded, LoginAttempt.ip, LoginAttempt.at, LoginAttempt.succeeded)
        .where(LoginAttempt.at > since, or_(LoginAttempt.email_folded == email_folded, LoginAttempt.ip == ip))
        .order_by(LoginAttempt.at, LoginAttempt.id)
    )
    return [throttle.Attempt(*row) for row in rows]


def opened_before(session: Session, email_folded: str, ip: str, since: datetime) -> bool:
    """Tell whether the account was opened from this network address since that instant."""
    success = exists().where(
        LoginAttempt.email_folded == email_folded,
        LoginAttempt.ip == ip,
        LoginAttempt.at > since,
        LoginAttempt.succeeded.is_(True),
    )
    return bool(session.scalar(select(success)))


def centre_id(session: Session, uai: str) -> int | None:
    """Return the centre that bears this UAI code."""
    centre = table("training_centre")
    found: int | None = session.scalar(select(centre.c.id).where(centre.c.uai == uai))
    return found


def known_academies(session: Session) -> list[str]:
    """Return the académies that have a centre here."""
    centre = table("training_centre")
    return list(session.scalars(select(centre.c.academie).distinct().order_by(centre.c.academie)))


def programme_ids(session: Session, centre_id: int, year: int, codes: list[str]) -> dict[str, int]:
    """Return the ids of a centre's programmes in a campaign, by code."""
    programme, campaign = table("programme"), table("campaign")
    rows = session.execute(
        select(programme.c.code, programme.c.id)
        .join(campaign, campaign.c.id == programme.c.campaign_id)
        .where(programme.c.centre_id == centre_id, campaign.c.year == year, programme.c.code.in_(codes))
    )
    return {row.code: row.id for row in rows}
