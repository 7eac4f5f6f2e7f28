"""What every change of an account's factors does: the rows, the other logins that end, the journal, the mail.

All of it within the transaction of the act that calls.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from recruitment.accounts import open_logins
from recruitment.accounts.factors import backup, seeds
from recruitment.accounts.factors.models import BackupCode, Factor, KnownPlace
from recruitment.accounts.models import Account
from recruitment.core import clock
from recruitment.journal.actions import INSTALLATION, Actor, Line, record
from recruitment.mail.actions import Mail, queue, to_account
from recruitment.rules.errors import RuleViolation

DEVICE, MAIL = "Application d’authentification", "Code par mail"
CHANGED, RESET = "factor_changed", "factor_reset"


def device(account_id: int, seed: str, step: int | None, at: datetime, label: str = "") -> Factor:
    """Return the row of a device; the step is that of the code it proved itself with."""
    sealed = seeds.sealed_for(account_id, seed)
    return Factor(
        account_id=account_id,
        kind="totp",
        label=label or DEVICE,
        sealed=sealed,
        last_step=step,
        created_at=at,
        last_used_at=at if step else None,
    )


def by_mail(account_id: int, at: datetime) -> Factor:
    """Return the row that lets codes be sent to the account's address."""
    return Factor(account_id=account_id, kind="email", label=MAIL, created_at=at, last_used_at=at)


def locked(session: Session, account_id: int) -> Account:
    """Return the account, nobody else changing its factors until the end of the transaction."""
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None or account.closed_at is not None:
        raise RuleViolation("account_unknown")
    return account


def add(
    session: Session, account: Account, factor: Factor, actor: Actor, *, keep_login: int | None = None
) -> None:
    """Add a factor, and end the logins of the account but for the one in use."""
    session.add(factor)
    session.flush()
    told(session, account, "factor_added", factor, actor, keep_login=keep_login)


def told(
    session: Session, account: Account, event: str, factor: Factor, actor: Actor, *, keep_login: int | None
) -> None:
    """End the other logins, write the journal's line, tell the owner."""
    open_logins.end(session, account.id, clock.wall(), but=keep_login)
    details = {"account": account.id, "factor": factor.id, "kind": factor.kind}
    journal(session, account, event, actor, details)
    payload = {"what": event, "kind": factor.kind}
    mail(session, account.id, CHANGED, f"{event}:{factor.id}", payload)


def renew_backup_codes(session: Session, account_id: int) -> list[str]:
    """Replace the backup codes, and return the new ones: they are kept nowhere as they are."""
    session.execute(delete(BackupCode).where(BackupCode.account_id == account_id))
    codes = backup.new_codes()
    rows = [{"account_id": account_id, "digest": backup.digest(account_id, code)} for code in codes]
    session.execute(insert(BackupCode), rows)
    return codes


def forget_everything(session: Session, account_id: int) -> None:
    """Remove factors, backup codes and known places: the next sign-in enrols anew."""
    for table in (Factor, BackupCode, KnownPlace):
        session.execute(delete(table).where(table.account_id == account_id))


def journal(session: Session, account: Account, event: str, actor: Actor, details: dict[str, Any]) -> None:
    """Write a line in the chain of the account's centre."""
    record(session, account.centre_id or INSTALLATION, Line(event, actor, clock.now(), details=details))


def mail(session: Session, account_id: int, template: str, key: str, payload: dict[str, Any]) -> None:
    """Queue a mail to the owner. An id may serve again once its row is gone: the instant tells them apart."""
    unique = f"{key}:{clock.wall():%Y%m%d%H%M%S%f}"
    queue(session, Mail(unique, template, to_account(account_id), clock.now(), payload))


def one_of(session: Session, account_id: int, factor_id: int) -> Factor:
    """Return a factor of the account. Raises factor_unknown."""
    found = session.scalar(select(Factor).where(Factor.id == factor_id, Factor.account_id == account_id))
    if found is None:
        raise RuleViolation("factor_unknown")
    return found
