"""Accounts that nobody uses: listed after 6 months, warned and closed by themselves if the installation says so (R8.4).

A login's last use is the machine's time; an account never used ages from its invitation, or its opening.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.actions.accounts import end_account
from recruitment.accounts.models import Account, Login
from recruitment.core import clock, lease
from recruitment.core.database import db
from recruitment.core.jobs import Preview, Run
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM
from recruitment.mail.actions import Mail, queue, to_account
from recruitment.rules.errors import RuleViolation

UNUSED_AFTER = timedelta(days=183)  # six months
WARNED_BEFORE = timedelta(days=30)
CLOSE_UNUSED = "close-unused-accounts"
TEMPLATE = "account_unused"
LAST_SEEN = (
    select(func.max(Login.seen_at)).where(Login.account_id == Account.id).correlate(Account).scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a run would do with one account: `warn` or `close`."""

    account_id: int
    email: str
    last_use: datetime
    act: str


def idle_for(row: Any, now: datetime) -> timedelta:
    """Return for how long an account has not been used; `now` is the procedure's time."""
    used: datetime | None = row.last_seen or row.invited_at
    opened: datetime = row.created_at
    return now - opened if used is None else clock.wall() - used


def is_unused(row: Any, now: datetime) -> bool:
    """Tell whether an account is one to close (R8.4)."""
    return idle_for(row, now) >= UNUSED_AFTER


def close_unused(run: Run) -> None:
    """Warn, then close 30 days later; the last administrator of a place stays."""
    if not _is_on():
        run.log("Réglage désactivé : les comptes inutilisés sont listés, personne n’est fermé d’office.")
        return
    for planned in plan(db.session().execute(_candidates()).all(), clock.now()):
        run.check_stop()
        with transaction() as session:
            lease.fenced(session, run.lease)
            try:
                done = _warn(session, planned) if planned.act == "warn" else _close(session, planned)
            except RuleViolation as refused:
                if refused.code != "last_administrator":
                    raise
                run.log(f"Compte {planned.account_id} gardé : dernier administrateur.")
                continue
        run.rows += done


def preview_unused(session: Session, now: datetime) -> Preview:
    """Return who would be warned and who would be closed now."""
    words = {"warn": "prévenir", "close": "fermer"} if _is_on() else {"warn": "–", "close": "–"}
    rows = session.execute(_candidates()).all()
    return Preview(
        ("compte", "adresse", "dernière utilisation", "action"),
        [(one.account_id, one.email, one.last_use, words[one.act]) for one in plan(rows, now)],
    )


def plan(rows: Sequence[Any], now: datetime) -> list[Planned]:
    """Return what is due: a warning 30 days before the end, the end once the warning is 30 days old."""
    at, planned = clock.wall(), []
    for row in rows:
        idle = idle_for(row, now)
        used = at - idle
        warned = row.unused_warned_at if row.unused_warned_at and row.unused_warned_at > used else None
        if warned is None and idle >= UNUSED_AFTER - WARNED_BEFORE:
            planned.append(Planned(row.id, row.email, used, "warn"))
        elif warned is not None and idle >= UNUSED_AFTER and at - warned >= WARNED_BEFORE:
            planned.append(Planned(row.id, row.email, used, "close"))
    return planned


def _candidates() -> Select[*tuple[Any, ...]]:
    columns = (Account.id, Account.email, Account.created_at, Account.invited_at, Account.unused_warned_at)
    return (
        select(*columns, LAST_SEEN.label("last_seen")).where(Account.closed_at.is_(None)).order_by(Account.id)
    )


def _warn(session: Session, planned: Planned) -> int:
    at = clock.wall()
    session.execute(update(Account).where(Account.id == planned.account_id).values(unused_warned_at=at))
    closes = clock.in_paris(max(at + WARNED_BEFORE, planned.last_use + UNUSED_AFTER))
    key = f"account_unused:{planned.account_id}:{closes.date()}"
    payload = {"closes_on": closes.isoformat()}
    queue(session, Mail(key, TEMPLATE, to_account(planned.account_id), clock.now(), payload))
    return 1


def _close(session: Session, planned: Planned) -> int:
    """Close, unless it has been used since it was looked at."""
    seen = session.scalar(select(func.max(Login.seen_at)).where(Login.account_id == planned.account_id))
    if seen is not None and clock.wall() - seen < UNUSED_AFTER:
        return 0
    return int(end_account(session, planned.account_id, SYSTEM))


def _is_on() -> bool:
    return bool(current_app.config["SETTINGS"].close_unused_accounts)
