"""What goes through libpq itself, where psycopg's own way in Python costs as much as the work.

One short SELECT, which a cursor would wonder whether to prepare at each run, and wait for in Python; the lines of a
COPY, which it would wait for one by one. Values and rows go through psycopg's own adapters.
"""

import select
from collections.abc import Iterator
from typing import Any

from psycopg import Connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus


class PreparedOnServer:
    """The statements that one connection has prepared, by their text and their values' types."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection.pgconn
        self._adapters = Transformer(connection)
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}

    def rows(self, text: str, values: Any) -> list[Any]:
        """Return the rows of a SELECT whose values are $1, $2… Raises psycopg's errors."""
        adapters = self._adapters
        sent: Any = adapters.dump_sequence(values, [PyFormat.AUTO] * len(values))
        key = (text, adapters.types or ())
        name = self._names.get(key) or self._prepare(key)
        result = self._connection.exec_prepared(name, sent, adapters.formats)
        if result.status != ExecStatus.TUPLES_OK:
            raise error_from_result(result)
        adapters.set_pgresult(result)
        return adapters.load_rows(0, result.ntuples, tuple)

    def _prepare(self, key: tuple[str, tuple[int, ...]]) -> bytes:
        name = b"quick_%d" % len(self._names)
        text, types = key
        result = self._connection.prepare(name, text.encode(), types)
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)
        self._names[key] = name
        return name


def copied_lines(connection: Connection[Any], batch: int) -> Iterator[list[Any]]:
    """Give the lines of the COPY … TO STDOUT that a cursor of this connection has begun, so many at a time.

    Raises psycopg's errors. Whoever leaves before the end leaves it to the cursor's own `copy` to cancel.
    """
    libpq, lines = connection.pgconn, list[Any]()
    arrived = select.poll()
    arrived.register(connection.fileno(), select.POLLIN)
    while (found := libpq.get_copy_data(1))[0] != -1:
        if found[0] == 0:
            arrived.poll()
            libpq.consume_input()
            continue
        lines.append(found[1])
        if len(lines) == batch:
            yield lines
            lines = []
    while (result := libpq.get_result()) is not None:
        if result.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(result)
    if lines:
        yield lines
