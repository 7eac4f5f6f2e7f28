"""Open and close accounts: one person, one address (R8.1), a role in its place (R8.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from recruitment.accounts import addresses, open_logins, passwords, queries
from recruitment.accounts.factors import changes, totp
from recruitment.accounts.models import Account, AccountProgramme
from recruitment.accounts.people import links
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Actor, Line, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role


@dataclass(frozen=True)
class NewAccount:
    """What opening an account asks. Without programme codes the account sees all those of its centre."""

    email: str
    password: str = field(repr=False)
    role: str
    display_name: str = ""
    centre_uai: str | None = None
    academie: str | None = None
    programme_codes: Sequence[str] = ()
    year: int | None = None
    totp_secret: str | None = field(default=None, repr=False)
    any_password: bool = (
        False  # long enough is enough: of the demonstration, where nobody has anything to lose
    )


def create_account(new: NewAccount, actor: Actor) -> int:
    """Open an account and return its id. Raises RuleViolation for each thing that does not hold."""
    email = addresses.personal(new.email)
    if new.any_password:
        passwords.check_length(new.password)
    else:
        passwords.check_strength(new.password, (new.display_name, email))
    role = known_role(new)
    seed = None if new.totp_secret is None else totp.checked_seed(new.totp_secret)
    password_hash = passwords.hashed(new.password)
    with transaction() as session:
        if queries.account_id(session, addresses.folded(email)) is not None:
            raise RuleViolation("email_taken", email=email)
        account = add_account(session, new, email, role, password_hash, actor, clock.now())
        if seed is not None:
            changes.add(session, account, changes.device(account.id, seed, None, clock.wall()), actor)
        return account.id


def add_account(
    session: Session, new: NewAccount, email: str, role: Role, password_hash: str, actor: Actor, at: datetime
) -> Account:
    """Write an account of a checked address, within a transaction."""
    centre_id = _centre(session, new)
    programmes = _programmes(session, new, centre_id)
    account = Account(
        email=email,
        email_folded=addresses.folded(email),
        display_name=new.display_name.strip() or _name_from(email),
        role=role,
        centre_id=centre_id,
        academie=new.academie,
        all_programmes=not programmes,
        password_hash=password_hash,
        created_at=at,
    )
    session.add(account)
    session.flush()
    grant(session, account.id, programmes)
    details = {"account": account.id, "role": role, "programmes": programmes}
    record(session, centre_id or INSTALLATION, Line("account_created", actor, at, details=details))
    return account


def grant(session: Session, account_id: int, programmes: Sequence[int]) -> None:
    """Limit an account to programmes; none leaves it with all those of its centre."""
    if programmes:
        rows = [{"account_id": account_id, "programme_id": id_} for id_ in programmes]
        session.execute(insert(AccountProgramme), rows)


def close_account(account_id: int, actor: Actor) -> None:
    """Close an account for good; its open logins end at their next request (R8.4).

    Raises last_administrator when nobody else could open accounts any more.
    """
    with transaction() as session:
        end_account(session, account_id, actor)


def end_account(session: Session, account_id: int, actor: Actor) -> bool:
    """Close an account within a transaction; False when it was closed already."""
    keep_an_administrator(session, account_id)
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None:
        raise RuleViolation("account_unknown")
    if account.closed_at is not None:
        return False
    account.closed_at = clock.now()
    at = clock.wall()
    open_logins.end(session, account_id, at)
    links.end_all(session, account_id, at)
    line = Line("account_closed", actor, account.closed_at, details={"account": account_id})
    record(session, account.centre_id or INSTALLATION, line)
    return True


def keep_an_administrator(session: Session, account_id: int) -> None:
    """Lock the administrators of an account's place; raise last_administrator when it is the only one.

    Of two who leave at the same instant the second waits for the first, then counts without it. Somebody who
    has not chosen a password yet could not act: they do not count.
    """
    place = session.execute(select(Account.role, Account.centre_id).where(Account.id == account_id)).first()
    if place is None or place.role != Role.ADMINISTRATOR:
        return
    able = session.scalars(
        select(Account.id)
        .where(
            Account.role == str(Role.ADMINISTRATOR),
            Account.centre_id.is_not_distinct_from(place.centre_id),
            Account.closed_at.is_(None),
            Account.password_hash != passwords.NO_PASSWORD,
        )
        .order_by(Account.id)
        .with_for_update()
    ).all()
    if able == [account_id]:
        raise RuleViolation("last_administrator", installation=place.centre_id is None)


def known_role(new: NewAccount) -> Role:
    """Return the role, in its place. Raises RuleViolation for each thing that does not hold."""
    try:
        role = Role(new.role)
    except ValueError as error:
        raise RuleViolation("role_unknown", role=new.role) from error
    if role is Role.REGIONAL:
        _refuse_if(not new.academie, "academie_missing")
        _refuse_if(bool(new.centre_uai), "centre_not_allowed")
    else:
        _refuse_if(bool(new.academie), "academie_not_allowed")
        _refuse_if(role is not Role.ADMINISTRATOR and not new.centre_uai, "centre_missing")
    limited = role in {Role.MANAGER, Role.REGISTRAR, Role.VIEWER}
    _refuse_if(bool(new.programme_codes) and not limited, "programmes_not_allowed")
    return role


def _refuse_if(wrong: bool, code: str) -> None:  # noqa: FBT001
    if wrong:
        raise RuleViolation(code)


def _centre(session: Session, new: NewAccount) -> int | None:
    if not new.centre_uai:
        return None
    found = queries.centre_id(session, new.centre_uai.strip().upper())
    if found is None:
        raise RuleViolation("centre_unknown", uai=new.centre_uai)
    return found


def _programmes(session: Session, new: NewAccount, centre_id: int | None) -> list[int]:
    if not new.programme_codes or centre_id is None:
        return []
    year = new.year or clock.today().year
    found = queries.programme_ids(session, centre_id, year, list(new.programme_codes))
    missing = [code for code in new.programme_codes if code not in found]
    if missing:
        raise RuleViolation("programme_unknown", programme=missing[0], year=year)
    return sorted(set(found.values()))


def _name_from(email: str) -> str:
    """Return « Claire Montagnier » for claire.montagnier@…, until its owner writes it."""
    words = email.partition("@")[0].replace("_", ".").split(".")
    return " ".join(word.capitalize() for word in words if word)[:120] or email[:120]
