"""Drafted refusals, as points of what is to do: those that one may confirm, those that wait for a colleague."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from recruitment.board.overview import NAMED
from recruitment.board.tasks import Link, Task


def draft_tasks(rows: Sequence[Any], reader_id: int, today: date) -> list[Task]:
    """Return the points for the drafts that can still be confirmed, the soonest deadline first."""
    others = [row for row in rows if row.drafted_by_id != reader_id]
    own = [row for row in rows if row.drafted_by_id == reader_id]
    return [*_point(others, "à confirmer", today), *_point(own, "en attente d’un collègue", today)]


def _point(rows: Sequence[Any], waits: str, today: date) -> Iterable[Task]:
    if not rows:
        return
    n, soonest = len(rows), rows[0].review_deadline
    names = ", ".join(f"{row.first_name} {row.last_name}" for row in rows[:NAMED])
    more = f" et {n - NAMED} autre{'s' if n - NAMED > 1 else ''}" if n > NAMED else ""
    links = [
        Link(
            f"Relire {row.first_name} {row.last_name}",
            f"/candidatures/{row.application_id}/refus/confirmation",
        )
        for row in rows[:NAMED]
    ]
    yield Task(
        f"{n} refus préparé{'s' if n > 1 else ''} {waits}",
        f"{names}{more}. Sans confirmation, ces vœux suivent leur échéance.",
        "user-check",
        slug="a-examiner",
        days=(soonest - today).days if soonest else None,
        links=links,
    )
