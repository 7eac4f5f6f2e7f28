"""Who imports: a person, within what they see, or an operator on the command line, everywhere."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from recruitment.accounts.access import Person, may, visible_programmes
from recruitment.accounts.holders import COLUMNS, Holder, holder
from recruitment.accounts.models import Account
from recruitment.journal.actions import OPERATOR, Actor, person
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission
from recruitment.transfers.candidate_lines import Wished
from recruitment.transfers.programme_lines import Reach


def importer(session: Session, account_id: int | None) -> Holder | None:
    """Return the account of an import; None is the operator. A closed account imports no more."""
    if account_id is None:
        return None
    row = session.execute(select(*COLUMNS, Account.closed_at).where(Account.id == account_id)).one()
    if row.closed_at is not None:
        raise RuleViolation("account_unknown", email="")
    return holder(row)


def may_import(user: Person, kind: str) -> bool:
    """Tell whether a person may import files of that kind: programmes are settings of their centre."""
    permissions = [Permission.IMPORT_FILES, *([Permission.SETTINGS] if kind == "programmes" else [])]
    return all(may(user, permission) for permission in permissions)


def within(importer: Holder | None) -> ColumnElement[bool]:
    """Return the condition on `programme` that leaves what one may import into."""
    return true() if importer is None else visible_programmes(importer)


def own(importer: Holder | None, programmes: Mapping[str, Wished]) -> frozenset[int] | None:
    """Return the ids of the programmes that are a person's own; an operator is at home in all."""
    return None if importer is None else frozenset(programme.id for programme in programmes.values())


def reach(session: Session, importer: Holder | None) -> Reach:
    """Return the centres that one may import programmes for."""
    if importer is None or importer.centre_id is None:
        return Reach()
    return Reach(
        session.scalars(select(TrainingCentre.uai).where(TrainingCentre.id == importer.centre_id)).one()
    )


def actor(account_id: int | None) -> Actor:
    """Return who stands in the journal for an import."""
    return OPERATOR if account_id is None else person(account_id)
