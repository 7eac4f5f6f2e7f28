"""Many rows into one table, at a few microseconds each.

What an ORM adds per row is many times what the database asks: here the driver gets the values as they are
stored.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

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
    arrays = ", ".join(f"%s::{table.c[name].type.compile(_POSTGRESQL)}[]" for name in columns)
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}){end}"  # noqa: S608 - the same
