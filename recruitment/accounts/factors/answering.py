"""Give the second factor: what completes a sign-in."""

from sqlalchemy.orm import Session

from recruitment.accounts.actions.sign_in import Origin
from recruitment.accounts.factors import codes, half_open, mail_codes, passkeys, throttling
from recruitment.accounts.factors.half_open import HalfOpen
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.mail.actions import Mail, queue, to_account
from recruitment.rules.errors import RuleViolation

NEW_PLACE = "new_place"


def give_code(login: HalfOpen, code: str, origin: Origin, *, remember: bool) -> str:
    """Complete a login by a code, and return its new token.

    Raises code_refused, code_throttled, sign_in_expired. The attempt is counted first, in a transaction of its
    own; then the code is used up and the login completed in one.
    """
    attempt_id = throttling.admit(login.account_id, origin.ip)
    with transaction() as session:
        half_open.lock_account(session, login.account_id)
        if not codes.consume(session, login.account_id, login.login_id, code, clock.wall()):
            raise RuleViolation("code_refused")
        throttling.succeed(session, attempt_id)
        return _enter(session, login, origin, remember=remember)


def give_passkey(
    login: HalfOpen, credential: str, origin: Origin, site: passkeys.Site, *, remember: bool
) -> str:
    """Complete a login by a passkey, and return its new token. Raises passkey_refused, sign_in_expired."""
    with transaction() as session:
        half_open.lock_account(session, login.account_id)
        passkeys.consume(session, login.account_id, login.token_hash, credential, site)
        return _enter(session, login, origin, remember=remember)


def send_code(login: HalfOpen) -> None:
    """Send a code to the account's address, for this login alone. Raises code_mail_throttled."""
    with transaction() as session:
        mail_codes.send(session, login.account_id, login.login_id)


def _enter(session: Session, login: HalfOpen, origin: Origin, *, remember: bool) -> str:
    token = half_open.complete(session, login.login_id)
    if not remember or half_open.remember_place(session, login.account_id, origin):
        _tell(session, login)
    return token


def _tell(session: Session, login: HalfOpen) -> None:
    """Write to the owner that somebody came in from a new place (ASVS 6.3.5)."""
    key = f"login:{login.login_id}:new_place:{clock.wall():%Y%m%d%H%M%S%f}"
    mail = Mail(key, NEW_PLACE, to_account(login.account_id), clock.now(), {"login": login.login_id})
    queue(session, mail)
