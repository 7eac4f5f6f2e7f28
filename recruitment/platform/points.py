"""What the uplink asks of those who enrol: a refusal of the platform, or a platform that no longer answers."""

from collections.abc import Iterator

from sqlalchemy import and_

from recruitment.accounts.access import may_somewhere, programmes_where
from recruitment.board.points import Asked
from recruitment.board.tasks import Link, Task
from recruitment.core.database import db
from recruitment.platform import queries
from recruitment.rules.vocabulary import Permission
from recruitment.web.filters import instant

ADDRESS = "/echanges/remontees"


def points(asked: Asked) -> Iterator[Task]:
    """Yield a point for what was refused, and one for a centre whose platform fails."""
    if not may_somewhere(asked.user, Permission.ENROL):
        return
    where = and_(asked.mine, programmes_where(asked.user, Permission.ENROL))
    session = db.session()
    if n := queries.counts(session, where)[queries.FAILED]:
        title = f"{n} remontée{'s' if n > 1 else ''} refusée{'s' if n > 1 else ''} par Parcoursup"
        text = "Parcoursup ne sait pas encore que ces personnes sont inscrites."
        link = Link("Voir", f"{ADDRESS}?vue={queries.FAILED}")
        yield Task(title, text, "alert-triangle", tone="bloque", links=[link])
    for row in queries.connectors_of(session, where):
        if row.failed_since is not None:
            text = (
                f"Depuis le {instant(row.failed_since)}. Ce qui attend repartira seul. {row.last_error or ''}"
            )
            yield Task(
                "Parcoursup ne répond pas", text, "plug", tone="attention", links=[Link("Voir", ADDRESS)]
            )
