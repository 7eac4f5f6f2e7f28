"""The seats of a scope at some instants, from the changes that the journal tells.

Before the first change that is known, a programme had the capacity which that change replaced.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from recruitment.journal.models import JournalEntry
from recruitment.pictures.scopes import Scope
from recruitment.programmes.models import Programme

CHANGED = "programme_changed"


def capacities(session: Session, scope: Scope, instants: Sequence[datetime]) -> tuple[list[int], bool]:
    """Return the capacity at each instant, and whether a change of it is known: else it is today's throughout."""
    now: dict[int | None, int] = {
        row.id: row.capacity or 0
        for row in session.execute(select(Programme.id, Programme.capacity).where(scope.condition))
    }
    changes = _changes(session, scope)
    found = []
    for instant in instants:
        replaced = {programme_id: before for programme_id, at, before in changes if at > instant}
        found.append(sum((now | replaced).values()))
    return found, bool(changes)


def _changes(session: Session, scope: Scope) -> list[tuple[int | None, datetime, int]]:
    """Return what each change replaced, the latest change first."""
    statement = (
        select(JournalEntry.programme_id, JournalEntry.at, JournalEntry.details)
        .where(
            JournalEntry.event == literal_column(f"'{CHANGED}'"),  # as the index over these lines says it
            JournalEntry.details.contains('"capacity"'),
            scope.within(JournalEntry.programme_id),
        )
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
    )
    found = []
    for programme_id, at, details in session.execute(statement):
        change = json.loads(details).get("changed")
        if isinstance(change, dict) and "capacity" in change:
            found.append((programme_id, at, _seats(change["capacity"][0])))
    return found


def _seats(value: Any) -> int:
    """Return a capacity as the journal writes it: a number, the text of a file's cell, or nothing."""
    return int(value) if value not in (None, "") else 0
