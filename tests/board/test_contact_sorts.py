"""The list sorted by its last columns: the enrolment, and contact details, whose order tells what it sorts (R2.8)."""

import re

import pytest
import time_machine
from flask.testing import FlaskClient

from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders

OPEN, NOT_YET = "2025-05-26T12:32:00Z", "2025-03-10T12:32:00Z"


@pytest.fixture
def programme(client: FlaskClient) -> Programme:
    """Give a programme, and a manager of its centre signed in."""
    programme = builders.make_programme()
    builders.log_in(client, builders.make_account(Role.MANAGER))
    return programme


def apply(programme: Programme, name: str, mobile: str, state: str = State.CONFIRMED) -> None:
    """Make the application of somebody with that phone, and an address that sorts as it does."""
    email = f"p{mobile[-2:]}@exemple.fr"
    candidate = builders.make_candidate(last_name=name, mobile=mobile, email=email)
    builders.make_application(programme=programme, candidate=candidate, state=state)


def names(client: FlaskClient, programme: Programme, sort: str) -> list[str]:
    """Return the names of the list in its order."""
    page = client.get(f"/formations/{programme.code}?tri={sort}")
    assert page.status_code == 200
    return re.findall(r"data-ouvre>(\w+) ", page.text)


@pytest.mark.parametrize("sort", ["telephone", "courriel"])
def test_contact_details_sort_what_is_shown_and_leave_the_masked_last(
    client: FlaskClient, programme: Programme, sort: str
) -> None:
    """R2.8: a wish that is not confirmed has no rank by its phone, whichever way it goes."""
    apply(programme, "Alix", "06 39 98 00 30")
    apply(programme, "Bo", "06 39 98 00 10")
    apply(programme, "Dany", "06 39 98 00 05", State.UNCONFIRMED)
    apply(programme, "Cleo", "06 39 98 00 40", State.UNCONFIRMED)
    with time_machine.travel(OPEN, tick=True):
        assert names(client, programme, sort) == ["Bo", "Alix", "Cleo", "Dany"]
        assert names(client, programme, f"-{sort}") == ["Alix", "Bo", "Cleo", "Dany"]


@pytest.mark.parametrize("sort", ["telephone", "courriel"])
def test_before_contact_details_open_such_a_list_is_in_the_order_of_names(
    client: FlaskClient, programme: Programme, sort: str
) -> None:
    """R2.8: from 14 March."""
    apply(programme, "Alix", "06 39 98 00 30", State.UNCONFIRMED)
    apply(programme, "Cleo", "06 39 98 00 10")
    apply(programme, "Bo", "06 39 98 00 20")
    with time_machine.travel(NOT_YET, tick=True):
        assert names(client, programme, sort) == ["Alix", "Bo", "Cleo"]


def test_a_reader_who_sees_no_contact_details_gets_the_order_of_names(
    client: FlaskClient, programme: Programme
) -> None:
    """R2.8: the role comes before the date."""
    apply(programme, "Bo", "06 39 98 00 10")
    apply(programme, "Alix", "06 39 98 00 30")
    client.delete_cookie("login")
    builders.log_in(client, builders.make_account(Role.REGIONAL))
    with time_machine.travel(OPEN, tick=True):
        assert names(client, programme, "telephone") == ["Alix", "Bo"]


def test_the_enrolment_sorts_what_is_to_do_first(client: FlaskClient, programme: Programme) -> None:
    """Files without one come last, by name."""
    apply(programme, "Alix", "06 39 98 00 30")
    apply(programme, "Bo", "06 39 98 00 10", State.ACCEPTED)
    assert names(client, programme, "ia") == names(client, programme, "-ia") == ["Bo", "Alix"]
