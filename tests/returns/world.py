"""A centre with everything that its exports ask for, and people registered in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from recruitment.accounts.models import Account
from recruitment.admissions.models import Admitted
from recruitment.applications.models import Application
from recruitment.core.text import fold
from recruitment.core.transaction import transaction
from recruitment.learners.models import Learner, LearnerGuardian, Registration, SchoolYear
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.returns.models import ReturnDetail, ReturnSetting
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders

SEPTEMBER = datetime(2025, 9, 15, 10, 0, tzinfo=UTC)
SITE = "0631985R"
OF_CENTRE = {
    "centre_type": "09",
    "site_uai": SITE,
    "site_siret": builders.siret(7),
    "school_uai": "NC",
    "convention": "NC",
    "admission_origin": "PARCOURSUP",
}
OF_PROGRAMME = {
    "months_planned": "24",
    "months_real": "24",
    "year_of_course": "1",
    "ends_on": "2027-06-30",
    "pegase_wish": "BTS-ELT",
    "pegase_period": "PER-2025",
}
OF_PERSON = {
    "last_situation": "3033",
    "last_school": "0442953W",
    "contract_1_starts": "2025-09-01",
    "contract_1_ends": "2027-08-31",
}


@dataclass(frozen=True)
class Desk:
    """A centre, its programme, its registrar."""

    centre: TrainingCentre
    programme: Programme
    author: Account


def make_desk(*, complete: bool = True, role: str = "registrar") -> Desk:
    """Make a centre whose settings hold what exports ask for, or nothing of it."""
    centre = builders.make_centre(uai="0756036D", siret=builders.siret(3))
    programme = builders.make_programme(
        centre=centre, rncp="RNCP35349", diploma_code="32025516", title="BTS Électro"
    )
    with transaction() as session:
        session.add(
            SchoolYear(centre_id=centre.id, year=2025, first_day=date(2025, 9, 1), updated_at=SEPTEMBER)
        )
        if complete:
            for programme_id, facts in ((None, OF_CENTRE), (programme.id, OF_PROGRAMME)):
                setting = {"centre_id": centre.id, "programme_id": programme_id, "facts": facts}
                session.add(ReturnSetting(**setting, updated_at=SEPTEMBER))
    return Desk(centre, programme, builders.make_account(role, centre=centre))


def make_desk_elsewhere() -> Desk:
    """Make the desk of another centre of the same campaign."""
    centre = builders.make_centre()
    with transaction() as session:
        year = SchoolYear(centre_id=centre.id, year=2025, first_day=date(2025, 9, 1), updated_at=SEPTEMBER)
        session.add(year)
    programme = builders.make_programme(centre=centre)
    return Desk(centre, programme, builders.make_account("registrar", centre=centre))


def make_registered(
    desk: Desk,
    *,
    validated: bool = True,
    contract: bool = True,
    detail: dict[str, Any] | None = None,
    guardian: bool = False,
    **person: Any,
) -> Registration:
    """Register somebody whose line holds in each of the three files; `person` changes their file."""
    application = None
    if contract:
        application = builders.make_application(programme=desk.programme, state=State.ACCEPTED)
    known = _person() | person
    with transaction() as session:
        learner = Learner(
            centre_id=desk.centre.id, match_key=str(builders.number()), created_at=SEPTEMBER, **known
        )
        admitted = _admitted(desk, application, known)
        session.add_all([learner, admitted])
        session.flush()
        stamp = {
            "validated_at": SEPTEMBER,
            "validated_on": SEPTEMBER.date(),
            "validated_by_id": desk.author.id,
        }
        row = Registration(
            centre_id=desk.centre.id,
            campaign_id=desk.programme.campaign_id,
            programme_id=desk.programme.id,
            school_year=2025,
            learner_id=learner.id,
            admitted_id=admitted.id,
            regime="half_board",
            options=[],
            findings=[],
            created_at=SEPTEMBER,
            updated_at=SEPTEMBER,
            **(stamp if validated else {}),
        )
        session.add(row)
        session.flush()
        facts = OF_PERSON if detail is None else detail
        session.add(ReturnDetail(registration_id=row.id, facts=facts, updated_at=SEPTEMBER))
        if guardian:
            session.add(LearnerGuardian(learner_id=learner.id, position=1, email="parent@exemple.fr"))
    return row  # fmt: skip


def _admitted(desk: Desk, application: Application | None, known: dict[str, Any]) -> Admitted:
    same = ("last_name", "first_name", "sort_name", "search_text")
    return Admitted(
        campaign_id=desk.programme.campaign_id,
        centre_id=desk.centre.id,
        programme_id=desk.programme.id,
        candidate_number=str(5_000_000 + builders.number()),
        application_id=application.id if application is not None else None,
        origin="own" if application is not None else "file",
        situation=1,
        imported_at=SEPTEMBER,
        updated_at=SEPTEMBER,
        **{name: known[name] for name in same},
    )


def _person() -> dict[str, Any]:
    return {
        "last_name": "Lefèvre-Œuvrard",
        "first_name": "Zoé",
        "sex": "F",
        "birth_date": date(2006, 3, 14),
        "birth_town": "Riom",
        "birth_town_code": "63300",
        "birth_country": "France",
        "nationality": "Française",
        "ine": None,
        "email": "zoe@exemple.fr",
        "mobile": "06 39 98 12 34",
        "address_1": "4 rue de l’Église",
        "postal_code": "63000",
        "town": "Clermont-Ferrand",
        "town_code": "63113",
        "country": "France",
        "sort_name": fold("Lefèvre-Œuvrard Zoé"),
        "search_text": "",
        "updated_at": SEPTEMBER,
    }
