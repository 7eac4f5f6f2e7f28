"""Invite somebody: an account without a password yet, and a link by mail that lets its owner choose one (R8.1)."""

from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from recruitment.accounts import addresses, passwords
from recruitment.accounts.actions.accounts import (
    NewAccount,
    add_account,
    grant,
    keep_an_administrator,
    known_role,
)
from recruitment.accounts.models import Account, AccountProgramme, KnownPlace
from recruitment.accounts.people import links
from recruitment.accounts.queries import programme_ids, table
from recruitment.accounts.rights.actions import drop_exceptions
from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.text import TextRefused, clean_name
from recruitment.core.transaction import transaction
from recruitment.journal.actions import INSTALLATION, Actor, Line, record
from recruitment.mail.actions import Mail, queue, to_account
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role

TEMPLATE = "invitation"


def named(text: str) -> str:
    """Return a name as it is kept. Raises name_invalid."""
    try:
        name = clean_name(text)
    except TextRefused as refused:
        raise RuleViolation("name_invalid") from refused
    if not name:
        raise RuleViolation("name_invalid")
    return name


def invite(new: NewAccount, actor: Actor, submission: Submission | None = None) -> int:
    """Open an account without a password and mail its link; return its id. Sent twice, it invites once.

    An address whose account was closed in the same place gets that account again: one address, one account.
    """
    email = addresses.personal(new.email)
    role = known_role(new)
    new = replace(new, display_name=named(new.display_name))
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["account"])
        account = bring_in(session, replace(new, email=email), role, actor)
        remember(session, submission, {"account": account.id}, clock.now())
        return account.id


def bring_in(session: Session, new: NewAccount, role: Role, actor: Actor) -> Account:
    """Open an account whose address and name were checked and mail its link, within a transaction."""
    former = session.scalar(
        select(Account).where(Account.email_folded == addresses.folded(new.email)).with_for_update()
    )
    if former is None:
        account = add_account(session, new, new.email, role, passwords.NO_PASSWORD, actor, clock.now())
    else:
        account = _open_again(session, former, new, role, actor)
    _send(session, account, actor)
    return account


def resend(account_id: int, actor: Actor) -> None:
    """Mail a new link to somebody who has not chosen a password; the former one ends."""
    with transaction() as session:
        account = _locked(session, account_id)
        if account.password_hash != passwords.NO_PASSWORD:
            raise RuleViolation("already_has_password")
        _send(session, account, actor)


def change_role(account_id: int, role: Role, actor: Actor) -> None:
    """Give an account of a centre another role there. Raises last_administrator.

    What was granted or taken away beside the former role ends with it: it was decided for that role (R8.3).
    """
    with transaction() as session:
        if role is not Role.ADMINISTRATOR:
            keep_an_administrator(session, account_id)
        account = _locked(session, account_id)
        if account.role == role or account.centre_id is None:
            return
        details: dict[str, Any] = {"account": account_id, "role": role, "former_role": account.role}
        dropped = drop_exceptions(session, account_id)
        if dropped:
            details["programmes"] = dropped
        account.role = role
        record(session, account.centre_id, Line("rights_changed", actor, clock.now(), details=details))


def _open_again(session: Session, former: Account, new: NewAccount, role: Role, actor: Actor) -> Account:
    """Open a closed account of the same place again, without its password, its rights or its known places."""
    centre_id = _centre_id(session, new.centre_uai)
    if former.closed_at is None or (former.centre_id, former.academie) != (centre_id, new.academie):
        raise RuleViolation("email_taken", email=new.email)
    former.closed_at = former.unused_warned_at = None
    former.role, former.display_name = role, new.display_name
    former.password_hash = passwords.NO_PASSWORD
    for left in (AccountProgramme, KnownPlace):
        session.execute(delete(left).where(left.account_id == former.id))
    drop_exceptions(session, former.id)
    known = programme_ids(session, centre_id or 0, new.year or clock.today().year, list(new.programme_codes))
    former.all_programmes = not known
    session.flush()
    grant(session, former.id, sorted(known.values()))
    details = {"account": former.id, "role": role, "programmes": sorted(known.values()), "again": True}
    record(session, centre_id or INSTALLATION, Line("account_created", actor, clock.now(), details=details))
    return former


def _send(session: Session, account: Account, actor: Actor) -> None:
    at, now = clock.wall(), clock.now()
    account.invited_at = at
    session.flush()
    by = actor.id if actor.kind == "person" else None
    link_id = links.issue(session, account.id, links.INVITATION, at, by)
    line = Line("invitation_sent", actor, now, details={"account": account.id})
    record(session, account.centre_id or INSTALLATION, line)
    key, payload = f"account_link:{link_id}", {"link": link_id}
    queue(session, Mail(key, TEMPLATE, to_account(account.id), now, payload))


def _locked(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None:
        raise RuleViolation("account_unknown")
    if account.closed_at is not None:
        raise RuleViolation("account_closed")
    return account


def _centre_id(session: Session, uai: str | None) -> Any:
    centre = table("training_centre").c
    return session.scalar(select(centre.id).where(centre.uai == uai)) if uai else None
