"""What the main centre has set for its exports; one programme is left to be set, for its errors to be seen."""

from sqlalchemy import select

from recruitment.core.database import db
from recruitment.demo import moments
from recruitment.demo.authors import Authors
from recruitment.demo.catalogue import VAL_D_ARTIERE
from recruitment.programmes.models import Programme
from recruitment.returns.actions import set_facts

LEFT = "34125"


def write() -> None:
    """Set them, as the centre's administrator does."""
    author = Authors(db.session()).administrator(VAL_D_ARTIERE)
    codes = [goal.code for goal in VAL_D_ARTIERE.programmes]
    rows = db.session().execute(
        select(Programme.id, Programme.centre_id, Programme.code)
        .where(Programme.code.in_(codes))
        .order_by(Programme.code)
    )
    programmes = rows.all()
    set_facts(author, programmes[0].centre_id, None, _of_centre())
    for row in programmes:
        if row.code != LEFT:
            set_facts(author, row.centre_id, row.id, _of_programme(row.code))


def _of_centre() -> dict[str, str]:
    return {
        "centre_type": "09",
        "site_uai": VAL_D_ARTIERE.uai,
        "site_siret": VAL_D_ARTIERE.siret,
        "school_uai": "NC",
        "convention": "NC",
        "admission_origin": "PARCOURSUP",
    }


def _of_programme(code: str) -> dict[str, str]:
    return {
        "months_planned": "24",
        "months_real": "24",
        "year_of_course": "1",
        "ends_on": f"{moments.YEAR + 2}-08-31",
        "on_site": "oui",
        "pegase_wish": f"V{code}",
        "pegase_period": f"P{moments.YEAR}",
    }
