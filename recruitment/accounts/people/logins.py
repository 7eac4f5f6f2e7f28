"""One's own open logins: where, on what, since when; and closing them (ASVS 7.4.3, 7.5.2, R8.4)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.devices import device_words
from recruitment.accounts.factors import places
from recruitment.accounts.identity import ABSOLUTE, IDLE
from recruitment.accounts.models import Login
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, person, record


@dataclass(frozen=True, slots=True)
class OpenLogin:
    """One login, as its owner reads it."""

    id: int
    place: str
    device: str
    opened_at: datetime
    seen_at: datetime
    is_this_one: bool
    owes_factor: bool


def of(session: Session, account_id: int, this_one: int) -> list[OpenLogin]:
    """Return the open logins of an account: this one, then the latest used."""
    rows = session.execute(
        select(Login.id, Login.ip, Login.user_agent, Login.opened_at, Login.seen_at, Login.factor_at)
        .where(_alive(account_id, clock.wall()))
        .order_by(Login.seen_at.desc(), Login.id.desc())
    )
    found = [
        OpenLogin(
            row.id,
            places.counted(row.ip),
            device_words(row.user_agent),
            row.opened_at,
            row.seen_at,
            row.id == this_one,
            row.factor_at is None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda login: not login.is_this_one)


def close(account_id: int, centre_id: int | None, login_id: int) -> bool:
    """Close one login of one's own; False when there is no such login."""
    return _close(account_id, centre_id, Login.id == login_id) == 1


def close_others(account_id: int, centre_id: int | None, this_one: int) -> int:
    """Close all the logins of an account but this one; return how many there were."""
    return _close(account_id, centre_id, Login.id != this_one)


def _close(account_id: int, centre_id: int | None, which: ColumnElement[bool]) -> int:
    with transaction() as session:
        at = clock.wall()
        closed = session.scalars(
            update(Login).where(_alive(account_id, at), which).values(closed_at=at).returning(Login.id)
        ).all()
        if closed:
            details = {"account": account_id, "logins": sorted(closed)}
            line = Line("login_closed", person(account_id), clock.now(), details=details)
            record(session, centre_id or INSTALLATION, line)
        return len(closed)


def _alive(account_id: int, at: datetime) -> ColumnElement[bool]:
    """Return the condition on the logins of an account that still open something."""
    return and_(
        Login.account_id == account_id,
        Login.closed_at.is_(None),
        Login.seen_at > at - IDLE,
        Login.opened_at > at - ABSOLUTE,
    )
