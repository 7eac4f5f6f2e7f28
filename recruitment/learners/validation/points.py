"""What the home page says of the dates of a school year: nothing is validated without a first day of term (R6.2)."""

from collections.abc import Iterator

from sqlalchemy import select

from recruitment.accounts.access import may_somewhere, programmes_where
from recruitment.board.points import Asked
from recruitment.board.tasks import Link, Task
from recruitment.core.database import db
from recruitment.learners.models import Registration
from recruitment.learners.validation import worklists
from recruitment.learners.validation.facts import open_
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Permission


def points(asked: Asked) -> Iterator[Task]:
    """Yield a point where registrations wait for a first day that nobody has set."""
    if asked.user.centre_id is None or not may_somewhere(asked.user, Permission.ENROL):
        return
    waiting = (
        select(Registration.id)
        .join(Programme, Programme.id == Registration.programme_id)
        .where(Registration.school_year == asked.year, open_, asked.mine)
        .where(programmes_where(asked.user, Permission.ENROL))
        .limit(1)
    )
    if db.session.scalar(waiting) is None:
        return
    dates = worklists.first_days(asked.year, asked.user.centre_id)
    if dates is None or dates.first_day is None:
        text = "Aucune inscription ne se valide sans lui. L’administrateur de l’établissement l’indique."
        link = Link("Voir", "/apprenants/validation")
        yield Task(
            "Le jour de la rentrée n’est pas renseigné", text, "calendar", tone="attention", links=[link]
        )
