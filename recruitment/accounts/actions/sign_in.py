"""Open and close logins. They age with the machine, not with a simulated clock."""

import hashlib
import secrets
import zlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from recruitment.accounts import addresses, passwords, queries, throttle
from recruitment.accounts.factors import mail_codes, places
from recruitment.accounts.factors.queries import is_known_place, kinds
from recruitment.accounts.models import Account, KnownPlace, Login, LoginAttempt
from recruitment.accounts.rights.looking import end_within
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.rules.errors import RuleViolation

TOKEN_BYTES = 32  # 256 bits


@dataclass(frozen=True)
class Origin:
    """Where a sign-in comes from."""

    ip: str
    user_agent: str


@dataclass(frozen=True)
class Opened:
    """A login and its token: complete, or still owing a second factor that is `enrolled` already or not."""

    token: str
    account_id: int
    complete: bool
    enrolled: bool


def digest(token: str) -> str:
    """Return what is stored of a login's token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sign_in(email: str, password: str, origin: Origin, *, factor_waived: bool = False) -> Opened:
    """Open a login, its token made anew each time. Raises sign_in_refused or sign_in_throttled.

    It is complete from a place where the second factor was already given; from elsewhere it owes it (R8.2).
    `factor_waived` lets an account without any factor in, unless its owner chose its password: on the
    demonstration's own machine, and only there, the printed logins open in one step.

    The attempt is counted before the password is looked at, so that of many at the same instant none goes
    uncounted; the password is checked outside any transaction, since it takes tens of milliseconds. Whoever
    closed the account or changed its password meanwhile ended its logins: none opens after that.
    """
    email_folded = addresses.folded(email)[: addresses.LONGEST]
    attempt_id, account_id, stored = _admit(email_folded, origin.ip)
    if not passwords.matches(stored, password):
        raise RuleViolation("sign_in_refused")
    renewed = passwords.hashed(password) if stored and passwords.is_outdated(stored) else None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction() as session:
        if not queries.holds_password(session, account_id, stored):
            raise RuleViolation("sign_in_refused")
        session.execute(update(LoginAttempt).where(LoginAttempt.id == attempt_id).values(succeeded=True))
        if renewed is not None:
            same = (Account.id == account_id, Account.password_hash == stored)
            session.execute(update(Account).where(*same).values(password_hash=renewed))
        enrolled = kinds(session, account_id)
        if enrolled:
            complete = _is_known(session, account_id, origin)
        else:
            complete = factor_waived and not queries.chose_password(session, account_id)
        login = open_login(session, account_id, token, origin, complete=complete)
        if not complete and enrolled == ["email"]:
            _send_code(session, login)
    return Opened(token, account_id, complete, bool(enrolled))


def _send_code(session: Session, login: Login) -> None:
    """Send the code at once to whoever has no other factor, unless one has just left: the page says so."""
    session.flush()
    if not mail_codes.next_in(session, login.account_id, clock.wall()):
        mail_codes.send(session, login.account_id, login.id)


def prove(email: str, password: str, ip: str) -> None:
    """Ask the password again of somebody signed in. Raises password_refused, or sign_in_throttled."""
    email_folded = addresses.folded(email)
    attempt_id, _account_id, stored = _admit(email_folded, ip)
    if not passwords.matches(stored, password):
        raise RuleViolation("password_refused")
    with transaction() as session:
        session.execute(update(LoginAttempt).where(LoginAttempt.id == attempt_id).values(succeeded=True))


def sign_out(login_id: int) -> None:
    """Close a login: its token is dead, wherever it was copied."""
    with transaction() as session:
        end_within(session, login_id)
        session.execute(
            update(Login)
            .where(Login.id == login_id, Login.closed_at.is_(None))
            .values(closed_at=clock.wall())
        )


def keep_open(login_id: int, every: timedelta) -> None:
    """Note that a login is in use, at most once per interval."""
    seen = clock.wall()
    with transaction() as session:
        session.execute(
            update(Login).where(Login.id == login_id, Login.seen_at <= seen - every).values(seen_at=seen)
        )


def _admit(email_folded: str, ip: str) -> tuple[int, int, str | None]:
    """Count an attempt; return its id, the account's id and password hash. Raises sign_in_throttled."""
    at, ip = clock.wall(), places.counted(ip)
    with transaction() as session:
        one_at_a_time(session, email_folded, ip)
        attempts = queries.recent_attempts(session, email_folded, ip, at - throttle.WINDOW)
        known = queries.opened_before(session, email_folded, ip, at - throttle.KNOWN_FOR)
        opens_at = throttle.opens_at(attempts, email_folded, ip, known=known)
        if opens_at is not None and at < opens_at:
            raise RuleViolation("sign_in_throttled", wait=throttle.seconds_left(opens_at, at))
        attempt = LoginAttempt(email_folded=email_folded, ip=ip, at=at, succeeded=False)
        session.add(attempt)
        session.flush()
        found = queries.credentials(session, email_folded)
        return (attempt.id, found.id, found.password_hash) if found else (attempt.id, 0, None)


def one_at_a_time(session: Session, *keys: str) -> None:
    """Make attempts at one account, or from one address, follow each other; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(zlib.crc32(key.encode()) for key in keys):
            session.execute(select(func.pg_advisory_xact_lock(key)))


def _is_known(session: Session, account_id: int, origin: Origin) -> bool:
    """Tell whether the account gave its second factor from there lately; a place that is known stays so."""
    at, prefix = clock.wall(), places.prefix(origin.ip)
    if not is_known_place(session, account_id, prefix, at - places.KNOWN_FOR):
        return False
    place = (KnownPlace.account_id == account_id, KnownPlace.prefix == prefix, KnownPlace.seen_at < at)
    session.execute(update(KnownPlace).where(*place).values(seen_at=at))
    return True


def open_login(session: Session, account_id: int, token: str, origin: Origin, *, complete: bool) -> Login:
    """Open a login for a token, within a transaction. Unless complete it owes its second factor."""
    at = clock.wall()
    login = Login(
        token_hash=digest(token),
        account_id=account_id,
        opened_at=at,
        seen_at=at,
        ip=origin.ip[:45],
        user_agent=origin.user_agent[:300],
        factor_at=at if complete else None,
    )
    session.add(login)
    return login
