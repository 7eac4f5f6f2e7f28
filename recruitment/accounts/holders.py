"""An account as rights are asked of it, where its person is not there: a job, or a calendar, acts for them."""

from dataclasses import dataclass
from typing import Any

from recruitment.accounts.models import Account
from recruitment.rules.vocabulary import Role

#: What rights depend on.
COLUMNS = (
    Account.id,
    Account.role,
    Account.centre_id,
    Account.academie,
    Account.all_programmes,
    Account.has_exceptions,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """The same as `accounts.access` asks of whoever is signed in: rights are those of the moment."""

    id: int
    role: Role
    centre_id: int | None
    academie: str | None
    all_programmes: bool
    has_exceptions: bool
    is_authenticated: bool = True


def holder(row: Any) -> Holder:
    """Return the account of a row that holds the columns."""
    return Holder(row.id, Role(row.role), row.centre_id, row.academie, row.all_programmes, row.has_exceptions)
