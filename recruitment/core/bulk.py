"""Many rows of one table, at a few microseconds each.

What an ORM adds per row is many times what the database asks: here the driver gets the values as they are
stored.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import String, Table, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(
    session: Session,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert rows as the driver takes them: no default, no type of ours is applied.

    Instants are aware datetimes on PostgreSQL and `utc_text` on SQLite; JSON is text on both.
    """
    if not rows:
        return
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    statement = _statement(table, columns, sqlite=sqlite, ignore_conflicts=ignore_conflicts)
    if sqlite:
        connection.exec_driver_sql(statement, list(rows))
    else:
        connection.exec_driver_sql(statement, tuple(list(values) for values in zip(*rows, strict=True)))


@cache
def _statement(table: Table, columns: tuple[str, ...], *, sqlite: bool, ignore_conflicts: bool) -> str:
    names = ", ".join(columns)
    end = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    if sqlite:
        return f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))}){end}"  # noqa: S608 - names of our own columns
    arrays = ", ".join(f"%s::{_element(table.c[name].type)}[]" for name in columns)
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}){end}"  # noqa: S608 - the same


def _element(type_: TypeEngine[Any]) -> str:
    """Return the type of an array's elements; a length or a collation is the column's own affair."""
    return "text" if isinstance(type_, String) else type_.compile(_POSTGRESQL)


def update_rows(
    session: Session,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    *,
    keys: tuple[str, ...] = ("id",),
    increment: str | None = None,
) -> None:
    """Update rows found by their keys, whose values follow those of the columns; `increment` adds 1 to a column."""
    if not rows:
        return
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    statement = _update(table, columns, keys, increment, sqlite=sqlite)
    if sqlite:
        connection.exec_driver_sql(statement, list(rows))
    else:
        connection.exec_driver_sql(statement, tuple(list(values) for values in zip(*rows, strict=True)))


def reserve_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Return ids that no other row of the table has or will get, in order."""
    if count == 0:
        return []
    if session.get_bind().dialect.name == "sqlite":  # the transaction holds the only write lock
        last = session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        return range(last + 1, last + 1 + count)
    sequence = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
    return session.scalars(select(sequence).select_from(func.generate_series(1, count))).all()


@cache
def _update(
    table: Table, columns: tuple[str, ...], keys: tuple[str, ...], increment: str | None, *, sqlite: bool
) -> str:
    more = f", {increment} = {table.name}.{increment} + 1" if increment else ""
    if sqlite:
        values = ", ".join(f"{name} = ?" for name in columns)
        found = " AND ".join(f"{name} = ?" for name in keys)
        return f"UPDATE {table.name} SET {values}{more} WHERE {found}"  # noqa: S608 - names of our own columns
    names = (*columns, *keys)
    arrays = ", ".join(f"%s::{_element(table.c[name].type)}[]" for name in names)
    values = ", ".join(f"{name} = new.{name}" for name in columns)
    found = " AND ".join(f"{table.name}.{name} = new.{name}" for name in keys)
    return (
        f"UPDATE {table.name} SET {values}{more} FROM unnest({arrays}) AS new({', '.join(names)})"  # noqa: S608 - the same
        f" WHERE {found}"
    )
