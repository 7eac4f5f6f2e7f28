"""Open a centre of one's académie, with the invitation of its first administrator (R8.1, R8.3)."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from recruitment.accounts import addresses, passwords
from recruitment.accounts.actions import NewAccount
from recruitment.accounts.models import Account
from recruitment.accounts.people.invitations import bring_in, named
from recruitment.applications.reasons import add_default_reasons
from recruitment.contracts.actions.answer_requests import Authority
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import TrainingCentre
from recruitment.rules import identifiers
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class NewCentre:
    """A centre as it was described."""

    uai: str
    siret: str
    name: str
    town: str
    department: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who will administer it."""

    display_name: str
    email: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A centre that was opened, and the account of its first administrator."""

    centre_id: int
    uai: str
    account_id: int


def open_centre(
    author: Authority, new: NewCentre, first: Person, *, submission: Submission | None = None
) -> Opened:
    """Open a centre in one's own académie and invite its first administrator, or do neither.

    Raises RuleViolation: uai_invalid, uai_taken, siret_invalid, mobile_missing, key_reused, and those of an invitation.
    """
    described = replace(new, uai=identifiers.uai(new.uai), siret=identifiers.siret(new.siret))
    account = _account(first, described.uai)
    try:
        return _open(author, described, account, first.mobile, submission)
    except RuleViolation as refusal:
        if refusal.code != "uai_taken":
            raise
        with transaction() as session:  # by the same form, sent twice at one instant?
            answered = replay(session, submission)
        if answered is None:
            raise
        return Opened(**answered)


def _open(
    author: Authority, new: NewCentre, account: NewAccount, mobile: str, submission: Submission | None
) -> Opened:
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return Opened(**answered)
        uai = new.uai
        _refuse_known(session, author, uai)
        now = clock.now()
        values = {
            "uai": uai,
            "siret": new.siret,
            "name": new.name,
            "town": new.town,
            "department": new.department,
            "academie": author.academie,
            "created_at": now,
        }
        centre_id: int = session.execute(
            insert(TrainingCentre).values(values).returning(TrainingCentre.id)
        ).scalar_one()
        add_default_reasons(session, [centre_id])
        record(session, centre_id, Line("centre_opened", person(author.id), now, details={"centre": uai}))
        opened = Opened(centre_id, uai, _invite(session, author, account, mobile))
        remember(session, submission, asdict(opened), now)
    return opened


def invite_first(author: Authority, uai: str, first: Person, *, submission: Submission | None = None) -> int:
    """Invite an administrator to a centre of one's académie that has none able to act; return the account.

    Raises RuleViolation: has_administrator, mobile_missing, and those of an invitation.
    """
    account = _account(first, uai)
    with transaction() as session:
        centre_id = session.execute(
            select(TrainingCentre.id)
            .where(TrainingCentre.uai == uai, TrainingCentre.academie == author.academie)
            .with_for_update(key_share=True)
        ).scalar_one()
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["account"])
        able = select(Account.id).where(
            Account.centre_id == centre_id,
            Account.role == str(Role.ADMINISTRATOR),
            Account.closed_at.is_(None),
            Account.password_hash != passwords.NO_PASSWORD,
        )
        if session.scalar(able.limit(1)) is not None:
            raise RuleViolation("has_administrator")
        account_id = _invite(session, author, account, first.mobile)
        remember(session, submission, {"account": account_id}, clock.now())
    return account_id


def _account(first: Person, uai: str) -> NewAccount:
    if not first.mobile:
        raise RuleViolation("mobile_missing")
    return NewAccount(
        email=addresses.personal(first.email),
        password="",
        role=Role.ADMINISTRATOR,
        display_name=named(first.display_name),
        centre_uai=uai,
    )


def _invite(session: Session, author: Authority, account: NewAccount, mobile: str) -> int:
    """Open the account, with the mobile number that an administrator must have, and mail its link."""
    account_id = bring_in(session, account, Role.ADMINISTRATOR, person(author.id)).id
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(mobile=mobile)
        .execution_options(synchronize_session=False)
    )
    return account_id


def _refuse_known(session: Session, author: Authority, uai: str) -> None:
    """Say which centre has that code already; of another académie, only that it has."""
    known = session.execute(
        select(TrainingCentre.name, TrainingCentre.academie).where(TrainingCentre.uai == uai)
    ).first()
    if known is not None:
        ours = known.academie == author.academie
        raise RuleViolation("uai_taken", uai=uai, **({"name": known.name} if ours else {}))
