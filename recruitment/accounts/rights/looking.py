"""Seeing as a colleague: the administrator of a centre reads through somebody's eyes, for a while, and acts in nothing.

It is kept on the administrator's own login and ends with it, or after half an hour. The journal has its beginning
and its end; what is read meanwhile is traced under the administrator's own name.
"""

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, Login
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, person, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.permissions import OUT_OF_THE_GRID
from recruitment.rules.vocabulary import Role

EVENT = "seen_as"
LASTS = timedelta(minutes=30)


class Looker(Protocol):
    """The administrator who looks, by one of their logins."""

    @property
    def id(self) -> int: ...
    @property
    def centre_id(self) -> int | None: ...
    @property
    def login_id(self) -> int: ...


def begin_look(looker: Looker, account_id: int) -> datetime:
    """Begin to see as a colleague; return until when (the machine's own time).

    Only open accounts of the same centre, and no administrator: whoever looks never sees more than their own rights.
    Raises RuleViolation: account_unknown, rights_of_administrator.
    """
    until = clock.wall() + LASTS
    with transaction() as session:
        account = session.get(Account, account_id, populate_existing=True)
        if account is None or account.centre_id != looker.centre_id or account.closed_at is not None:
            raise RuleViolation("account_unknown")
        if Role(account.role) in OUT_OF_THE_GRID:
            raise RuleViolation("rights_of_administrator")
        end_within(session, looker.login_id)
        _set(session, looker.login_id, account_id, until)
        _tell(session, looker.id, looker.centre_id, account_id, "begin")
    return until


def end_look(login_id: int) -> int | None:
    """See with one's own eyes again; return whose eyes these were. Without a look nothing happens."""
    with transaction() as session:
        return end_within(session, login_id)


def end_within(session: Session, login_id: int) -> int | None:
    """End the look of a login within a transaction."""
    row = session.execute(
        select(Login.account_id, Login.seen_as_id, Account.centre_id)
        .join(Account, Account.id == Login.account_id)
        .where(Login.id == login_id)
        .with_for_update(of=Login)
    ).first()
    if row is None or row.seen_as_id is None:
        return None
    _set(session, login_id, None, None)
    _tell(session, row.account_id, row.centre_id, row.seen_as_id, "end")
    seen_as: int = row.seen_as_id
    return seen_as


def _set(session: Session, login_id: int, account_id: int | None, until: datetime | None) -> None:
    session.execute(
        update(Login)
        .where(Login.id == login_id)
        .values(seen_as_id=account_id, seen_as_until=until)
        .execution_options(synchronize_session=False)
    )


def _tell(session: Session, looker_id: int, centre_id: int | None, account_id: int, act: str) -> None:
    line = Line(EVENT, person(looker_id), clock.now(), details={"account": account_id, "act": act})
    record(session, centre_id or INSTALLATION, line)
