"""Open and close accounts: one person, one address (R8.1), a role in its place (R8.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from recruitment.accounts import addresses, passwords, queries
from recruitment.accounts.models import Account, AccountProgramme, Login
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Actor, Line, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role


@dataclass(frozen=True)
class NewAccount:
    """What opening an account asks. Without programme codes the account sees all those of its centre."""

    email: str
    password: str
    role: str
    display_name: str = ""
    centre_uai: str | None = None
    academie: str | None = None
    programme_codes: Sequence[str] = ()
    year: int | None = None


def create_account(new: NewAccount, actor: Actor) -> int:
    """Open an account and return its id. Raises RuleViolation for each thing that does not hold."""
    email = addresses.personal(new.email)
    passwords.check_strength(new.password)
    role = _role(new)
    password_hash = passwords.hashed(new.password)
    with transaction() as session:
        centre_id = _centre(session, new)
        programmes = _programmes(session, new, centre_id)
        if queries.account_id(session, addresses.folded(email)) is not None:
            raise RuleViolation("email_taken", email=email)
        account = Account(
            email=email,
            email_folded=addresses.folded(email),
            display_name=new.display_name.strip() or _name_from(email),
            role=role,
            centre_id=centre_id,
            academie=new.academie,
            all_programmes=not programmes,
            password_hash=password_hash,
            created_at=clock.now(),
        )
        session.add(account)
        session.flush()
        if programmes:
            session.execute(
                insert(AccountProgramme),
                [{"account_id": account.id, "programme_id": id_} for id_ in programmes],
            )
        details = {"account": account.id, "role": role, "programmes": programmes}
        record(
            session,
            centre_id or INSTALLATION,
            Line("account_created", actor, account.created_at, details=details),
        )
        return account.id


def close_account(account_id: int, actor: Actor) -> None:
    """Close an account for good; its open logins end at their next request (R8.4)."""
    with transaction() as session:
        account = session.get(Account, account_id, with_for_update=True)
        if account is None:
            raise RuleViolation("account_unknown")
        if account.closed_at is not None:
            return
        account.closed_at = clock.now()
        session.execute(
            update(Login)
            .where(Login.account_id == account_id, Login.closed_at.is_(None))
            .values(closed_at=clock.wall())
        )
        line = Line("account_closed", actor, account.closed_at, details={"account": account_id})
        record(session, account.centre_id or INSTALLATION, line)


def _role(new: NewAccount) -> Role:
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
