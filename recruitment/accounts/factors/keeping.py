"""Change one's own factors, signed in, with the password asked again (ASVS 7.5.1)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.accounts import open_logins
from recruitment.accounts.actions.sign_in import prove
from recruitment.accounts.factors import changes, mail_codes, passkeys, proving, queries, throttling
from recruitment.accounts.factors.models import Factor
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import person
from recruitment.rules.errors import RuleViolation

CODES_RENEWED = "codes_renewed"


@dataclass(frozen=True)
class Owner:
    """Who changes their factors, from which login, and the password that they gave again."""

    account_id: int
    email: str
    login_id: int
    password: str
    ip: str

    def prove(self) -> None:
        """Raise password_refused, or sign_in_throttled, unless the password is theirs."""
        prove(self.email, self.password, self.ip)


def add_device(owner: Owner, seed: str, code: str, label: str) -> list[str]:
    """Add a device; return backup codes when the account had none. Raises code_refused, code_throttled."""
    owner.prove()
    attempt_id = throttling.admit(owner.account_id, owner.ip)
    with transaction() as session:
        factor = proving.device(session, owner.account_id, attempt_id, seed, code, label)
        return _added(session, owner, factor)


def send_code(account_id: int, login_id: int) -> None:
    """Send a code, to prove that the address is read. Raises code_mail_throttled."""
    with transaction() as session:
        mail_codes.send(session, account_id, login_id)


def add_mail(owner: Owner, code: str) -> list[str]:
    """Let codes be sent by mail. Raises code_refused, code_throttled, factor_exists."""
    owner.prove()
    attempt_id = throttling.admit(owner.account_id, owner.ip)
    with transaction() as session:
        at = clock.wall()
        if not mail_codes.consume(session, owner.login_id, code, at):
            raise RuleViolation("code_refused")
        throttling.succeed(session, attempt_id)
        if "email" in queries.kinds(session, owner.account_id):
            raise RuleViolation("factor_exists")
        return _added(session, owner, changes.by_mail(owner.account_id, at))


def add_passkey(owner: Owner, token_hash: str, credential: str, label: str, site: passkeys.Site) -> list[str]:
    """Add a passkey. Raises passkey_refused."""
    owner.prove()
    with transaction() as session:
        key = passkeys.made(session, owner.account_id, token_hash, credential, site)
        factor = Factor(
            account_id=owner.account_id,
            kind="passkey",
            label=label,
            credential_id=key.credential_id,
            public_key=key.public_key,
            sign_count=key.sign_count,
            created_at=clock.wall(),
        )
        return _added(session, owner, factor)


def remove(owner: Owner, factor_id: int) -> None:
    """Remove a factor, never the last. Raises factor_unknown, factor_last."""
    owner.prove()
    with transaction() as session:
        account = changes.locked(session, owner.account_id)
        factor = changes.one_of(session, owner.account_id, factor_id)
        count = session.scalar(
            select(func.count()).select_from(Factor).where(Factor.account_id == owner.account_id)
        )
        if count == 1:
            raise RuleViolation("factor_last")
        changes.told(
            session, account, "factor_removed", factor, person(account.id), keep_login=owner.login_id
        )
        session.delete(factor)


def renew_backup_codes(owner: Owner) -> list[str]:
    """Replace the backup codes, end the other logins, and return the new codes. Raises factor_missing."""
    owner.prove()
    with transaction() as session:
        account = changes.locked(session, owner.account_id)
        if not queries.has_factor(session, owner.account_id):
            raise RuleViolation("factor_missing")
        codes = changes.renew_backup_codes(session, owner.account_id)
        open_logins.end(session, account.id, clock.wall(), but=owner.login_id)
        changes.journal(session, account, CODES_RENEWED, person(account.id), {"account": account.id})
        payload = {"what": CODES_RENEWED}
        changes.mail(session, owner.account_id, changes.CHANGED, f"codes:{owner.account_id}", payload)
        return codes


def _added(session: Session, owner: Owner, factor: Factor) -> list[str]:
    account = changes.locked(session, owner.account_id)
    changes.add(session, account, factor, person(account.id), keep_login=owner.login_id)
    if queries.backup_codes_left(session, owner.account_id):
        return []
    return changes.renew_backup_codes(session, owner.account_id)
