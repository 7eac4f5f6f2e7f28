"""Whether a code is one of the account's, and its single use: two requests with one code, one of which wins."""

import re
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.factors import backup, mail_codes, seeds, totp
from recruitment.accounts.factors.models import BackupCode, Factor
from recruitment.core import sealing
from recruitment.rules.errors import RuleViolation

TOTP = re.compile(r"[0-9]{6}")
BY_MAIL = re.compile(r"[0-9]{8}")


def plain(code: str) -> str:
    """Return a code without the spaces and hyphens that make it readable."""
    return re.sub(r"[\s-]", "", code).upper()


def consume(session: Session, account_id: int, login_id: int, code: str, at: datetime) -> bool:
    """Take a code of the account once, within a transaction: what it looks like tells which kind it is."""
    typed = plain(code)
    if TOTP.fullmatch(typed):
        return _shown_by_a_device(session, account_id, typed, at)
    if BY_MAIL.fullmatch(typed):
        return _has_mail(session, account_id) and mail_codes.consume(session, login_id, typed, at)
    return _kept_on_paper(session, account_id, typed, at)


def _shown_by_a_device(session: Session, account_id: int, code: str, at: datetime) -> bool:
    """Take a step later than the last one taken (ASVS 6.5.1)."""
    devices = select(Factor.id, Factor.sealed).where(Factor.account_id == account_id, Factor.kind == "totp")
    for device in session.execute(devices).all():
        seed = _seed(account_id, device.sealed)
        step = totp.step_of(seed, code, at)
        if step is None:
            continue
        values = {"last_step": step, "last_used_at": at}
        if not sealing.is_current(device.sealed):
            values["sealed"] = seeds.sealed_for(account_id, seed)  # the key was changed: seal it anew
        newer = or_(Factor.last_step.is_(None), Factor.last_step < step)
        taken = update(Factor).where(Factor.id == device.id, newer).values(values).returning(Factor.id)
        return session.scalar(taken) is not None
    return False


def _seed(account_id: int, sealed: str) -> str:
    try:
        return seeds.opened(account_id, sealed)
    except sealing.UnreadableSecretError as error:
        raise RuleViolation("factor_unreadable") from error


def _has_mail(session: Session, account_id: int) -> bool:
    by_mail = select(Factor.id).where(Factor.account_id == account_id, Factor.kind == "email")
    return session.scalar(by_mail) is not None


def _kept_on_paper(session: Session, account_id: int, code: str, at: datetime) -> bool:
    unused = (
        BackupCode.account_id == account_id,
        BackupCode.digest.in_(backup.digests(account_id, code)),
        BackupCode.used_at.is_(None),
    )
    taken = update(BackupCode).where(*unused).values(used_at=at).returning(BackupCode.id)
    return session.scalar(taken) is not None
