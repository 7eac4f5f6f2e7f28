"""The link of a mail that sets a password: signed, for one purpose, for a time, once (ASVS 6.4.1, 9.2.1).

The token is made of its row when the mail is written: the outbox and the database hold none.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.accounts.people.models import AccountLink
from recruitment.accounts.queries import table
from recruitment.core.database import LARGEST_ID
from recruitment.core.signing import LONGEST_TOKEN, serializer

INVITATION, RESET = "invitation", "reset"
LASTS = {INVITATION: timedelta(hours=72), RESET: timedelta(hours=1)}
PATHS = {INVITATION: "/invitation/", RESET: "/mot-de-passe/"}


def issue(session: Session, account_id: int, purpose: str, at: datetime, by: int | None = None) -> int:
    """Make a link and return its id; those made before for the account and the same purpose end.

    Anybody may ask for a reset: it leaves an invitation open.
    """
    end_all(session, account_id, at, purpose)
    row = session.execute(
        insert(AccountLink)
        .values(
            account_id=account_id,
            purpose=purpose,
            nonce=secrets.token_urlsafe(32),
            created_at=at,
            created_by_id=by,
            expires_at=at + LASTS[purpose],
        )
        .returning(AccountLink.id)
    )
    return row.scalar_one()


def end_all(session: Session, account_id: int, at: datetime, purpose: str | None = None) -> None:
    """End the links of an account that nobody has used, those of one purpose or all."""
    unused = update(AccountLink).where(
        AccountLink.account_id == account_id, AccountLink.used_at.is_(None), AccountLink.expires_at > at
    )
    if purpose is not None:
        unused = unused.where(AccountLink.purpose == purpose)
    session.execute(unused.values(expires_at=at))


def use(session: Session, link_id: int, at: datetime) -> bool:
    """Take the link, once: of two at the same instant one is told no."""
    taken = update(AccountLink).where(
        AccountLink.id == link_id, AccountLink.used_at.is_(None), AccountLink.expires_at > at
    )
    return bool(session.execute(taken.values(used_at=at)).rowcount)  # type: ignore[attr-defined]


def path_of(row: Any) -> str:
    """Return the path of the page that a link opens."""
    return PATHS[row.purpose] + str(_signer(row.purpose).dumps([row.id, row.nonce]))


def find(session: Session, purpose: str, token: str) -> Any:
    """Return the link of a token with its account and its centre; None when we made no such token."""
    read = _read(purpose, token)
    if read is None:
        return None
    centre = table("training_centre").c
    row = session.execute(
        select(
            AccountLink.id,
            AccountLink.nonce,
            AccountLink.purpose,
            AccountLink.expires_at,
            AccountLink.used_at,
            AccountLink.account_id,
            Account.email,
            Account.display_name,
            Account.role,
            Account.centre_id,
            Account.mobile,
            Account.closed_at,
            centre.name.label("centre_name"),
        )
        .join(Account, Account.id == AccountLink.account_id)
        .outerjoin(table("training_centre"), centre.id == Account.centre_id)
        .where(AccountLink.id == read[0], AccountLink.purpose == purpose)
    ).first()
    return row if row is not None and hmac.compare_digest(row.nonce, read[1]) else None


def is_open(row: Any, at: datetime) -> bool:
    """Tell whether the link still opens its page."""
    return row.used_at is None and row.expires_at > at and row.closed_at is None


def _read(purpose: str, token: str) -> tuple[int, str] | None:
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        read = _signer(purpose).loads(token)
    except BadSignature:
        return None
    id_, nonce = read
    return (id_, nonce) if 0 < id_ <= LARGEST_ID else None


def _signer(purpose: str) -> URLSafeSerializer:
    return serializer(f"tremplin.account_link.{purpose}")
