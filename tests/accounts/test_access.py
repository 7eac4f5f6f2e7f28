"""R8.3: which programmes each role sees, and what it may do there; outside, nothing exists."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask, g
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden, NotFound

from recruitment.accounts import access
from recruitment.accounts.identity import Anonymous, User
from recruitment.accounts.models import Account
from recruitment.applications.models import Application
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.vocabulary import Permission, Role
from tests.builders import make_account, make_application, make_campaign, make_centre, make_programme

ALL = frozenset(Permission)
P = Permission
MATRIX: dict[str, frozenset[Permission]] = {
    "administrator": ALL - {P.RUN_JOBS, P.SUPERVISE},
    "installation": frozenset({P.SEE, P.EXPORT, P.SETTINGS, P.IMPORT_FILES, P.RUN_JOBS}),
    "manager": frozenset({P.SEE, P.DECIDE, P.ENTER_CONTRACTS, P.EXPORT, P.REQUEST_REGIONAL, P.IMPORT_FILES}),
    "registrar": frozenset({P.SEE, P.ENROL, P.EXPORT, P.IMPORT_FILES}),
    "viewer": frozenset({P.SEE}),
    "regional": frozenset({P.SEE, P.EXPORT, P.SUPERVISE}),
    "anonymous": frozenset(),
}
SEES = {
    "administrator": {"mine", "also mine"},
    "manager": {"mine", "also mine"},
    "registrar": {"mine", "also mine"},
    "viewer": {"mine", "also mine"},
    "limited": {"mine"},
    "granted nothing": set(),
    "installation": {"mine", "also mine", "neighbour's", "far away"},
    "regional": {"mine", "also mine", "neighbour's"},
    "anonymous": set(),
}


def as_user(account: Account) -> User:
    return User(
        id=account.id,
        email=account.email,
        display_name=account.display_name,
        role=Role(account.role),
        centre_id=account.centre_id,
        academie=account.academie,
        all_programmes=account.all_programmes,
        login_id=1,
        centre_name="",
    )


@pytest.fixture
def programmes(app: Flask) -> dict[str, Programme]:
    mine = make_centre()
    neighbour = make_centre()
    far = make_centre(academie="Lyon")
    return {
        "mine": make_programme(centre=mine),
        "also mine": make_programme(centre=mine),
        "neighbour's": make_programme(centre=neighbour),
        "far away": make_programme(centre=far),
    }


@pytest.fixture
def people(programmes: dict[str, Programme], session: Session) -> dict[str, Any]:
    centre = session.get_one(TrainingCentre, programmes["mine"].centre_id)
    roles = ("administrator", "manager", "registrar", "viewer")
    found: dict[str, Any] = {role: as_user(make_account(role, centre=centre)) for role in roles}
    found["limited"] = as_user(make_account("manager", centre=centre, programmes=(programmes["mine"],)))
    found["granted nothing"] = as_user(make_account("viewer", centre=centre, all_programmes=False))
    found["installation"] = as_user(make_account("administrator", centre_id=None))
    found["regional"] = as_user(make_account("regional", academie="Clermont-Ferrand"))
    found["anonymous"] = Anonymous()
    return found


@pytest.fixture
def request_of(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize("who", SEES)
def test_each_person_sees_their_programmes_and_no_other(
    people: dict[str, Any], programmes: dict[str, Programme], session: Session, who: str
) -> None:
    names = {programme.id: name for name, programme in programmes.items()}
    seen = session.scalars(select(Programme.id).where(access.visible_programmes(people[who])))
    assert {names[id_] for id_ in seen} == SEES[who]


@pytest.mark.parametrize("who", SEES)
def test_applications_show_with_their_programme(
    people: dict[str, Any], programmes: dict[str, Programme], session: Session, who: str
) -> None:
    names = {make_application(programme=programme).id: name for name, programme in programmes.items()}
    seen = session.scalars(select(Application.id).where(access.visible_applications(people[who])))
    assert {names[id_] for id_ in seen} == SEES[who]


@pytest.mark.parametrize(
    ("who", "count"), [("manager", 1), ("limited", 1), ("regional", 2), ("installation", 3), ("anonymous", 0)]
)
def test_centres_show_to_their_people(people: dict[str, Any], session: Session, who: str, count: int) -> None:
    seen = session.scalars(select(TrainingCentre.id).where(access.visible_centres(people[who])))
    assert len(seen.all()) == count


@pytest.mark.parametrize("who", SEES)
def test_an_address_leads_to_what_the_person_sees_and_else_nowhere(
    people: dict[str, Any], programmes: dict[str, Programme], request_of: None, who: str
) -> None:
    found = set()
    for name, programme in programmes.items():
        try:
            found.add((name, access.programme_or_404(people[who], programme.code).id))
        except NotFound:
            continue
    assert found == {(name, programmes[name].id) for name in SEES[who]}


@pytest.mark.parametrize("who", MATRIX)
@pytest.mark.parametrize("permission", Permission)
def test_each_role_may_do_what_is_its_own(people: dict[str, Any], who: str, permission: Permission) -> None:
    assert access.may(people[who], permission) is (permission in MATRIX[who])


def test_a_permission_ends_at_the_door_of_the_centre(
    people: dict[str, Any], programmes: dict[str, Programme]
) -> None:
    assert access.may(people["manager"], Permission.DECIDE, programmes["mine"])
    assert not access.may(people["manager"], Permission.DECIDE, programmes["neighbour's"])


def test_inside_without_the_permission_the_answer_says_why(
    people: dict[str, Any], programmes: dict[str, Programme], app: Flask
) -> None:
    code = programmes["mine"].code
    with app.test_request_context("/"):
        g._login_user = people["viewer"]
        with pytest.raises(Forbidden) as refused:
            access.programme_or_404(current_user, code, Permission.DECIDE)
    assert "Votre rôle (Consultation) ne permet pas de décider" in (refused.value.description or "")


def test_outside_a_permission_that_lacks_says_nothing(
    people: dict[str, Any], programmes: dict[str, Programme], request_of: None
) -> None:
    """Someone outside does not learn that it exists: 404 comes before 403."""
    with pytest.raises(NotFound):
        access.programme_or_404(people["viewer"], programmes["far away"].code, Permission.DECIDE)


@pytest.mark.parametrize("who", ["manager", "regional", "anonymous"])
def test_a_file_or_a_contract_outside_is_not_found(
    people: dict[str, Any], programmes: dict[str, Programme], request_of: None, who: str
) -> None:
    application = make_application(programme=programmes["far away"], state="offer_pending")
    with pytest.raises(NotFound):
        access.application_or_404(people[who], application.id)
    with pytest.raises(NotFound):
        access.contract_or_404(people[who], 1)


def test_a_file_and_its_contract_inside_are_found(
    people: dict[str, Any], programmes: dict[str, Programme], request_of: None
) -> None:
    application = make_application(programme=programmes["mine"], state="offer_pending")
    assert access.application_or_404(people["limited"], application.id).id == application.id
    assert access.contract_or_404(people["limited"], 1).application_id == application.id


def test_a_code_means_the_programme_of_the_current_campaign(
    people: dict[str, Any], programmes: dict[str, Programme], session: Session, request_of: None
) -> None:
    centre = session.get_one(TrainingCentre, programmes["mine"].centre_id)
    ids = {
        year: make_programme(centre=centre, campaign=make_campaign(year=year), code="77").id
        for year in (2029, 2030, 2032)
    }
    manager = people["manager"]
    with time_machine.travel(date(2031, 3, 1)):
        assert access.programme_or_404(manager, "77").id == ids[2030]
    with time_machine.travel(date(2032, 3, 1)):
        assert access.programme_or_404(manager, "77").id == ids[2032]
    assert access.programme_or_404(manager, "77", year=2029).id == ids[2029]
    with pytest.raises(NotFound):
        access.programme_or_404(manager, "77", year=2031)


@pytest.mark.parametrize(
    ("who", "shown"), [("manager", True), ("viewer", True), ("regional", False), ("installation", False)]
)
def test_contact_details_are_for_those_who_recruit(people: dict[str, Any], who: str, shown: bool) -> None:
    assert access.sees_contact_details(people[who]) is shown
