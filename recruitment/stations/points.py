"""What pre-registrations ask of those who enrol (R6.8): somebody sent theirs, and nobody has read it."""

from collections.abc import Iterator

from sqlalchemy import and_

from recruitment.accounts.access import may_somewhere, programmes_where
from recruitment.board.points import Asked
from recruitment.board.tasks import Link, Task
from recruitment.core.database import db
from recruitment.rules.vocabulary import Permission
from recruitment.stations.queries import pre_registrations


def points(asked: Asked) -> Iterator[Task]:
    """Yield a point for the pre-registrations that wait."""
    if not may_somewhere(asked.user, Permission.ENROL):
        return
    where = and_(asked.mine, programmes_where(asked.user, Permission.ENROL))
    rows = db.session().execute(pre_registrations.counts(where))
    if n := {row.situation: row.number for row in rows}.get(pre_registrations.TO_SETTLE, 0):
        title = f"{n} préinscription{'s' if n > 1 else ''} à traiter"
        text = "Ce que la personne a écrit attend d’être repris ou laissé."
        yield Task(
            title, text, "clipboard-list", slug="oui-definitif", links=[Link("Traiter", "/preinscriptions")]
        )
