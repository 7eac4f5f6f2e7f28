"""The exceptions of the person who asks: read once in a request, and never for who has none."""

from collections.abc import Mapping
from typing import TypeAlias

from flask import g, has_request_context
from sqlalchemy import select

from recruitment.accounts.rights.models import ProgrammeRight
from recruitment.core.database import db
from recruitment.rules.vocabulary import Permission

#: (programme, act) → granted or taken away.
Exceptions: TypeAlias = Mapping[tuple[int, str], bool]


def exceptions_of(account_id: int) -> Exceptions:
    """Return the exceptions of an account; within a request they are read once."""
    if not has_request_context():
        return _read(account_id)
    known: dict[int, Exceptions] = g.setdefault("exceptions", {})
    if account_id not in known:
        known[account_id] = _read(account_id)
    return known[account_id]


def holds(found: Exceptions, programme_id: int, act: Permission, *, usual: bool) -> bool:
    """Tell whether an act may be done on a programme that is seen: by exception, else by the role."""
    return found.get((programme_id, str(act)), usual)


def _read(account_id: int) -> Exceptions:
    rows = db.session.execute(
        select(ProgrammeRight.programme_id, ProgrammeRight.act, ProgrammeRight.granted).where(
            ProgrammeRight.account_id == account_id
        )
    )
    return {(row.programme_id, row.act): row.granted for row in rows}
