"""What the tests of validation start from: somebody admitted, known as a learner, registered and completed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted
from recruitment.applications.models import Application, Candidate
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.learners.models import Division, Learner, LearnerGuardian, Registration, SchoolYear
from recruitment.programmes.models import Programme
from recruitment.rules.matching import match_key
from tests import builders

TERM = date(2025, 9, 1)
AUGUST = datetime(2025, 8, 25, 10, 0, tzinfo=PARIS)
OPENING = datetime(2025, 9, 1, 0, 0, tzinfo=PARIS)
INES = ("0494004062M", "01234567895", "1234A56789B", "1234567890V", "12345ABCDE0")


@dataclass(frozen=True)
class Office:
    """A centre's registrar, a programme and its division, in a school year whose first day is set."""

    author: Account
    programme: Programme
    division_id: int

    @property
    def centre_id(self) -> int:
        """The centre."""
        return self.programme.centre_id


def make_office(*, first_day: date | None = TERM, role: str = "registrar", seats: int = 24) -> Office:
    """Make the office of a centre of its own, with its calendar (none without a first day)."""
    centre = builders.make_centre()
    programme = builders.make_programme(capacity=24, centre=centre)
    with transaction() as session:
        session.add(
            SchoolYear(centre_id=programme.centre_id, year=2025, first_day=first_day, updated_at=AUGUST)
        )
        division = Division(
            centre_id=programme.centre_id, year=2025, code=f"D{builders.number()}", name="BTS 1", seats=seats
        )
        session.add(division)
        session.flush()
        division_id = division.id
    return Office(builders.make_account(role, centre=centre), programme, division_id)


def make_registration(
    office: Office,
    *,
    application: Application | None = None,
    admitted: Any = None,
    learner: Any = None,
    **changes: Any,
) -> int:
    """Make a registration that no control stops; `learner` None fields are changed by a mapping. Return its id."""
    number = _number_of(application)
    pool = {**_person(number), "programme_id": office.programme.id, **(admitted or {})}
    del pool["match_key"], pool["created_at"]
    known = {**_person(number), "ine": None, **(learner or {})}
    with transaction() as session:
        row = Admitted(
            campaign_id=office.programme.campaign_id, centre_id=office.centre_id, candidate_number=number,
            origin="file", application_id=application.id if application else None, imported_at=AUGUST,
            **{"situation": 1, **pool},
        )  # fmt: skip
        person = Learner(centre_id=office.centre_id, ine_origin="typed" if known["ine"] else None, **known)
        session.add_all([row, person])
        session.flush()
        registration = Registration(
            **{
                "centre_id": office.centre_id, "campaign_id": office.programme.campaign_id,
                "programme_id": office.programme.id, "school_year": 2025, "learner_id": person.id,
                "admitted_id": row.id, "division_id": office.division_id, "regime": "day", "options": [],
                "findings": [], "created_at": AUGUST, "updated_at": AUGUST, **changes,
            }
        )  # fmt: skip
        session.add(registration)
        session.flush()
        return registration.id


def make_ready(office: Office, ine: str = INES[0], **changes: Any) -> int:
    """Make a registration that is ready to be validated."""
    return make_registration(office, learner={"ine": ine}, **changes)


def add_guardian(learner_id: int) -> None:
    """Give a learner a guardian."""
    with transaction() as session:
        session.add(LearnerGuardian(learner_id=learner_id, position=1, last_name="Martin", first_name="Jo"))


def registration(registration_id: int) -> Registration:
    """Return a registration as committed."""
    db.session.rollback()
    return db.session.scalars(
        select(Registration)
        .where(Registration.id == registration_id)
        .execution_options(populate_existing=True)
    ).one()


def learner_of(registration_id: int) -> Learner:
    """Return the learner of a registration as committed."""
    row = registration(registration_id)
    return db.session.scalars(
        select(Learner).where(Learner.id == row.learner_id).execution_options(populate_existing=True)
    ).one()


def _number_of(application: Application | None) -> str:
    if application is None:
        return str(builders.number() + 3_000_000)
    return db.session.get_one(Candidate, application.candidate_id).candidate_number


def _person(number: str) -> dict[str, Any]:
    first, last, born = "Camille", f"Martin {number}", date(2005, 2, 3)
    return {
        "last_name": last, "first_name": first, "sex": "F", "birth_date": born, "email": f"c{number}@exemple.fr",
        "mobile": "0600000000", "address_1": "1 rue Haute", "postal_code": "63000", "town": "Clermont-Ferrand",
        "sort_name": fold(f"{last} {first}"), "search_text": fold(f"{last} {first}"),
        "match_key": match_key(fold(last), fold(first), born), "created_at": AUGUST, "updated_at": AUGUST,
    }  # fmt: skip
