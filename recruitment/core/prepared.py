"""Statements compiled once, and handed to the driver as text.

What is run at every request, or while others wait for a lock, costs more in SQLAlchemy's execution than in the
database. The statement is still written with its tables and types; only the way to the driver is shorter.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Statement: TypeAlias = Select[*tuple[Any, ...]] | Insert | Update | Delete
Convert: TypeAlias = Callable[[Any], Any]


class Prepared:
    """The text of a statement for one engine, with what its values go through on the way in and out."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        self.order = compiled.positiontup
        self.defaults = dict(compiled.params)
        binds = compiled.binds.items()
        found = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds}
        self.inward = [(name, convert) for name, convert in found.items() if convert]
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self.names = [str(column.key) for column in columns]
        types = [column.type.dialect_impl(dialect) for column in columns]
        outward: list[Convert | None] = [type_.result_processor(dialect, None) for type_ in types]
        self.outward = [(rank, convert) for rank, convert in enumerate(outward) if convert]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Return the values as this engine's driver takes them."""
        given = {**self.defaults, **values}
        for name, convert in self.inward:
            given[name] = convert(given[name])
        return given if self.order is None else [given[name] for name in self.order]

    def converted(self, found: Sequence[Any]) -> list[Any]:
        """Return a row with aware instants, booleans, JSON."""
        row = list(found)
        for rank, convert in self.outward:
            row[rank] = convert(row[rank])
        return row


class Quick:
    """A statement for the transaction that is open: `first` gives its first row by names, `run` gives nothing."""

    def __init__(self, statements: Statement | Mapping[str, Statement]) -> None:
        self._statements = statements
        self._prepared: dict[str, tuple[Prepared, Any]] = {}

    def first(self, session: Session, **values: Any) -> Any:
        """Return the first row, or None."""
        prepared, row, cursor = self._execute(session, values)
        found = cursor.fetchall()
        return row._make(prepared.converted(found[0])) if found else None

    def run(self, session: Session, **values: Any) -> None:
        """Write."""
        self._execute(session, values)

    def _execute(self, session: Session, values: Mapping[str, Any]) -> tuple[Prepared, Any, Any]:
        connection = session.connection()
        dialect = connection.dialect
        prepared, row = self._prepared.get(dialect.name) or self._prepare(dialect)
        cursor: Any = connection.connection.cursor()
        errors: Any = dialect.loaded_dbapi.Error
        try:
            cursor.execute(prepared.text, prepared.parameters(values))
        except errors as error:
            raise DBAPIError.instance(
                prepared.text, None, error, errors, hide_parameters=True, dialect=dialect
            ) from error
        return prepared, row, cursor

    def _prepare(self, dialect: Dialect) -> tuple[Prepared, Any]:
        chosen = self._statements
        statement = chosen[dialect.name] if isinstance(chosen, Mapping) else chosen
        prepared = Prepared(statement, dialect)
        row: Any = namedtuple("Row", prepared.names)  # type: ignore[misc]
        self._prepared[dialect.name] = (prepared, row)
        return prepared, row
