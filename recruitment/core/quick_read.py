"""One SELECT, prepared once, read on a connection that each thread keeps for this alone.

Who is signed in and whether anything is new are asked at every request, and every five seconds by every open
page: the session would cost more there than all the rest. It sees what is committed, and it can only read.
"""

import os
import threading
from collections import namedtuple
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Engine, Select, event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError

from recruitment.core.database import db
from recruitment.core.on_server import PreparedOnServer
from recruitment.core.prepared import Prepared

READ_ONLY = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET default_transaction_read_only = on"}


class QuickRead:
    """A prepared SELECT; `first(name=value…)` gives its first row by column names, or None; `rows` gives all."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        names = [str(column.key) for column in statement.selected_columns]
        self._statement = statement
        self._row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self._prepared: dict[str, Prepared] = {}

    def first(self, **values: Any) -> Any:
        """Return the first row, or None."""
        return self.first_of(db.engine, **values)

    def first_of(self, engine: Engine, **values: Any) -> Any:
        """Return the same outside any application."""
        prepared, found = self._read(engine, values)
        return self._row._make(prepared.converted(found[0])) if found else None

    def rows(self, **values: Any) -> list[Any]:
        """Return every row."""
        prepared, found = self._read(db.engine, values)
        return [self._row._make(prepared.converted(row)) for row in found]

    def _read(self, engine: Engine, values: dict[str, Any]) -> tuple[Prepared, list[Any]]:
        prepared = self._prepared.get(engine.dialect.name)
        if prepared is None:
            prepared = self._prepared[engine.dialect.name] = Prepared(self._statement, _numbered(engine))
        return prepared, _fetch(engine, prepared.text, prepared.parameters(values))


def _numbered(engine: Engine) -> Dialect:
    """Return the dialect that names its values $1, $2…, as PostgreSQL itself does: psycopg then rewrites nothing."""
    numbered: Any = type(engine.dialect)
    return numbered(paramstyle="numeric_dollar") if engine.dialect.name == "postgresql" else engine.dialect


class _Kept:
    """A connection that is closed when nobody keeps it any more."""

    def __init__(self, engine: Engine) -> None:
        self.process = os.getpid()
        pooled: Any = engine.raw_connection()
        pooled.detach()
        self.connection: Any = pooled.dbapi_connection
        self._prepared: PreparedOnServer | None = None
        if engine.dialect.name == "postgresql":
            self.connection.rollback()
            self.connection.autocommit = True
            self._prepared = PreparedOnServer(self.connection)
        self.connection.execute(READ_ONLY[engine.dialect.name])

    def rows(self, text: str, values: Any) -> list[Any]:
        """Return the rows. All are fetched: an unfinished SELECT would hold SQLite's snapshot."""
        if self._prepared is not None:
            return self._prepared.rows(text, values)
        found: list[Any] = self.connection.execute(text, values).fetchall()
        return found

    def close(self) -> None:
        """Hang up; a forked child must not do it for its parent."""
        ours = getattr(self, "process", None) == os.getpid()
        if ours and hasattr(self, "connection"):
            self.connection.close()

    __del__ = close


class _Keeper:
    """The connections of one engine, one per thread; they end with the thread or the engine's pool."""

    def __init__(self, engine: Engine) -> None:
        self._local = threading.local()
        self._open: WeakSet[_Kept] = WeakSet()
        event.listen(engine, "engine_disposed", self._close_all)

    def kept(self, engine: Engine) -> _Kept:
        """Return this thread's connection."""
        kept: _Kept | None = getattr(self._local, "kept", None)
        if kept is None:
            kept = self._local.kept = _Kept(engine)
            self._open.add(kept)
        return kept

    def forget(self) -> None:
        """Leave this thread's connection: the next question opens another."""
        self._local.__dict__.pop("kept", None)

    def _close_all(self, _engine: Engine) -> None:
        """Close every thread's connection at once: one that lives on in a traceback would hold the file."""
        for kept in list(self._open):
            kept.close()
        self._local = threading.local()


_keepers: WeakKeyDictionary[Engine, _Keeper] = WeakKeyDictionary()


def _fetch(engine: Engine, text: str, parameters: Any) -> list[Any]:
    """Return the rows; a connection that the server has dropped is replaced once."""
    keeper = _keepers.get(engine)
    if keeper is None:
        keeper = _keepers[engine] = _Keeper(engine)
    kept, errors = keeper.kept(engine), engine.dialect.loaded_dbapi.Error
    try:
        return kept.rows(text, parameters)
    except errors as error:
        keeper.forget()
        if not engine.dialect.is_disconnect(error, kept.connection, None):
            raise _without_values(engine, text, error) from error
    try:
        return keeper.kept(engine).rows(text, parameters)
    except errors as error:
        keeper.forget()
        raise _without_values(engine, text, error) from error


def _without_values(engine: Engine, text: str, error: BaseException) -> BaseException:
    errors: Any = engine.dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, error, errors, hide_parameters=True, dialect=engine.dialect)
