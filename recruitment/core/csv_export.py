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

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Select,
    case,
    cast,
    func,
)

from recruitment.core.clock import in_paris
from recruitment.core.csvfile import BYTE_ORDER_MARK, END_OF_LINE, SEPARATOR, csv_line, is_inert, write_rows
from recruitment.core.database import UTCDateTime, db
from recruitment.core.on_server import copied_lines

BATCH = 500
# On SQLite a cell stands behind one of these, an instant behind the second: no text that is typed holds them.
CELL, INSTANT = "\x1e", "\x1f"
_CELL, _INSTANT, _SEPARATOR = CELL.encode(), INSTANT.encode(), SEPARATOR.encode()
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
    with raw.cursor() as cursor, cursor.copy(text, compiled.params):
        for batch in copied_lines(raw, BATCH):
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
    columns = statement.selected_columns
    lines = _MarkedLines(len(columns))
    shown = _shown(statement, _words)
    line = cast(func.printf(_pattern(columns.values()), *shown.selected_columns), LargeBinary)
    cursor: Any = connection.execute(shown.with_only_columns(line, maintain_column_froms=True)).cursor
    done = 0
    while batch := cursor.fetchmany(BATCH):
        try:
            chunk = lines.csv([row[0] for row in batch])
        except _AmbiguousError:
            rows = islice(plain_rows(connection, statement), done, None)
            yield from islice(write_rows(rows, columns.keys()), 1, None)
            return
        yield chunk
        done += len(batch)


def _pattern(columns: Sequence[ColumnElement[Any]]) -> str:
    """Return what printf() follows: a mark, then the value; the first cell, which is no instant, has none."""
    return "".join(
        f"{INSTANT if isinstance(column.type, UTCDateTime) else CELL}%s" for column in columns
    ).removeprefix(CELL)


class _AmbiguousError(Exception):
    """A text holds one of the marks."""


class _MarkedLines:
    """Turns lines of marked cells into CSV; in bytes, which are cut and joined three times as fast as texts."""

    def __init__(self, width: int) -> None:
        self._marks = width - 1
        self._hours: dict[bytes, tuple[bytes, bytes]] = {}

    def csv(self, lines: Sequence[bytes]) -> bytes:
        """Return these rows as CSV."""
        data = b"\n".join((*lines, b""))
        written = self._in_paris(data).replace(_CELL, _SEPARATOR)
        ends, separators = written.count(b"\n"), written.count(_SEPARATOR)
        if ends == len(lines) and separators == ends * self._marks and is_inert(written):
            return written.replace(b"\n", END_OF_LINE.encode())
        if len(lines) > 1:
            middle = len(lines) // 2
            return self.csv(lines[:middle]) + self.csv(lines[middle:])
        if data.count(_CELL) + data.count(_INSTANT) != self._marks:
            raise _AmbiguousError
        return csv_line(self._in_paris(lines[0]).decode().split(CELL)).encode()

    def _in_paris(self, data: bytes) -> bytes:
        """Write every instant as Paris reads it, behind the mark of any cell."""
        first, *others = data.split(_INSTANT)
        hours, pieces = self._hours, [first]
        add = pieces.extend
        for piece in others:
            if piece < b" ":  # none: the mark of the next cell, the end of the line, or nothing
                add((_CELL, piece))
                continue
            hour = piece[:_HOUR]
            start, offset = hours.get(hour) or self._hour(hour)
            add((start, piece[_HOUR:_SECONDS], offset, piece[_STORED:]))
        return b"".join(pieces)

    def _hour(self, hour: bytes) -> tuple[bytes, bytes]:
        """Return what Paris shows at that hour, behind a mark, and its offset."""
        try:
            instant = datetime.fromisoformat(f"{hour.decode()}:00:00+00:00")
        except ValueError as error:
            raise _AmbiguousError from error
        shown = in_paris(instant).isoformat().encode()
        self._hours[hour] = _CELL + shown[:_HOUR], shown[_SECONDS:]
        return self._hours[hour]
