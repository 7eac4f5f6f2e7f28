"""Many rows of one table, at a few microseconds each.

What an ORM adds per row is many times what the database asks: here the driver gets the values as they are
stored.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, Table, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

SEPARATOR, NULL = "\x1f", "\x1e"  # between the values of a column, and in the place of one that is missing
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
    if sqlite:
        connection.exec_driver_sql(_sqlite_insert(table, columns, ignore_conflicts), list(rows))
        return
    arrays, values = _arrays(table, columns, rows)
    end = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT * FROM unnest({arrays}){end}",  # noqa: S608 - our names
        values,
    )


def update_rows(
    session: Session,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    *,
    keys: tuple[str, ...] = ("id",),
    increment: str | None = None,
) -> None:
    """Update rows found by their keys, whose values follow those of the columns; `increment` adds 1 to a
    column."""
    if not rows:
        return
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    more = f", {increment} = {table.name}.{increment} + 1" if increment else ""
    if sqlite:
        connection.exec_driver_sql(_sqlite_update(table, columns, keys, more), list(rows))
        return
    names = (*columns, *keys)
    arrays, values = _arrays(table, names, rows)
    sets = ", ".join(f"{name} = new.{name}" for name in columns)
    found = " AND ".join(f"{table.name}.{name} = new.{name}" for name in keys)
    connection.exec_driver_sql(
        f"UPDATE {table.name} SET {sets}{more} FROM unnest({arrays}) AS new({', '.join(names)}) WHERE {found}",  # noqa: S608
        values,
    )


def among(column: ColumnElement[int], *, sqlite: bool) -> ColumnElement[bool]:
    """Return `column` being one of the parameter `ids` (see `ids_value`): one statement for any number."""
    if sqlite:
        return column.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))
    return column == any_(bindparam("ids", type_=ARRAY(Integer)))


def ids_value(ids: Iterable[int], *, sqlite: bool) -> str | list[int]:
    """Return ids as the parameter of `among`."""
    return str(list(ids)) if sqlite else list(ids)


def reserve_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Return ids that no other row of the table has or will get, in order."""
    if count == 0:
        return []
    if session.get_bind().dialect.name == "sqlite":  # the transaction holds the only write lock
        last = session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        return range(last + 1, last + 1 + count)
    sequence = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
    return session.scalars(select(sequence).select_from(func.generate_series(1, count))).all()


def _sqlite_insert(table: Table, columns: tuple[str, ...], ignore_conflicts: bool) -> str:  # noqa: FBT001
    end = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks}){end}"  # noqa: S608 - the same


def _sqlite_update(table: Table, columns: tuple[str, ...], keys: tuple[str, ...], more: str) -> str:
    sets = ", ".join(f"{name} = ?" for name in columns)
    found = " AND ".join(f"{name} = ?" for name in keys)
    return f"UPDATE {table.name} SET {sets}{more} WHERE {found}"  # noqa: S608 - the same


def _arrays(
    table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> tuple[str, tuple[Any, ...]]:
    """Return one array per column, as SQL and as what the driver sends.

    A column of many rows goes as one text that the server takes apart: the driver's own arrays cost it ten
    times more.
    """
    types = [_element(table.c[name].type) for name in columns]
    if len(rows) == 1:
        return ", ".join(f"ARRAY[%s::{type_}]" for type_ in types), tuple(rows[0])
    array = f"string_to_array(%s, chr({ord(SEPARATOR)}), chr({ord(NULL)}))"
    texts = tuple(_joined(values) for values in zip(*rows, strict=True))
    return ", ".join(f"{array}::{type_}[]" for type_ in types), texts


def _joined(values: tuple[Any, ...]) -> str:
    texts = [NULL if value is None else value if type(value) is str else str(value) for value in values]
    text = SEPARATOR.join(texts)
    if text.count(SEPARATOR) != len(values) - 1:
        raise ValueError("a value holds a control character")
    return text


def _element(type_: TypeEngine[Any]) -> str:
    """Return the type of an array's elements; a length or a collation is the column's own affair."""
    return "text" if isinstance(type_, String) else type_.compile(_POSTGRESQL)
