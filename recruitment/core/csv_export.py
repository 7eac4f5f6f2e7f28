"""The rows of a SELECT as CSV, streamed (R10.2), at little more than the cost of the database's own tool.

The engine joins the cells of each row. Python looks at some hundreds of rows at once, and writes again only
those that hold a quote, a separator, an end of line or what a spreadsheet would compute. Instants are written
as Paris reads them, with its offset; a truth value is oui or non.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Engine, Select, case, func

from recruitment.core.clock import in_paris
from recruitment.core.csvfile import BYTE_ORDER_MARK, END_OF_LINE, SEPARATOR, csv_line, is_inert, write_rows
from recruitment.core.database import UTCDateTime, db

BATCH = 500
# On SQLite a cell stands behind one of these, an instant behind the second: no text that is typed holds them.
CELL, INSTANT = "\x1e", "\x1f"
_HOUR, _SECONDS, _STORED = 13, 19, 27  # where the parts of `2025-05-26T12:32:00.000000Z` end
# The server waits for whoever reads slowly; joined and sorted in memory, a campaign takes half the time.
_POSTGRESQL = (
    "SET LOCAL timezone = 'Europe/Paris'; SET LOCAL statement_timeout = '900s'; SET LOCAL work_mem = '64MB'"
)


def stream(statement: Select[Any]) -> Iterator[bytes]:
    """Return the file: a header of the columns' names, then chunks of some 100 kB.

    It is read with a connection of its own, in one read-only transaction, which is given back at the end or
    when the reader leaves; the request may be over by then.
    """
    return _stream(db.engine, statement)


def _stream(engine: Engine, statement: Select[Any]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK + csv_line(statement.selected_columns.keys()).encode()
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            yield from _from_sqlite(connection, statement)
        else:
            yield from _from_postgresql(connection, statement)


def plain_rows(connection: Connection, statement: Select[Any]) -> Iterator[list[Any]]:
    """Yield the same rows as values for `csvfile.write_rows`, four times slower."""
    for row in connection.execute(statement):
        yield [in_paris(cell) if isinstance(cell, datetime) else cell for cell in row]


def _shown(statement: Select[Any], cell: Callable[[ColumnElement[Any]], ColumnElement[Any]]) -> Select[Any]:
    cells = [cell(column) for column in statement.selected_columns]
    return statement.with_only_columns(*cells, maintain_column_froms=True)


def _words(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, Boolean):
        return case((column.is_(None), None), (column, "oui"), else_="non")
    return column


def _from_postgresql(connection: Connection, statement: Select[Any]) -> Iterator[bytes]:
    """COPY writes the CSV; the ends of lines and the formulas are made up for here."""
    compiled = _shown(statement, _postgresql_cell).compile(
        dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
    )
    connection.exec_driver_sql(_POSTGRESQL)
    raw: Any = connection.connection.driver_connection
    text = f"COPY ({compiled}) TO STDOUT (FORMAT csv, DELIMITER '{SEPARATOR}')"
    with raw.cursor() as cursor, cursor.copy(text, compiled.params) as copy:
        lines = iter(copy)
        while batch := list(islice(lines, BATCH)):
            yield _copied(batch)


def _postgresql_cell(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, UTCDateTime):
        return func.to_char(column, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM')
    return _words(column)


def _copied(lines: Sequence[Any]) -> bytes:
    """Return lines that COPY wrote, as ours."""
    data = b"".join(lines)
    if is_inert(data):
        return data.replace(b"\n", END_OF_LINE.encode())
    if len(lines) > 1:
        middle = len(lines) // 2
        return _copied(lines[:middle]) + _copied(lines[middle:])
    return csv_line(next(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=SEPARATOR))).encode()


def _from_sqlite(connection: Connection, statement: Select[Any]) -> Iterator[bytes]:
    """Let printf() join the cells; once a text holds one of our marks, the rest goes the slow way."""
    lines = _MarkedLines(statement.selected_columns.values())
    shown = _shown(statement, _words)
    line = func.printf(lines.pattern, *shown.selected_columns)
    cursor: Any = connection.execute(shown.with_only_columns(line, maintain_column_froms=True)).cursor
    done = 0
    while batch := cursor.fetchmany(BATCH):
        try:
            chunk = lines.csv([row[0] for row in batch])
        except _AmbiguousError:
            rows = islice(plain_rows(connection, statement), done, None)
            yield from islice(write_rows(rows, statement.selected_columns.keys()), 1, None)
            return
        yield chunk
        done += len(batch)


class _AmbiguousError(Exception):
    """A text holds one of the marks."""


class _MarkedLines:
    """Turns lines of marked cells into CSV. The first cell has no mark."""

    def __init__(self, columns: Sequence[ColumnElement[Any]]) -> None:
        self._instants = [isinstance(column.type, UTCDateTime) for column in columns]
        marks = [INSTANT if instant else CELL for instant in self._instants]
        self._marks = (marks.count(CELL) - 1, marks.count(INSTANT))
        self.pattern = "".join(f"{mark}%s" for mark in marks)[1:]
        self._hours: dict[str, tuple[str, str]] = {}

    def csv(self, lines: Sequence[str]) -> bytes:
        """Return these rows as CSV."""
        text = "\n".join(lines)
        if (text.count(CELL), text.count(INSTANT)) != tuple(len(lines) * marks for marks in self._marks):
            raise _AmbiguousError
        if SEPARATOR not in text and text.count("\n") == len(lines) - 1:
            data = f"{self._in_paris(text).replace(CELL, SEPARATOR)}\n".encode()
            if is_inert(data):
                return data.replace(b"\n", END_OF_LINE.encode())
        if len(lines) > 1:
            middle = len(lines) // 2
            return self.csv(lines[:middle]) + self.csv(lines[middle:])
        return csv_line(self._in_paris(text, CELL).split(CELL)).encode()

    def _in_paris(self, text: str, mark: str = SEPARATOR) -> str:
        """Write every instant of a text as Paris reads it, behind a mark."""
        first, *others = text.split(INSTANT)
        hours, pieces = self._hours, [first]
        for piece in others:
            if piece < " ":  # there is none: the next mark, or the end
                pieces.append(piece)
                continue
            hour = piece[:_HOUR]
            start, offset = hours.get(hour) or self._hour(hour)
            pieces.append(f"{start}{piece[_HOUR:_SECONDS]}{offset}{piece[_STORED:]}")
        return mark.join(pieces)

    def _hour(self, hour: str) -> tuple[str, str]:
        """Return what Paris shows at that hour, and its offset."""
        shown = in_paris(datetime.fromisoformat(f"{hour}:00:00+00:00")).isoformat()
        self._hours[hour] = shown[:_HOUR], shown[_SECONDS:]
        return self._hours[hour]
