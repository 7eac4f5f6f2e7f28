"""R7.5: what Apogée cannot undo by itself is asked of those who enrol."""

from collections.abc import Iterator

from sqlalchemy import and_

from recruitment.accounts.access import may_somewhere, programmes_where
from recruitment.apogee import alerts
from recruitment.board.points import Asked
from recruitment.board.tasks import Link, Task
from recruitment.core.database import db
from recruitment.rules.vocabulary import Permission


def points(asked: Asked) -> Iterator[Task]:
    """Yield a point for the valid enrolments of those who are unfavourable now."""
    if not may_somewhere(asked.user, Permission.ENROL):
        return
    where = and_(asked.mine, programmes_where(asked.user, Permission.ENROL))
    if n := alerts.count(db.session(), where, asked.now):
        title = f"{n} inscription{'s' if n > 1 else ''} à annuler à la main dans Apogée"
        text = "Le vœu est devenu défavorable (D) après l’inscription : Apogée ne l’annule pas de lui-même."
        yield Task(title, text, "alert-triangle", tone="bloque", links=[Link("Voir", "/echanges/apogee")])
