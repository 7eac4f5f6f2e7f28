"""Somebody admitted, a learner known, a registration: rows that tests of learners start from."""

from datetime import date
from typing import Any

from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.learners import actions
from recruitment.learners.models import Division, Learner, LearnerGuardian, Registration
from recruitment.learners.people import FIELDS, derived
from recruitment.programmes.models import Programme
from tests import builders
from tests.year_2025 import REPLIED_AT

BORN = date(2006, 4, 3)
INE = "0494004062M"
GUARDIAN = {
    "last_name": "Aubert",
    "first_name": "Michel",
    "email": "michel@exemple.fr",
    "phone": "+33471000000",
}


def make_admitted(
    programme: Programme, guardians: tuple[dict[str, Any], ...] = (), **changes: Any
) -> Admitted:
    """Make somebody whom the platform's file admits to a programme."""
    row = {
        "campaign_id": programme.campaign_id,
        "centre_id": programme.centre_id,
        "programme_id": programme.id,
        "candidate_number": str(2_000_000 + builders.number()),
        "origin": "file",
        "situation": 1,
        "imported_at": REPLIED_AT,
        "updated_at": REPLIED_AT,
        "last_name": "Aubert",
        "first_name": "Léo",
        "birth_date": BORN,
        **changes,
    }
    row["sort_name"] = fold(f"{row['last_name']} {row['first_name']}")
    row["search_text"] = f"{row['sort_name']} {row['candidate_number']}"
    with transaction() as session:
        admitted = Admitted(**row)
        session.add(admitted)
        session.flush()
        for position, one in enumerate(guardians, start=1):
            session.add(AdmittedGuardian(admitted_id=admitted.id, position=position, **one))
    return admitted


def make_learner(centre_id: int, guardians: tuple[dict[str, Any], ...] = (), **changes: Any) -> Learner:
    """Make a learner known from before, without a registration."""
    values = {
        **dict.fromkeys(FIELDS),
        "last_name": "Aubert",
        "first_name": "Léo",
        "birth_date": BORN,
        **changes,
    }
    columns = {**values, **derived(values), "created_at": REPLIED_AT, "updated_at": REPLIED_AT}
    if values["ine"]:
        columns.setdefault("ine_origin", "typed")
    with transaction() as session:
        learner = Learner(centre_id=centre_id, **columns)
        session.add(learner)
        session.flush()
        for position, one in enumerate(guardians, start=1):
            session.add(LearnerGuardian(learner_id=learner.id, position=position, **one))
    return learner


def make_registration(author: Account, programme: Programme, **changes: Any) -> Registration:
    """Make a learner with a registration, through the synchronisation itself."""
    (outcome,) = actions.synchronise(author, [make_admitted(programme, **changes).id])
    assert outcome.registration_id is not None, outcome
    return db.session.get_one(Registration, outcome.registration_id)


def make_division(programme: Programme, *, year: int = 2025, **changes: Any) -> Division:
    """Make a division of a programme."""
    columns = {"code": f"1E{builders.number()}", "name": "Première année", "seats": 24, **changes}
    with transaction() as session:
        division = Division(centre_id=programme.centre_id, year=year, programme_id=programme.id, **columns)
        session.add(division)
    return division
