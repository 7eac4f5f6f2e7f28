"""Which files were handed out, with their filter and their number of lines: the journal tells it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.core.clock import in_paris
from recruitment.journal.models import JournalEntry
from recruitment.labels import ROLES
from recruitment.labels.accesses import TAKEN, file_taken
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: between two instants, by whom, about whom, in which centre (None: all)."""

    since: datetime | None = None
    until: datetime | None = None
    account_id: int | None = None
    email: str = ""
    number: str = ""
    kind: str = ""
    centre_id: int | None = None


def files_taken(session: Session, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    """Yield the files that were handed out, with their filter and their number of lines, from the journal."""
    statement = (
        select(
            JournalEntry.at,
            JournalEntry.event,
            JournalEntry.details,
            JournalEntry.actor_kind,
            JournalEntry.application_id,
            Account.display_name,
            Account.email,
            Account.role,
            TrainingCentre.uai,
            Programme.code,
        )
        .join(Account, Account.id == JournalEntry.actor_id, isouter=True)
        .join(TrainingCentre, TrainingCentre.id == JournalEntry.chain, isouter=True)
        .join(Programme, Programme.id == JournalEntry.programme_id, isouter=True)
        .where(JournalEntry.event.in_(tuple(TAKEN)), _condition(wanted))
        .order_by(JournalEntry.at, JournalEntry.id)
    )
    for row in session.execute(statement):
        role = ROLES[Role(row.role)] if row.role else ""
        who = row.display_name or "Administration, en ligne de commande"
        said = file_taken(json.loads(row.details))
        where = (row.uai, row.code, "", row.application_id)
        yield in_paris(row.at), who, row.email, role, TAKEN[row.event], *where, said, ""


def _condition(wanted: Wanted) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.centre_id is not None:
        conditions.append(JournalEntry.chain == wanted.centre_id)
    if wanted.since is not None:
        conditions.append(JournalEntry.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(JournalEntry.at < wanted.until)
    if wanted.account_id is not None:
        conditions.append(
            and_(JournalEntry.actor_kind == "person", JournalEntry.actor_id == wanted.account_id)
        )
    if wanted.email:
        conditions.append(Account.email_folded == wanted.email.casefold())
    return and_(*conditions)
