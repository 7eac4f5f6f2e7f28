"""The registrations of the main centre on 26 May: INE typed or asked for, and the controls run once.

The first day of term is far: what is ready waits for it. The clock may be moved to it, by its shortcut.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from recruitment.core.database import db
from recruitment.demo.authors import Author, Authors
from recruitment.demo.catalogue import VAL_D_ARTIERE
from recruitment.demo.moments import YEAR, at, stand_at
from recruitment.learners.ine.actions import ask, type_ine
from recruitment.learners.models import Learner, Registration
from recruitment.learners.validation.control import control
from recruitment.programmes.models import TrainingCentre
from recruitment.rules.identifiers import KEY_LETTERS

TYPED, CONTROLLED = at(5, 26, 14, 20), at(5, 26, 14, 28)
#: Of those without an INE: so many are left without one, of whom two are asked for in a batch.
LEFT, ASKED = 5, 2


def write(start: datetime) -> None:
    """Let it happen, as the registrar does, unless the demonstration starts before."""
    session = db.session()
    centre = session.scalars(select(TrainingCentre.id).where(TrainingCentre.uai == VAL_D_ARTIERE.uai)).one()
    rows = session.execute(
        select(Registration.id, Registration.learner_id, Learner.ine)
        .join(Learner, Learner.id == Registration.learner_id)
        .where(Registration.centre_id == centre, Registration.validated_at.is_(None))
        .order_by(Registration.id)
    ).all()
    author = Authors(session).registrar()
    if rows and start >= CONTROLLED:
        _number(author, centre, [row for row in rows if row.ine is None])
        stand_at(CONTROLLED)
        # The last one came in since: it is still to be controlled.
        chosen = [row.id for row in rows[:-1]] or [rows[0].id]
        control(author, chosen, centre_id=centre, school_year=YEAR)


def _number(author: Author, centre_id: int, rows: Sequence[Any]) -> None:
    """Type the INE of most who have none, and ask for two in a batch."""
    for rank, row in enumerate(rows[:-LEFT]):
        stand_at(TYPED + timedelta(seconds=5 * rank))
        type_ine(author, row.learner_id, _ine(rank), version=None)
    if rows:
        stand_at(CONTROLLED - timedelta(minutes=2))
        ask(author, [row.id for row in rows[-ASKED:]], centre_id=centre_id, year=YEAR)


def _ine(rank: int) -> str:
    """Return an invented INE whose key is right."""
    digits = f"{4_990_000_000 + 7 * rank:010d}"
    return digits + KEY_LETTERS[int(digits) % len(KEY_LETTERS)]
