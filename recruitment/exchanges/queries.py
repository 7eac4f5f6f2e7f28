"""What the pages read of exchanges and of connectors."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, true
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.exchanges.models import Connector, Exchange, ExchangeLine
from recruitment.programmes.models import Programme, TrainingCentre

Rows = Sequence[Row[*tuple[Any, ...]]]
READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exchanges are asked for; what is empty does not count. `until` is excluded."""

    source: str = ""
    states: tuple[str, ...] = ()
    direction: str = ""
    school_year: int = 0
    since: datetime | None = None
    until: datetime | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """Return the same in SQL."""
        asked = [
            Exchange.source == self.source if self.source else None,
            Exchange.state.in_(self.states) if self.states else None,
            Exchange.direction == self.direction if self.direction else None,
            Exchange.school_year == self.school_year if self.school_year else None,
            Exchange.created_at >= self.since if self.since else None,
            Exchange.created_at < self.until if self.until else None,
        ]
        return and_(true(), *(one for one in asked if one is not None))


@dataclass(frozen=True, slots=True)
class Person:
    """One line of an exchange."""

    line: int
    action: str
    number: str
    name: str
    guardians: str
    message: str


def count(session: Session, condition: ColumnElement[bool]) -> int:
    """Return how many exchanges there are."""
    return session.scalar(select(func.count()).select_from(Exchange).where(condition)) or 0


def listed(session: Session, condition: ColumnElement[bool], limit: int, offset: int) -> Rows:
    """Return one page of exchanges, the latest first."""
    return session.execute(
        _joined().where(condition).order_by(Exchange.id.desc()).limit(limit).offset(offset)
    ).all()


def one(session: Session, exchange_id: int, condition: ColumnElement[bool]) -> Any:
    """Return one exchange, or None."""
    return session.execute(_joined().where(Exchange.id == exchange_id, condition)).first()


def years(session: Session, condition: ColumnElement[bool]) -> list[int]:
    """Return the school years that there are exchanges of, the latest first."""
    found = session.scalars(select(Exchange.school_year).where(condition).distinct())
    return sorted(found, reverse=True)


def tally(session: Session, exchange_id: int) -> dict[str, int]:
    """Return how many persons of an exchange there are, by what it did to them."""
    rows = session.execute(
        select(ExchangeLine.action, func.count().label("number"))
        .where(ExchangeLine.exchange_id == exchange_id)
        .group_by(ExchangeLine.action)
    )
    return {row.action: row.number for row in rows}


def people(session: Session, exchange_id: int, action: str, limit: int, offset: int) -> list[Person]:
    """Return one page of the persons of an exchange, in the order of the file."""
    statement = _lines(exchange_id, action).limit(limit).offset(offset)
    return [_person(row) for row in session.execute(statement)]


def everybody(session: Session, exchange_id: int) -> Iterator[Person]:
    """Give every person of an exchange, whatever their number."""
    rows = session.execute(_lines(exchange_id, ""), execution_options={"yield_per": READ_AT_ONCE})
    return (_person(row) for row in rows)


def connectors(session: Session, centre_id: int) -> dict[str, Connector]:
    """Return the connectors that a centre has set, by kind."""
    rows = session.scalars(select(Connector).where(Connector.centre_id == centre_id))
    return {row.kind: row for row in rows}


def uai(session: Session, centre_id: int) -> str:
    """Return the code of a centre."""
    return session.scalars(select(TrainingCentre.uai).where(TrainingCentre.id == centre_id)).one()


def account_name(session: Session, account_id: int | None) -> str:
    """Return who an account is, nobody when there is none."""
    return session.scalar(select(Account.display_name).where(Account.id == account_id)) or ""


def _joined() -> Select[Any]:
    return (
        select(
            *Exchange.__table__.c,
            Account.display_name.label("author"),
            Programme.code,
            Programme.title,
        )
        .outerjoin(Account, Account.id == Exchange.account_id)
        .outerjoin(Programme, Programme.id == Exchange.programme_id)
    )


def _lines(exchange_id: int, action: str) -> Select[Any]:
    columns: tuple[Any, ...] = (
        ExchangeLine.line,
        ExchangeLine.action,
        ExchangeLine.candidate_number,
        ExchangeLine.payload,
        ExchangeLine.message,
    )
    statement = select(*columns).where(ExchangeLine.exchange_id == exchange_id).order_by(ExchangeLine.line)
    return statement.where(ExchangeLine.action == action) if action else statement


def _person(row: Any) -> Person:
    """Read a line. What its payload holds beside the name is the room's that wrote it."""
    try:
        told = json.loads(row.payload)
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    name = told.get("name") or f"{told.get('last_name') or ''} {told.get('first_name') or ''}"
    guardians = told.get("guardians") or ""
    if isinstance(guardians, list):
        guardians = ", ".join(str(one) for one in guardians)
    return Person(
        row.line, row.action, row.candidate_number or "", str(name).strip(), str(guardians), row.message or ""
    )
