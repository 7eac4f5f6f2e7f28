"""What the pages read of a school year: a centre's divisions with their seats, the documents that it asks for."""

from typing import Any

from sqlalchemy import func, select

from recruitment.core.database import db
from recruitment.learners.models import Division, Registration, RequiredDocument
from recruitment.learners.queries import Rows
from recruitment.programmes.models import Programme


def divisions(centre_id: int, year: int, *, retired: bool = False) -> Rows:
    """Return a centre's divisions of a school year, with how many seats are taken."""
    taken = (
        select(func.count())
        .where(Registration.division_id == Division.id, Registration.cancelled_at.is_(None))
        .correlate(Division)
        .scalar_subquery()
    )
    found = (
        select(
            *Division.__table__.c,
            Programme.title,
            Programme.code.label("programme_code"),
            taken.label("taken"),
        )
        .outerjoin(Programme, Programme.id == Division.programme_id)
        .where(Division.centre_id == centre_id, Division.year == year)
        .order_by(Division.code)
    )
    return db.session.execute(found if retired else found.where(Division.retired_at.is_(None))).all()


def division(centre_id: int, division_id: int) -> Any:
    """Return one division of a centre, or None."""
    found = select(*Division.__table__.c).where(Division.id == division_id, Division.centre_id == centre_id)
    return db.session.execute(found).first()


def documents(centre_id: int) -> Rows:
    """Return the documents that a centre asks for, or asked for, in its order."""
    return db.session.execute(
        select(*RequiredDocument.__table__.c, Programme.title)
        .outerjoin(Programme, Programme.id == RequiredDocument.programme_id)
        .where(RequiredDocument.centre_id == centre_id)
        .order_by(RequiredDocument.retired_at.is_not(None), RequiredDocument.position, RequiredDocument.id)
    ).all()
