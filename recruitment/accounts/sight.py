"""What a person sees: the SQL conditions that leave it (R8.3). Outside it nothing exists."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from recruitment.accounts.models import AccountProgramme
from recruitment.accounts.queries import table
from recruitment.accounts.rights.models import ProgrammeRight
from recruitment.core.quick_read import QuickRead
from recruitment.rules.vocabulary import Permission, Role


class Person(Protocol):
    """Whose rights are asked for: the person of a request, or the account that a job works for."""

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def id(self) -> int: ...
    @property
    def role(self) -> Role: ...
    @property
    def centre_id(self) -> int | None: ...
    @property
    def academie(self) -> str | None: ...
    @property
    def all_programmes(self) -> bool: ...
    @property
    def has_exceptions(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """All, a centre's programmes (or those of them granted to an account), or an académie's.

    `excepted` is the account whose exceptions give or take away the sight of some.
    """

    everything: bool = False
    centre_id: int | None = None
    limited_to: int | None = None
    academie: str | None = None
    excepted: int | None = None


def scope_of(user: Person) -> Scope:
    """Return what a person sees."""
    if not user.is_authenticated:
        return Scope()
    if user.role is Role.REGIONAL:
        return Scope(academie=user.academie)
    if user.role is Role.ADMINISTRATOR:
        return Scope(everything=user.centre_id is None, centre_id=user.centre_id)
    return Scope(
        centre_id=user.centre_id,
        limited_to=None if user.all_programmes else user.id,
        excepted=user.id if user.has_exceptions else None,
    )


def _within(
    scope: Scope, centre_id: ColumnElement[int], programme_id: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return the condition on a row by its centre and its programme."""
    if scope.everything:
        return true()
    if scope.academie is not None:
        return centre_id.in_(_centres_of(scope.academie))
    if scope.centre_id is None:
        return false()
    own = centre_id == scope.centre_id
    usual = true() if scope.limited_to is None else programme_id.in_(_granted_to(scope.limited_to))
    if scope.excepted is None:
        return and_(own, usual)
    given, taken = (excepted(scope.excepted, Permission.SEE, granted=granted) for granted in (True, False))
    return and_(own, or_(programme_id.in_(given), and_(usual, programme_id.not_in(taken))))


@cache
def programme_by_code() -> QuickRead:
    """Return the statement of `access.programme_or_404`, prepared: each page and each poll asks it."""
    programme, campaign, centre = table("programme"), table("campaign"), table("training_centre")
    granted = exists().where(
        AccountProgramme.account_id == bindparam("account_id"),
        AccountProgramme.programme_id == programme.c.id,
    )
    usual = or_(bindparam("unlimited", type_=Boolean), granted)
    given, taken = (sight_excepted(bindparam("account_id"), programme.c.id, granted=g) for g in (True, False))
    seen = or_(
        bindparam("everything", type_=Boolean),
        centre.c.academie == bindparam("academie"),
        and_(
            programme.c.centre_id == bindparam("centre_id"),
            or_(and_(usual, or_(bindparam("plain", type_=Boolean), ~taken)), given),
        ),
    )
    year = bindparam("year", type_=Integer)
    return QuickRead(
        select(programme, campaign.c.year)
        .join(campaign, campaign.c.id == programme.c.campaign_id)
        .join(centre, centre.c.id == programme.c.centre_id)
        .where(
            programme.c.campaign_id.in_(select(campaign.c.id))
        )  # leads SQLite to the index, by campaign and code
        .where(programme.c.code == bindparam("code"), seen)
        .where(or_(year == 0, campaign.c.year == year))
        .order_by(*nearest(campaign.c.year))
        .limit(1)
    )


def _centres_of(academie: str | None) -> Select[int]:
    centre = table("training_centre").c
    return select(centre.id).where(centre.academie == academie)


def _granted_to(account_id: int) -> Select[int]:
    return select(AccountProgramme.programme_id).where(AccountProgramme.account_id == account_id)


def excepted(account_id: int, act: Permission, *, granted: bool) -> Select[int]:
    """Return the programmes on which an act was granted to an account, or taken away from it."""
    return select(ProgrammeRight.programme_id).where(
        ProgrammeRight.account_id == account_id,
        ProgrammeRight.act == str(act),
        ProgrammeRight.granted.is_(granted),
    )


def sight_excepted(
    account_id: ColumnElement[Any], programme_id: ColumnElement[int], *, granted: bool
) -> ColumnElement[bool]:
    """Return whether the sight of a programme was granted to an account, or taken away from it."""
    return exists().where(
        ProgrammeRight.account_id == account_id,
        ProgrammeRight.programme_id == programme_id,
        ProgrammeRight.act == literal_column("'see'"),
        ProgrammeRight.granted.is_(granted),
    )


def nearest(year: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    """Order campaigns: the current one, then the past ones from the nearest, then those to come."""
    current = bindparam("current", type_=Integer)
    return year > current, func.abs(year - current)


def visible_programmes(user: Person) -> ColumnElement[bool]:
    """Return the SQL condition on `programme` that leaves what a person sees."""
    programme = table("programme").c
    return _within(scope_of(user), programme.centre_id, programme.id)


def visible_applications(user: Person) -> ColumnElement[bool]:
    """Return the SQL condition on `application` that leaves what a person sees."""
    application = table("application").c
    return _within(scope_of(user), application.centre_id, application.programme_id)


def visible_centres(user: Person) -> ColumnElement[bool]:
    """Return the SQL condition on `training_centre` that leaves what a person sees."""
    scope, centre = scope_of(user), table("training_centre").c
    if scope.everything:
        return true()
    return centre.academie == scope.academie if scope.academie is not None else centre.id == scope.centre_id
