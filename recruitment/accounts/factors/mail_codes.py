"""Codes of eight digits sent to the account's address, each for one login alone.

The outbox holds none: a code is derived from its row when the mail is written, and again when it is typed.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Login, MailCode
from recruitment.accounts.throttle import Limit
from recruitment.core import clock, sealing
from recruitment.mail.actions import Mail, queue, to_account
from recruitment.rules.errors import RuleViolation

DIGITS = 8
LASTS = timedelta(minutes=10)
WINDOW = timedelta(hours=1)
BETWEEN = Limit(free=1, first=timedelta(minutes=1), most=timedelta(minutes=15))
PURPOSE = "mail code"
TEMPLATE = "factor_code"


def send(session: Session, account_id: int, login_id: int) -> None:
    """Queue a new code for a login. Raises code_mail_throttled when one has just left."""
    at = clock.wall()
    wait = next_in(session, account_id, at)
    if wait:
        raise RuleViolation("code_mail_throttled", wait=wait)
    code = MailCode(login_id=login_id, nonce=secrets.token_hex(16), sent_at=at, expires_at=at + LASTS)
    session.add(code)
    session.flush()
    key = f"mail_code:{code.id}:{at:%Y%m%d%H%M%S%f}"  # an id may serve again, once its row is gone
    queue(session, Mail(key, TEMPLATE, to_account(account_id), clock.now(), {"mail_code": code.id}))


def next_in(session: Session, account_id: int, at: datetime) -> int:
    """Return in how many seconds another code may be sent to the account; 0 for at once."""
    sent = session.scalars(_sent_to(account_id, at - WINDOW)).all()
    if not sent:
        return 0
    left = sent[-1] + BETWEEN.delay(len(sent)) - at
    return max(0, -(-left // timedelta(seconds=1)))


def consume(session: Session, login_id: int, code: str, at: datetime) -> bool:
    """Take a code that was sent for this login, once."""
    for row in session.execute(
        select(MailCode.id, MailCode.nonce).where(
            MailCode.login_id == login_id, MailCode.used_at.is_(None), MailCode.expires_at > at
        )
    ).all():
        if any(hmac.compare_digest(made, code) for made in _codes(login_id, row.nonce)):
            unused = update(MailCode).where(MailCode.id == row.id, MailCode.used_at.is_(None))
            return session.scalar(unused.values(used_at=at).returning(MailCode.id)) is not None
    return False


def code_of(login_id: int, nonce: str) -> str:
    """Return the code of a row, as it is written in the mail."""
    return _digits(sealing.mac(PURPOSE, f"{login_id}:{nonce}"))


def _codes(login_id: int, nonce: str) -> list[str]:
    return [_digits(made) for made in sealing.macs(PURPOSE, f"{login_id}:{nonce}")]


def _digits(made: bytes) -> str:
    return f"{int.from_bytes(made[:16]) % 10**DIGITS:0{DIGITS}d}"


def _sent_to(account_id: int, since: datetime) -> Select[datetime]:
    return (
        select(MailCode.sent_at)
        .join(Login, Login.id == MailCode.login_id)
        .where(Login.account_id == account_id, MailCode.sent_at > since)
        .order_by(MailCode.sent_at, MailCode.id)
    )
