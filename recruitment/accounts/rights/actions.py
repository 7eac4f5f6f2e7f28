"""Granting and taking away: the exceptions to a role, for one colleague, on the programmes that the page showed."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Protocol

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, ProgrammeRight
from recruitment.accounts.rights import queries
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.rules.errors import RuleViolation
from recruitment.rules.permissions import exceptions, usual_acts
from recruitment.rules.vocabulary import Permission, Role

EVENT = "rights_changed"
WORDS = {True: "granted", False: "taken", None: "role"}
Wanted = Mapping[int, Collection[Permission]]


class Author(Protocol):
    """The administrator of a centre."""

    @property
    def id(self) -> int: ...
    @property
    def centre_id(self) -> int | None: ...


def fingerprint(changed: queries.Changed) -> str:
    """Return what tells whether somebody else changed these rights since a page showed them."""
    facts = sorted(
        (programme, act, granted) for programme, acts in changed.items() for act, granted in acts.items()
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def set_rights(author: Author, account_id: int, wanted: Wanted, *, shown: str | None = None) -> int:
    """Leave a colleague exactly those acts on each of those programmes; return how many acts changed (R8.3).

    Where it is what their role gives, nothing is kept. `shown` is the fingerprint of what the page showed.
    Raises RuleViolation: account_unknown, rights_of_administrator, stale_version.
    """
    with transaction() as session:
        account = _lock(session, author, account_id)
        ids = queries.own_programmes(session, author.centre_id or 0, list(wanted))
        before = queries.changed(session, [account_id], ids)[account_id]
        if shown is not None and shown != fingerprint(before):
            raise RuleViolation("stale_version")
        seen = queries.usually_seen(session, [account_id])[account_id]
        after = {
            programme_id: exceptions(
                wanted[programme_id],
                usual_acts(Role(account.role), seen=account.all_programmes or programme_id in seen),
            )
            for programme_id in ids
        }
        return _write(session, author, account_id, before, after)


def reset_rights(
    author: Author, account_id: int, programme_ids: Collection[int], *, shown: str | None = None
) -> int:
    """Leave a colleague what their role gives on those programmes; return how many acts changed.

    Raises RuleViolation as `set_rights` does.
    """
    with transaction() as session:
        _lock(session, author, account_id)
        ids = queries.own_programmes(session, author.centre_id or 0, programme_ids)
        before = queries.changed(session, [account_id], ids)[account_id]
        if shown is not None and shown != fingerprint(before):
            raise RuleViolation("stale_version")
        return _write(session, author, account_id, before, {programme_id: {} for programme_id in ids})


def drop_exceptions(session: Session, account_id: int) -> dict[str, dict[str, str]]:
    """Leave a locked account what its role gives, everywhere; return what that changes, by programme."""
    right = ProgrammeRight
    before: dict[int, dict[str, bool]] = defaultdict(dict)
    for row in session.execute(
        select(right.programme_id, right.act, right.granted).where(right.account_id == account_id)
    ):
        before[row.programme_id][row.act] = row.granted
    session.execute(delete(right).where(right.account_id == account_id))
    session.get_one(Account, account_id).has_exceptions = False
    return _differences(before, {programme_id: {} for programme_id in before})


def _lock(session: Session, author: Author, account_id: int) -> Account:
    """Lock the account, which is a colleague's and whose rights are not its role's for good."""
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None or account.centre_id != author.centre_id or account.closed_at is not None:
        raise RuleViolation("account_unknown")
    if not queries.in_the_grid(account.role):
        raise RuleViolation("rights_of_administrator")
    return account


def _write(
    session: Session,
    author: Author,
    account_id: int,
    before: queries.Changed,
    after: Mapping[int, Mapping[Permission, bool]],
) -> int:
    told = _differences(before, after)
    if not told:
        return 0
    right = ProgrammeRight
    session.execute(
        delete(right)
        .where(right.account_id == account_id, right.programme_id.in_(list(after)))
        .execution_options(synchronize_session=False)
    )
    rows = [
        {"account_id": account_id, "programme_id": programme_id, "act": str(act), "granted": granted}
        for programme_id, acts in after.items()
        for act, granted in acts.items()
    ]
    if rows:
        session.execute(insert(right), rows)
    any_left = select(exists().where(right.account_id == account_id)).scalar_subquery()
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(has_exceptions=any_left)
        .execution_options(synchronize_session=False)
    )
    details = {"account": account_id, "programmes": told}
    record(session, author.centre_id or 0, Line(EVENT, person(author.id), clock.now(), details=details))
    return sum(map(len, told.values()))


def _differences(
    before: queries.Changed, after: Mapping[int, Mapping[Permission, bool]]
) -> dict[str, dict[str, str]]:
    """Return the acts that change, by programme: granted, taken away, or what the role gives again."""
    told: dict[str, dict[str, str]] = {}
    for programme_id, acts in sorted(after.items()):
        old = dict(before.get(programme_id, {}))
        new = {str(act): granted for act, granted in acts.items()}
        moved = {act: WORDS[new.get(act)] for act in sorted({*old, *new}) if old.get(act) is not new.get(act)}
        if moved:
            told[str(programme_id)] = moved
    return told
