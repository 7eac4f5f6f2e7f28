"""What registrations ask of those who enrol (R6.2): to be treated, then to be validated from the first day on."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, func, select

from recruitment.accounts.access import may_somewhere, programmes_where
from recruitment.admissions.models import Admitted
from recruitment.board.points import Asked
from recruitment.board.tasks import Link, Task
from recruitment.core.database import db
from recruitment.learners import imported
from recruitment.learners.models import Registration, SchoolYear
from recruitment.programmes.models import Programme
from recruitment.rules.paris import paris_day
from recruitment.rules.vocabulary import Permission


def points(asked: Asked) -> Iterator[Task]:
    """Yield a point for those admitted who wait, and for registrations that term has reached."""
    if not may_somewhere(asked.user, Permission.ENROL):
        return
    where = and_(asked.mine, programmes_where(asked.user, Permission.ENROL))
    if n := _count(Admitted, and_(where, imported.waiting)):
        s = "s" if n > 1 else ""
        title = f"{n} inscription{s} importée{s} à traiter"
        text = "Rattachez chaque admis à un apprenant connu, ou créez sa fiche."
        link = Link("Traiter", "/apprenants/inscriptions-importees")
        yield Task(title, text, "user-check", slug="oui-definitif", links=[link])
    if n := _count(Registration, and_(where, _begun(asked))):
        s = "s" if n > 1 else ""
        text = "La rentrée est passée. Chaque validation informe Parcoursup."
        link = Link("Valider", "/apprenants/validation", primary=True)
        yield Task(
            f"{n} inscription{s} à valider", text, "clipboard-check", slug="oui-definitif", links=[link]
        )


def _count(of: Any, where: Any) -> int:
    asked = select(func.count()).select_from(of).join(Programme, Programme.id == of.programme_id).where(where)
    return db.session().scalar(asked) or 0


def _begun(asked: Asked) -> Any:
    """Return the condition on `registration`: neither validated nor cancelled, and term has begun there."""
    begun = (
        select(SchoolYear.year)
        .where(
            SchoolYear.centre_id == Registration.centre_id,
            SchoolYear.year == Registration.school_year,
            SchoolYear.first_day <= paris_day(asked.now),
        )
        .correlate(Registration)
        .exists()
    )
    return and_(Registration.validated_at.is_(None), Registration.cancelled_at.is_(None), begun)
