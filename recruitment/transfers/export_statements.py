"""What each file holds: a statement whose columns bear the names of the header, one that counts its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate, RefusalReason
from recruitment.board import queries as board
from recruitment.board.listing import Listing
from recruitment.contracts.models import Contract
from recruitment.programmes.models import Programme, TrainingCentre

APPLICATIONS, LIST = "candidatures", "liste"


@dataclass(frozen=True, slots=True)
class Scope:
    """The programmes of a file: those of a campaign that meet every condition on `programme`."""

    campaign_id: int
    year: int
    conditions: tuple[ColumnElement[bool], ...] = ()

    @property
    def condition(self) -> ColumnElement[bool]:
        """Return the whole condition on `programme`."""
        return and_(Programme.campaign_id == self.campaign_id, *self.conditions)

    def within(self, programme_id: Any) -> ColumnElement[bool]:
        """Return the condition on rows that belong to a programme, such that an index answers it."""
        if not self.conditions:
            return true()
        within: ColumnElement[bool] = programme_id.in_(select(Programme.id).where(self.condition))
        return within


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand out."""

    kind: str
    statement: Select[Any]
    counted: Select[int]


def applications(
    scope: Scope, columns: Sequence[ColumnElement[Any]], *, programme_id: int | None = None, state: str = ""
) -> File:
    """Return every application of a scope.

    A whole campaign comes in the order of its wishes, so that its first lines wait for no sorting.
    """
    wanted = [Application.campaign_id == scope.campaign_id, scope.within(Application.programme_id)]
    if programme_id is not None:
        wanted.append(Application.programme_id == programme_id)
    if state:
        wanted.append(Application.state == state)
    statement = (
        _with_the_file(
            select(*columns)
            .select_from(Application)
            .outerjoin(Candidate, Candidate.id == Application.candidate_id)
            .outerjoin(Contract, Contract.id == board.last_contract)
        )
        .where(*wanted)
        .order_by(*_order(whole=not scope.conditions and programme_id is None))
    )
    return File(APPLICATIONS, statement, select(func.count()).select_from(Application).where(*wanted))


def listed(
    programme_id: int,
    listing: Listing,
    today: date,
    columns: Sequence[ColumnElement[Any]],
    ticked: Sequence[int] | None = None,
) -> File:
    """Return what the screen's list shows, all its pages, in its order (R10.2); or its ticked rows."""
    statement = _with_the_file(board.everyone(programme_id, listing, today, *columns))
    if ticked is not None:
        statement = statement.where(Application.id.in_(ticked))
    counted = statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    return File(LIST, statement, counted)


def _with_the_file(statement: Select[Any]) -> Select[Any]:
    """Add what is said of an application: outer joins, so that no engine begins with another table."""
    return (
        statement.outerjoin(Programme, Programme.id == Application.programme_id)
        .outerjoin(TrainingCentre, TrainingCentre.id == Application.centre_id)
        .outerjoin(Account, Account.id == Application.decided_by_id)
        .outerjoin(RefusalReason, RefusalReason.id == Application.refusal_reason_id)
    )


def _order(*, whole: bool) -> list[Any]:
    return [Application.id] if whole else [Programme.code, Candidate.sort_name, Application.id]
