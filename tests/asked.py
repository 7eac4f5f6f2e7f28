"""What the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event

from recruitment.core.database import db, writing


class Asked(NamedTuple):
    """One statement, and its values."""

    text: str
    values: Any


@contextmanager
def statements() -> Iterator[list[Asked]]:
    """Give the list to which each statement of the application's engine is added; it lasts longer than that."""
    asked: list[Asked] = []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
        asked.append(Asked(text, values))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def transactions() -> Iterator[list[bool]]:
    """Give a list that grows when a transaction that may write begins: quicker than looking at every row."""
    begun: list[bool] = []

    def note(_connection: object) -> None:
        if writing.get():
            begun.append(True)

    engine = db.engine
    event.listen(engine, "begin", note)
    try:
        yield begun
    finally:
        event.remove(engine, "begin", note)
