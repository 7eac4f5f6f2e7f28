"""One SELECT, prepared once, read on a connection that each thread keeps for this alone.

Who is signed in and whether anything is new are asked at every request, and every five seconds by every open
page: the session would cost more there than all the rest. It sees what is committed, and it can only read.
"""

import os
import threading
from collections import namedtuple
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import OperationalError

from recruitment.core.database import db

READ_ONLY = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET default_transaction_read_only = on"}
Convert = Callable[[Any], Any]


class QuickRead:
    """A prepared SELECT; `first(name=value…)` gives its first row by column names, or None."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        names = [str(column.key) for column in statement.selected_columns]
        self._statement = statement
        self._row: Any = namedtuple("Row", names)  # type: ignore[misc]
        self._prepared: dict[str, _Prepared] = {}

    def first(self, **values: Any) -> Any:
        """Return the first row, or None."""
        engine = db.engine
        prepared = self._prepared.get(engine.dialect.name)
        if prepared is None:
            prepared = self._prepared[engine.dialect.name] = _Prepared(self._statement, engine.dialect)
        found = _fetch(engine, prepared.text, prepared.parameters(values))
        return None if found is None else self._row._make(prepared.converted(found))


class _Prepared:
    """The text of a statement for one engine, with what its values go through on the way out."""

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self.order = compiled.positiontup
        self.defaults = dict(compiled.params)
        types = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
        processors = [type_.result_processor(dialect, None) for type_ in types]
        self.conversions = [(rank, convert) for rank, convert in enumerate(processors) if convert]

    def parameters(self, values: dict[str, Any]) -> Any:
        """Return the values as this engine's driver takes them."""
        given = {**self.defaults, **values}
        return given if self.order is None else [given[name] for name in self.order]

    def converted(self, found: Any) -> list[Any]:
        """Return the row with aware instants and booleans."""
        row = list(found)
        for rank, convert in self.conversions:
            row[rank] = convert(row[rank])
        return row


class _Kept:
    """A connection that is closed when nobody keeps it any more."""

    def __init__(self, engine: Engine) -> None:
        self.process = os.getpid()
        pooled: Any = engine.raw_connection()
        pooled.detach()
        self.connection: Any = pooled.dbapi_connection
        if engine.dialect.name == "postgresql":
            self.connection.rollback()
            self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        self.cursor.execute(READ_ONLY[engine.dialect.name])

    def __del__(self) -> None:
        ours = getattr(self, "process", None) == os.getpid()  # a forked child must not hang up for its parent
        if ours and hasattr(self, "connection"):
            self.connection.close()


class _Keeper:
    """The connections of one engine, one per thread; they end with the thread or the engine's pool."""

    def __init__(self, engine: Engine) -> None:
        self._local = threading.local()
        event.listen(engine, "engine_disposed", self._forget_all)

    def first(self, engine: Engine, text: str, parameters: Any) -> Any:
        """Return the first row. All are fetched: an unfinished SELECT would hold SQLite's snapshot."""
        kept: _Kept | None = getattr(self._local, "kept", None)
        if kept is None:
            kept = self._local.kept = _Kept(engine)
        rows = kept.cursor.execute(text, parameters).fetchall()
        return rows[0] if rows else None

    def forget(self) -> None:
        """Leave this thread's connection: the next question opens another."""
        self._local.__dict__.pop("kept", None)

    def _forget_all(self, _engine: Engine) -> None:
        self._local = threading.local()


_keepers: WeakKeyDictionary[Engine, _Keeper] = WeakKeyDictionary()


def _fetch(engine: Engine, text: str, parameters: Any) -> Any:
    """Return the first row; a connection that the server has dropped is replaced once."""
    keeper = _keepers.get(engine)
    if keeper is None:
        keeper = _keepers[engine] = _Keeper(engine)
    try:
        return keeper.first(engine, text, parameters)
    except engine.dialect.loaded_dbapi.Error:
        keeper.forget()
    try:
        return keeper.first(engine, text, parameters)
    except engine.dialect.loaded_dbapi.Error as error:
        keeper.forget()
        raise OperationalError(text, None, error, hide_parameters=True) from error
