"""The first second factor of an account, at its first sign-in."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from recruitment.accounts.actions.sign_in import Origin
from recruitment.accounts.factors import changes, half_open, mail_codes, proving, queries, throttling
from recruitment.accounts.factors.half_open import HalfOpen
from recruitment.accounts.factors.models import Factor
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import person
from recruitment.rules.errors import RuleViolation


@dataclass(frozen=True)
class Enrolled:
    """The token of the login, now complete, and the backup codes, to be shown this once."""

    token: str
    backup_codes: list[str]


def with_device(login: HalfOpen, seed: str, code: str, origin: Origin) -> Enrolled:
    """Enrol the device that shows this code. Raises code_refused, code_throttled, factor_exists, sign_in_expired."""
    attempt_id = throttling.admit(login.account_id, origin.ip)
    with transaction() as session:
        device = proving.device(session, login.account_id, attempt_id, seed, code)
        return _enrolled(session, login, device, origin)


def with_mail(login: HalfOpen, code: str, origin: Origin) -> Enrolled:
    """Enrol the account's address, to which this code was sent. Raises as `with_device`."""
    attempt_id = throttling.admit(login.account_id, origin.ip)
    with transaction() as session:
        half_open.lock_account(session, login.account_id)
        at = clock.wall()
        if not mail_codes.consume(session, login.login_id, code, at):
            raise RuleViolation("code_refused")
        throttling.succeed(session, attempt_id)
        return _enrolled(session, login, changes.by_mail(login.account_id, at), origin)


def _enrolled(session: Session, login: HalfOpen, factor: Factor, origin: Origin) -> Enrolled:
    account = changes.locked(session, login.account_id)
    if queries.has_factor(session, account.id):
        raise RuleViolation("factor_exists")  # the password alone never adds a factor to those there are
    token = half_open.complete(session, login.login_id)
    half_open.remember_place(session, account.id, origin)
    changes.add(session, account, factor, person(account.id), keep_login=login.login_id)
    return Enrolled(token, changes.renew_backup_codes(session, account.id))
