"""The accounts that an administrator keeps: a centre's own, or the administrators and the DRAIO of all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from recruitment.accounts import passwords
from recruitment.accounts.models import Account, AccountProgramme, Factor
from recruitment.accounts.people.unused import LAST_SEEN, is_unused
from recruitment.accounts.queries import table
from recruitment.accounts.sight import Person
from recruitment.labels import ROLES
from recruitment.rules.vocabulary import Role

CODES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One account, as the list shows it."""

    id: int
    display_name: str
    email: str
    role: Role
    role_name: str
    place: str
    programmes: tuple[str, ...]
    all_programmes: bool
    mobile: str | None
    last_seen: datetime | None
    created_at: datetime
    closed_at: datetime | None
    invited_at: datetime | None
    has_password: bool
    has_factor: bool
    unused: bool
    is_self: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A programme, a centre: its value in a form and its name."""

    value: str
    name: str


def keeps(person: Person) -> ColumnElement[bool]:
    """Return the condition on `account` that leaves those a person keeps (R8.3)."""
    if person.role is not Role.ADMINISTRATOR:
        return false()
    if person.centre_id is not None:
        return Account.centre_id == person.centre_id
    return or_(Account.role == str(Role.ADMINISTRATOR), Account.role == str(Role.REGIONAL))


def accounts(session: Session, person: Person, now: datetime, only: int | None = None) -> list[Line]:
    """Return the accounts that a person keeps: those to close first, then by place and name."""
    centre = table("training_centre").c
    statement = (
        select(
            *Account.__table__.c,
            LAST_SEEN.label("last_seen"),
            exists().where(Factor.account_id == Account.id).label("has_factor"),
            centre.name.label("centre_name"),
        )
        .outerjoin(table("training_centre"), centre.id == Account.centre_id)
        .where(keeps(person), *([Account.id == only] if only is not None else []))
    )
    rows = session.execute(statement).all()
    codes = _codes(session, [row.id for row in rows if not row.all_programmes])
    lines = [_line(row, codes.get(row.id, ()), person, now) for row in rows]
    return sorted(
        lines, key=lambda line: (not line.unused, line.place, line.display_name.casefold(), line.id)
    )


def programmes_of(session: Session, centre_id: int, year: int) -> list[Choice]:
    """Return the programmes of a centre's current campaign, for the form of an invitation."""
    programme, campaign = table("programme").c, table("campaign").c
    latest = (
        select(func.max(campaign.year))
        .select_from(table("campaign"))
        .join(table("programme"), programme.campaign_id == campaign.id)
        .where(programme.centre_id == centre_id, campaign.year <= year)
        .scalar_subquery()
    )
    rows = session.execute(
        select(programme.code, programme.title)
        .join(table("campaign"), campaign.id == programme.campaign_id)
        .where(and_(programme.centre_id == centre_id, campaign.year == latest))
        .order_by(programme.title, programme.code)
    )
    return [Choice(row.code, f"{row.title} ({row.code})") for row in rows]


def campaign_year(session: Session, centre_id: int, year: int) -> int:
    """Return the year of the campaign whose programmes `programmes_of` gives."""
    programme, campaign = table("programme").c, table("campaign").c
    found: int | None = session.scalar(
        select(func.max(campaign.year))
        .select_from(table("campaign"))
        .join(table("programme"), programme.campaign_id == campaign.id)
        .where(programme.centre_id == centre_id, campaign.year <= year)
    )
    return found or year


def centres(session: Session) -> list[Choice]:
    """Return every centre, for the administrator of the installation."""
    centre = table("training_centre").c
    rows = session.execute(select(centre.uai, centre.name).order_by(centre.name, centre.uai))
    return [Choice(row.uai, f"{row.name} ({row.uai})") for row in rows]


def uai_of(session: Session, centre_id: int) -> str:
    """Return the UAI code of a centre."""
    centre = table("training_centre").c
    return str(session.scalar(select(centre.uai).where(centre.id == centre_id)))


def _codes(session: Session, account_ids: list[int]) -> dict[int, tuple[str, ...]]:
    programme = table("programme").c
    rows = session.execute(
        select(AccountProgramme.account_id, programme.code)
        .join(table("programme"), programme.id == AccountProgramme.programme_id)
        .where(AccountProgramme.account_id.in_(account_ids))
        .order_by(programme.code)
    )
    found: dict[int, tuple[str, ...]] = {}
    for account_id, code in rows:
        found[account_id] = (*found.get(account_id, ()), code)
    return found


def _line(row: Any, codes: tuple[str, ...], person: Person, now: datetime) -> Line:
    role = Role(row.role)
    return Line(
        id=row.id,
        display_name=row.display_name,
        email=row.email,
        role=role,
        role_name=ROLES[role],
        place=row.centre_name or row.academie or "",
        programmes=codes,
        all_programmes=row.all_programmes or role in {Role.ADMINISTRATOR, Role.REGIONAL},
        mobile=row.mobile,
        last_seen=row.last_seen,
        created_at=row.created_at,
        closed_at=row.closed_at,
        invited_at=row.invited_at,
        has_password=row.password_hash != passwords.NO_PASSWORD,
        has_factor=row.has_factor,
        unused=row.closed_at is None and row.id != person.id and is_unused(row, now),
        is_self=row.id == person.id,
    )
