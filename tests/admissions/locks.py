"""What somebody else could lock now, while an act is under way."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from recruitment.core.database import db


def free(column: Any, values: Collection[int]) -> set[int]:
    """Return those of the rows that another connection may lock; on SQLite whoever writes holds them all."""
    if db.engine.dialect.name == "sqlite":
        return set()
    with db.engine.connect() as other:
        asked = select(column).where(column.in_(sorted(values))).with_for_update(skip_locked=True)
        return set(other.scalars(asked))
