"""Set a password: by the link of an invitation or of a reset, or knowing the one in use.

Whatever the way, the other logins of the account end (ASVS 7.4.3) and its owner is told (ASVS 6.3.7).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import open_logins, passwords
from recruitment.accounts.actions.sign_in import prove
from recruitment.accounts.models import Account
from recruitment.accounts.people import links
from recruitment.accounts.queries import table
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Line, person, record
from recruitment.mail.actions import Mail, queue, to_account
from recruitment.rules.errors import RuleViolation

CHANGED = "password_changed"


@dataclass(frozen=True, slots=True)
class Ready:
    """A link that opens its page: what the page says."""

    link_id: int
    account_id: int
    centre_id: int | None
    email: str
    display_name: str
    role: str
    mobile: str | None
    centre_name: str | None

    @property
    def about(self) -> tuple[str, ...]:
        """Return what the password must not be made of."""
        return (self.display_name, self.email, self.centre_name or "")

    @property
    def needs_mobile(self) -> bool:
        """Tell whether the account must have a mobile number (R8.1)."""
        return self.role == "administrator" and self.centre_id is not None


def open_link(purpose: str, token: str) -> Ready | None:
    """Return what a link opens; None when it is not one of ours. Raises link_used when it has ended."""
    row = links.find(db.session(), purpose, token)
    if row is None:
        return None
    if not links.is_open(row, clock.wall()):
        raise RuleViolation("link_used", purpose=purpose)
    return Ready(
        row.id,
        row.account_id,
        row.centre_id,
        row.email,
        row.display_name,
        row.role,
        row.mobile,
        row.centre_name,
    )


def set_by_link(ready: Ready, purpose: str, password: str, mobile: str | None = None) -> None:
    """Set the password of the account of a link, which is then used up. The second factor stays (ASVS 6.4.3)."""
    passwords.check_strength(password, ready.about)
    if ready.needs_mobile and not (mobile or ready.mobile):
        raise RuleViolation("mobile_missing")
    password_hash = passwords.hashed(password)
    with transaction() as session:
        at = clock.wall()
        account = session.get(Account, ready.account_id, with_for_update=True, populate_existing=True)
        if account is None or account.closed_at is not None or not links.use(session, ready.link_id, at):
            raise RuleViolation("link_used", purpose=purpose)
        if mobile:
            account.mobile = mobile
        _replace(session, account, password_hash, at, origin=purpose)


def change(account_id: int, login_id: int, current: str, password: str, ip: str) -> None:
    """Change one's own password, knowing the present one (ASVS 6.2.3). Raises password_refused."""
    known = about(account_id)
    prove(known.email, current, ip)
    passwords.check_strength(password, (known.display_name, known.email, known.centre_name or ""))
    if passwords.matches(known.password_hash, password):
        raise RuleViolation("password_unchanged")
    password_hash = passwords.hashed(password)
    with transaction() as session:
        account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
        if account.password_hash != known.password_hash:
            raise RuleViolation("password_refused")  # changed elsewhere in the meantime
        _replace(session, account, password_hash, clock.wall(), origin="owner", but=login_id)


def about(account_id: int) -> Any:
    """Return what is known of an account, its centre's name included."""
    centre = table("training_centre")
    return (
        db.session()
        .execute(
            select(*Account.__table__.c, centre.c.name.label("centre_name"))
            .outerjoin(centre, centre.c.id == Account.centre_id)
            .where(Account.id == account_id)
        )
        .one()
    )


def _replace(
    session: Session,
    account: Account,
    password_hash: str,
    at: datetime,
    *,
    origin: str,
    but: int | None = None,
) -> None:
    """Write the new password; end the links and the logins, but the one that asks."""
    first = account.password_hash == passwords.NO_PASSWORD
    account.password_hash = password_hash
    account.password_changed_at = at
    links.end_all(session, account.id, at)
    open_logins.end(session, account.id, at, but=but)
    now = clock.now()
    details = {"account": account.id, "by": origin}
    record(
        session, account.centre_id or INSTALLATION, Line(CHANGED, person(account.id), now, details=details)
    )
    if not first:
        key = f"password:{account.id}:{at.isoformat(timespec='microseconds')}"
        queue(session, Mail(key, CHANGED, to_account(account.id), now, {"origin": origin}))
