"""What the grid of rights reads: a centre's people and programmes, what roles give and what was changed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, AccountProgramme, ProgrammeRight
from recruitment.accounts.queries import table
from recruitment.rules.permissions import OUT_OF_THE_GRID
from recruitment.rules.vocabulary import Role

Rows: TypeAlias = Sequence[Row[*tuple[Any, ...]]]
#: programme → act → granted or taken away.
Changed: TypeAlias = Mapping[int, Mapping[str, bool]]


def colleagues(session: Session, centre_id: int) -> Rows:
    """Return the open accounts of a centre, by name."""
    return session.execute(
        select(Account.id, Account.display_name, Account.role, Account.all_programmes, Account.has_exceptions)
        .where(Account.centre_id == centre_id, Account.closed_at.is_(None))
        .order_by(Account.display_name, Account.id)
    ).all()


def colleague(session: Session, centre_id: int, account_id: int) -> Any:
    """Return an open account of a centre, or None: those of others do not exist."""
    return next((row for row in colleagues(session, centre_id) if row.id == account_id), None)


def in_the_grid(role: str) -> bool:
    """Tell whether the grid changes the rights of that role."""
    return Role(role) not in OUT_OF_THE_GRID


def administrators(session: Session, centre_id: int | None) -> list[str]:
    """Return the names of those who give rights in a centre."""
    return list(
        session.scalars(
            select(Account.display_name)
            .where(
                Account.centre_id == centre_id,
                Account.role == str(Role.ADMINISTRATOR),
                Account.closed_at.is_(None),
            )
            .order_by(Account.display_name, Account.id)
        )
    )


def years(session: Session, centre_id: int) -> list[int]:
    """Return the campaigns in which a centre has programmes, the latest first."""
    programme, campaign = table("programme").c, table("campaign").c
    statement = select(campaign.year).join(table("programme"), programme.campaign_id == campaign.id)
    statement = statement.where(programme.centre_id == centre_id).distinct()
    return list(session.scalars(statement.order_by(campaign.year.desc())))


def programmes(session: Session, centre_id: int, year: int, limit: int, offset: int = 0) -> Rows:
    """Return the programmes of a centre in a campaign, by code."""
    programme = table("programme").c
    return session.execute(
        select(programme.id, programme.code, programme.title)
        .join(table("campaign"), table("campaign").c.id == programme.campaign_id)
        .where(_of(centre_id, year))
        .order_by(programme.code)
        .limit(limit)
        .offset(offset)
    ).all()


def count_programmes(session: Session, centre_id: int, year: int) -> int:
    """Return how many programmes a centre has in a campaign."""
    statement = select(func.count()).select_from(table("programme"))
    statement = statement.join(table("campaign"), table("campaign").c.id == table("programme").c.campaign_id)
    return session.scalar(statement.where(_of(centre_id, year))) or 0


def own_programmes(session: Session, centre_id: int, ids: Collection[int]) -> set[int]:
    """Return those of the ids that are a centre's programmes."""
    programme = table("programme").c
    return set(
        session.scalars(select(programme.id).where(programme.centre_id == centre_id, programme.id.in_(ids)))
    )


def usually_seen(session: Session, account_ids: Collection[int]) -> dict[int, set[int]]:
    """Return, of the accounts that are limited to some programmes, which."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        select(AccountProgramme.account_id, AccountProgramme.programme_id).where(
            AccountProgramme.account_id.in_(account_ids)
        )
    )
    for account_id, programme_id in rows:
        found[account_id].add(programme_id)
    return found


def changed(
    session: Session, account_ids: Collection[int], programme_ids: Collection[int]
) -> dict[int, dict[int, dict[str, bool]]]:
    """Return what was changed for those accounts on those programmes: account → programme → act."""
    found: dict[int, dict[int, dict[str, bool]]] = defaultdict(lambda: defaultdict(dict))
    rows = session.execute(
        select(*ProgrammeRight.__table__.c).where(
            ProgrammeRight.account_id.in_(account_ids), ProgrammeRight.programme_id.in_(programme_ids)
        )
    )
    for row in rows:
        found[row.account_id][row.programme_id][row.act] = row.granted
    return found


def _of(centre_id: int, year: int) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = table("programme").c.centre_id == centre_id
    return condition & (table("campaign").c.year == year)
