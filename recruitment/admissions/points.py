"""What the pool asks of those who enrol (R6.6): somebody left the list, and something stands on it."""

from collections.abc import Iterator

from sqlalchemy import and_

from recruitment.accounts.access import may_somewhere
from recruitment.admissions import queries
from recruitment.admissions.access import writable
from recruitment.board.points import Asked
from recruitment.board.tasks import Link, Task
from recruitment.core.database import db
from recruitment.rules.vocabulary import Permission


def points(asked: Asked) -> Iterator[Task]:
    """Yield a point for those who are gone and hold a contract, a decision or a validated enrolment."""
    if not may_somewhere(asked.user, Permission.ENROL):
        return
    where = and_(asked.mine, writable(asked.user))
    if n := queries.counts(db.session(), where, asked.year, ("a-traiter",))["a-traiter"]:
        title = f"{n} admis sorti{'s' if n > 1 else ''} de la liste de la plateforme"
        text = "Un contrat ou une inscription tient encore ici : voyez avec la personne ce qu’il en est."
        link = Link("Voir", "/admis?situation=a-traiter")
        yield Task(title, text, "user-x", tone="attention", links=[link])
