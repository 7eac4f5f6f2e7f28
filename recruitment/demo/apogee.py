"""Where the main centre's programmes are in Apogée; one is left without any VET, as one that no university knows."""

from sqlalchemy import select

from recruitment.apogee.actions import set_place
from recruitment.core.database import db
from recruitment.demo.authors import Authors
from recruitment.demo.catalogue import VAL_D_ARTIERE
from recruitment.programmes.models import Programme

LEFT = "34125"


def write() -> None:
    """Set them, as the centre's administrator does: a VET per reply."""
    author = Authors(db.session()).administrator(VAL_D_ARTIERE)
    codes = [goal.code for goal in VAL_D_ARTIERE.programmes if goal.code != LEFT]
    rows = db.session().execute(
        select(Programme.id, Programme.code).where(Programme.code.in_(codes)).order_by(Programme.code)
    )
    for row in rows.all():
        set_place(author, row.id, _codes(row.code), 0)


def _codes(code: str) -> dict[str, str | None]:
    short = code[-3:]
    return {
        "cge": "CFA",
        "etp_yes": f"B1{short}",
        "vet_yes": "251",
        "etp_yes_if_3": f"B3{short}",
        "vet_yes_if_3": "253",
        "category_yes_if_3": "REM",
        "motive_yes_if_3": "Remise à niveau",
        "etp_yes_if_4": f"B4{short}",
        "vet_yes_if_4": "254",
        "category_yes_if_4": "AME",
        "motive_yes_if_4": "Parcours aménagé",
    }
