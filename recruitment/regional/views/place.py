"""What every regional page needs: the campaign that it is about, the départements to choose from."""

from dataclasses import dataclass
from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import select

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.labels.regions import department_name, department_order
from recruitment.programmes.models import TrainingCentre
from recruitment.programmes.queries import campaigns


@dataclass(frozen=True, slots=True)
class Session:
    """A campaign, and the others that one may look at."""

    id: int
    year: int
    years: tuple[int, ...]


def session_for(year: int) -> Session | None:
    """Return the campaign asked for, else this year's, else the nearest past one, else the first to come."""
    known = {row.year: row.id for row in campaigns()}
    this_year = clock.today().year
    usual = max((one for one in known if one <= this_year), default=min(known, default=0))
    wanted = year if year in known else usual
    return Session(known[wanted], wanted, tuple(sorted(known, reverse=True))) if wanted else None


def departments(academie: str | None) -> list[tuple[str, str]]:
    """Return the départements where an académie has centres: code and name."""
    found = db.session().scalars(
        select(TrainingCentre.department).where(TrainingCentre.academie == academie).distinct()
    )
    codes = sorted((code for code in found if code), key=department_order)
    return [(code, department_name(code)) for code in codes]


def centre_or_404(uai: str) -> Any:
    """Return the row of a centre of one's académie."""
    found = db.session().execute(
        select(TrainingCentre.__table__).where(
            TrainingCentre.uai == uai, TrainingCentre.academie == current_user.academie
        )
    )
    return found.first() or abort(404)
