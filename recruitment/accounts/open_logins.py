"""End the open logins of an account, within the transaction of what ends them (ASVS 7.4.3)."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Login


def end(session: Session, account_id: int, at: datetime, *, but: int | None = None) -> None:
    """Close them all, but for the one in use; `at` is the machine's instant, not the procedure's."""
    alive = update(Login).where(Login.account_id == account_id, Login.closed_at.is_(None))
    if but is not None:
        alive = alive.where(Login.id != but)
    session.execute(alive.values(closed_at=at))
