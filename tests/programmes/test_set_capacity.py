"""Setting the capacity of a programme."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.programmes.capacity_page import BOUNDS
from recruitment.programmes.models import Programme
from recruitment.programmes.set_capacity import set_capacity
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import submit


@pytest.fixture
def programme(app: Flask) -> Programme:
    """Give a programme of 12 seats, 2 of them taken."""
    programme = builders.make_programme(capacity=12)
    for _ in range(2):
        builders.make_application(programme=programme, state=State.OFFER_PENDING)
    return programme


@pytest.fixture
def administrator(client: FlaskClient, programme: Programme) -> FlaskClient:
    """Give a signed-in administrator of its centre."""
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    return client


def page(programme: Programme) -> str:
    """Return the address of the form."""
    return f"/parametrage/formations/{programme.code}/capacite"


def stored(programme: Programme) -> int | None:
    """Read the capacity again."""
    db.session.rollback()
    return db.session.scalar(select(Programme.capacity).where(Programme.id == programme.id))


def changes() -> list[str]:
    """Return the details of the journal's lines about programmes."""
    lines = select(JournalEntry.details).where(JournalEntry.event == "programme_changed")
    return list(db.session.scalars(lines.order_by(JournalEntry.id)))


def test_an_administrator_sets_the_capacity(administrator: FlaskClient, programme: Programme) -> None:
    """R9.2: the change and its line in the journal, with the old and the new number, are one transaction."""
    answer = submit(administrator, page(programme), capacity="20")
    assert (answer.status_code, answer.location) == (303, f"/formations/{programme.code}")
    assert stored(programme) == 20
    assert changes() == ['{"changed":{"capacity":[12,20]}}']
    assert "capacité de 20 au lieu de 12" in administrator.get(answer.location).text


def test_the_boards_that_are_open_show_it(administrator: FlaskClient, programme: Programme) -> None:
    """R1.2: a colleague's counters, asked again, carry the new gauge."""
    address = f"/formations/{programme.code}/compteurs"
    known = administrator.get(address).headers["ETag"]
    submit(administrator, page(programme), capacity="20")
    answer = administrator.get(address, headers={"If-None-Match": known})
    assert answer.status_code == 200
    assert "sur 20" in answer.text


def test_the_same_capacity_again_writes_nothing(administrator: FlaskClient, programme: Programme) -> None:
    assert submit(administrator, page(programme), capacity="12").status_code == 303
    assert changes() == []


def test_a_capacity_never_goes_under_the_contracts(administrator: FlaskClient, programme: Programme) -> None:
    """R4.9: refused with how many there are; what was typed stays."""
    answer = submit(administrator, page(programme), capacity="1")
    assert answer.status_code == 409
    assert 'data-refusal="capacity_below_contracts"' in answer.text
    assert "2 contrats" in answer.text
    assert 'value="1"' in answer.text
    assert (stored(programme), changes()) == (12, [])


def test_a_capacity_may_equal_the_contracts(administrator: FlaskClient, programme: Programme) -> None:
    """R4.9: the bound itself is allowed."""
    assert submit(administrator, page(programme), capacity="2").status_code == 303
    assert stored(programme) == 2


def test_the_database_refuses_it_too(programme: Programme) -> None:
    """R4.9, I1: the CHECK backs the rule."""
    statement = text("UPDATE programme SET capacity = 1 WHERE id = :id")
    with pytest.raises((IntegrityError, RuleViolation)), transaction() as session:
        session.execute(statement, {"id": programme.id})


@pytest.mark.parametrize("typed", ["", "-1", "douze", "10000", "99999999999999999999", "1,5"])
def test_what_is_no_number_of_seats_is_said_under_the_field(
    administrator: FlaskClient, programme: Programme, typed: str
) -> None:
    answer = submit(administrator, page(programme), capacity=typed)
    assert answer.status_code == 422
    assert re.search(r'id="capacity-erreur".*?<span>(.*?)</span>', answer.text).group(1) == BOUNDS  # type: ignore[union-attr]
    assert f'value="{typed}"' in answer.text
    assert stored(programme) == 12


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_are_told_why_not(client: FlaskClient, programme: Programme, role: Role) -> None:
    """R8.3: settings are the administrator's."""
    builders.log_in(client, builders.make_account(role))
    answer = client.get(page(programme))
    assert answer.status_code == 403
    assert "paramétrage" in answer.text
    assert client.post(page(programme), data={"capacity": "3"}).status_code in {400, 403}
    assert stored(programme) == 12


def test_the_programme_of_another_centre_does_not_exist(administrator: FlaskClient) -> None:
    """R8.3: outside one's rights a thing does not exist."""
    foreign = builders.make_programme(centre=builders.make_centre())
    assert administrator.get(page(foreign)).status_code == 404


def test_the_board_leads_there_when_the_capacity_is_not_set(
    administrator: FlaskClient, programme: Programme
) -> None:
    unset = builders.make_programme(capacity=None)
    assert page(unset) in administrator.get(f"/formations/{unset.code}").text
    assert page(programme) not in administrator.get(f"/formations/{programme.code}").text


def test_the_list_of_capacities_begins_with_those_not_set(
    administrator: FlaskClient, programme: Programme
) -> None:
    """R9.2: what blocks the entry of contracts comes first."""
    unset = builders.make_programme(capacity=0, title="BTS Zoologie")
    html = administrator.get("/parametrage/capacites").text
    assert re.findall(r'data-programme="(\w+)"', html) == [unset.code, programme.code]
    assert "1 formation sans capacité" in html


def test_setting_it_is_an_act_of_its_own(app: Flask, programme: Programme) -> None:
    """R4.9: the rule holds without the page."""
    author = builders.make_account(Role.ADMINISTRATOR)
    with pytest.raises(RuleViolation, match="capacity_below_contracts"):
        set_capacity(author, programme.id, 0)
