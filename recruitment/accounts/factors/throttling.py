"""How many codes an account, or an address, may try: a delay that grows, and a mail to the owner (R8.2)."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from recruitment.accounts import throttle
from recruitment.accounts.actions.sign_in import one_at_a_time
from recruitment.accounts.factors import places
from recruitment.accounts.models import FactorAttempt
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.mail.actions import Mail, queue, to_account
from recruitment.rules.errors import RuleViolation

ALARMING = 5  # wrong codes within the hour: whoever types them knows the password
TEMPLATE = "code_failures"


def admit(account_id: int, ip: str) -> int:
    """Count an attempt before the code is looked at, and return its id. Raises code_throttled."""
    at, ip = clock.wall(), places.counted(ip)
    with transaction() as session:
        one_at_a_time(session, f"code {account_id}", f"code {ip}")
        attempts = _recent(session, account_id, ip, at - throttle.WINDOW)
        opens_at = throttle.opens_at(attempts, str(account_id), ip, known=False)
        if opens_at is not None and at < opens_at:
            raise RuleViolation("code_throttled", wait=throttle.seconds_left(opens_at, at))
        failures = sum(a.email_folded == str(account_id) and not a.succeeded for a in attempts)
        if failures >= ALARMING:
            _warn(session, account_id, at)
        attempt = FactorAttempt(account_id=account_id, ip=ip, at=at, succeeded=False)
        session.add(attempt)
        session.flush()
        return attempt.id


def succeed(session: Session, attempt_id: int) -> None:
    """Note that the attempt was right."""
    session.execute(update(FactorAttempt).where(FactorAttempt.id == attempt_id).values(succeeded=True))


def _recent(session: Session, account_id: int, ip: str, since: datetime) -> list[throttle.Attempt]:
    rows = session.execute(
        select(FactorAttempt.account_id, FactorAttempt.ip, FactorAttempt.at, FactorAttempt.succeeded)
        .where(FactorAttempt.at > since, or_(FactorAttempt.account_id == account_id, FactorAttempt.ip == ip))
        .order_by(FactorAttempt.at, FactorAttempt.id)
    )
    return [throttle.Attempt(str(row.account_id), row.ip, row.at, row.succeeded) for row in rows]


def _warn(session: Session, account_id: int, at: datetime) -> None:
    """Tell the owner, once an hour at most."""
    key = f"account:{account_id}:code_failures:{at:%Y%m%d%H}"
    queue(session, Mail(key, TEMPLATE, to_account(account_id), clock.now()))
