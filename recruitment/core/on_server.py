"""Statements that PostgreSQL keeps prepared, run by libpq itself.

psycopg's cursor decides at each run whether to prepare, and waits in Python: for one short SELECT that costs as much
as the journey. Values and rows go through psycopg's own adapters.
"""

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
