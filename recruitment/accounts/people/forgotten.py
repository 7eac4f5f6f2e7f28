"""Somebody says that they forgot their password: the same answer in the same time, account or not (ASVS 6.3.8)."""

import threading
from datetime import datetime, timedelta
from time import perf_counter

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from recruitment.accounts import addresses
from recruitment.accounts.actions.sign_in import one_at_a_time
from recruitment.accounts.factors import places
from recruitment.accounts.models import Account
from recruitment.accounts.people import links
from recruitment.accounts.people.models import ResetRequest
from recruitment.accounts.throttle import WINDOW, Limit, seconds_left
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, person, record
from recruitment.mail.actions import Mail, queue, to_account
from recruitment.rules.errors import RuleViolation

TEMPLATE = "password_reset"
#: Longer than either way takes: what an account adds (a link, a mail, a line) cannot be heard.
TAKES = timedelta(milliseconds=250)
PER_ADDRESS = Limit(free=3, first=timedelta(minutes=2), most=timedelta(minutes=15))
PER_PLACE = Limit(free=20, first=timedelta(minutes=1), most=timedelta(minutes=15))


def ask_reset(email: str, ip: str) -> None:
    """Send the account of that address a link, if there is one. Raises reset_throttled."""
    started = perf_counter()
    email_folded, ip = addresses.folded(email)[: addresses.LONGEST], places.counted(ip)
    with transaction() as session:
        one_at_a_time(session, f"reset {email_folded}", f"reset {ip}")  # of many at once none goes uncounted
        at = clock.wall()
        _admit(session, email_folded, ip, at)
        session.add(ResetRequest(email_folded=email_folded, ip=ip, at=at))
        session.flush()
        _send(session, email_folded, at)
    left = TAKES.total_seconds() - (perf_counter() - started)
    threading.Event().wait(max(0.0, left))


def _send(session: Session, email_folded: str, at: datetime) -> None:
    account = session.execute(
        select(Account.id, Account.centre_id).where(
            Account.email_folded == email_folded, Account.closed_at.is_(None)
        )
    ).first()
    if account is None:
        return
    link_id = links.issue(session, account.id, links.RESET, at)
    now = clock.now()
    line = Line("password_reset_asked", person(account.id), now, details={"account": account.id})
    record(session, account.centre_id or INSTALLATION, line)
    queue(session, Mail(f"account_link:{link_id}", TEMPLATE, to_account(account.id), now, {"link": link_id}))


def _admit(session: Session, email_folded: str, ip: str, at: datetime) -> None:
    """Raise reset_throttled when the address, or the place, has asked too often within the hour."""
    asked = session.execute(
        select(ResetRequest.email_folded, ResetRequest.ip, ResetRequest.at)
        .where(
            ResetRequest.at > at - WINDOW,
            or_(ResetRequest.email_folded == email_folded, ResetRequest.ip == ip),
        )
        .order_by(ResetRequest.at)
    ).all()
    for limit, moments in (
        (PER_ADDRESS, [row.at for row in asked if row.email_folded == email_folded]),
        (PER_PLACE, [row.at for row in asked if row.ip == ip]),
    ):
        opens_at = moments[-1] + limit.delay(len(moments)) if moments else at
        if opens_at > at:
            raise RuleViolation("reset_throttled", wait=seconds_left(opens_at, at))
