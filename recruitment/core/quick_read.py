"""One SELECT, prepared once, read without the session.

Who is signed in and whether anything is new are asked at every request, and every five seconds by every open
page: the session would cost more there than all the rest. It sees what is committed, and only reads.
"""

from collections import namedtuple
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, Select
from sqlalchemy.engine.interfaces import Dialect

from recruitment.core.database import db

Convert = Callable[[Any], Any]


class QuickRead:
    """A prepared SELECT; `first(name=value…)` gives its first row by column names, or None."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._row: Any = namedtuple("Row", [column.key for column in statement.selected_columns])  # type: ignore[misc]
        self._prepared: dict[str, _Prepared] = {}

    def first(self, **values: Any) -> Any:
        """Return the first row, or None."""
        engine = db.engine
        prepared = self._prepared.get(engine.dialect.name)
        if prepared is None:
            prepared = self._prepared[engine.dialect.name] = _Prepared(self._statement, engine.dialect)
        found = _fetch(engine, prepared, values)
        return None if found is None else self._row._make(prepared.converted(found))


class _Prepared:
    """The text of a statement for one engine, with what its values go through on the way out."""

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self.order = compiled.positiontup
        self.defaults = dict(compiled.params)
        processors = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.selected_columns
        ]
        self.conversions = [(rank, convert) for rank, convert in enumerate(processors) if convert is not None]

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


def _fetch(engine: Engine, prepared: _Prepared, values: dict[str, Any]) -> Any:
    connection: Any = engine.raw_connection()
    try:
        return connection.cursor().execute(prepared.text, prepared.parameters(values)).fetchone()
    finally:
        connection.close()
