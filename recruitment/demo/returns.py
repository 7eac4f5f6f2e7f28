"""What the main centre has set for its exports; one programme and some people are left, for their errors to be seen."""

from datetime import datetime, timedelta

from sqlalchemy import select

from recruitment.core.database import db
from recruitment.demo import moments
from recruitment.demo.authors import Authors
from recruitment.demo.catalogue import VAL_D_ARTIERE
from recruitment.demo.moments import at, stand_at
from recruitment.learners.actions import edit_learner
from recruitment.learners.models import Learner, Registration
from recruitment.learners.people import of_learner
from recruitment.programmes.models import Programme
from recruitment.returns.actions import set_facts, set_shared

LEFT = "34125"
COMPLETED = at(5, 26, 14, 29)
#: The codes of some of the towns where candidates live; who lives elsewhere stays to be completed.
TOWN_CODES = {
    "Clermont-Ferrand": "63113",
    "Riom": "63300",
    "Thiers": "63430",
    "Issoire": "63178",
    "Moulins": "03190",
    "Vichy": "03310",
    "Montluçon": "03185",
    "Aurillac": "15014",
}
BORN = ("Clermont-Ferrand", "63113")
LAST_YEAR = "3033"


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


def complete(start: datetime) -> None:
    """Complete the files of some who are registered, as the registrar does, unless the demonstration starts before."""
    if start < COMPLETED + timedelta(minutes=1):
        return
    author = Authors(db.session()).registrar()
    rows = db.session().execute(
        select(Registration, Learner)
        .join(Learner, Learner.id == Registration.learner_id)
        .where(Registration.cancelled_at.is_(None), Learner.town.in_(TOWN_CODES))
        .order_by(Registration.id)
    )
    chosen = [(registration, of_learner(learner)) for registration, learner in rows]
    for rank, (registration, known) in enumerate(chosen):
        stand_at(COMPLETED + timedelta(seconds=2 * rank))
        town, code = (
            (known["birth_town"], TOWN_CODES.get(known["birth_town"] or "")) if known["birth_town"] else BORN
        )
        own = {"birth_town": town, "birth_town_code": code, "town_code": TOWN_CODES[known["town"]]}
        french = {"birth_country": "France", "nationality": "Française", "country": "France"}
        edit_learner(author, registration.learner_id, {**known, **french, **own})
    stand_at(COMPLETED + timedelta(minutes=1))
    set_shared(author, [registration for registration, _known in chosen], "last_situation", LAST_YEAR)


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
