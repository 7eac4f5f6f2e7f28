"""R6.2, R6.6: what the enrolment chain asks of a person stands on the home page, for those who can do it."""

from datetime import date, timedelta
from typing import Any

import time_machine
from flask.testing import FlaskClient

from recruitment.core.transaction import transaction
from recruitment.exchanges.models import UplinkEntry
from recruitment.learners.models import SchoolYear
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.learners.world import make_admitted, make_registration
from tests.year_2025 import REPLIED_AT

POINTS = ("1 inscription importée à traiter", "1 inscription à valider", "1 remontée refusée par Parcoursup")


def add(row: Any) -> None:
    """Put a row in."""
    with transaction() as session:
        session.add(row)


def refused_entry(programme: Programme) -> UplinkEntry:
    """Return an uplink that the platform refused."""
    return UplinkEntry(
        event_key="enrolment:1:done",
        centre_id=programme.centre_id,
        campaign_id=programme.campaign_id,
        programme_id=programme.id,
        candidate_number="2000001",
        platform_state=1,
        source="enrolment",
        source_id=1,
        created_at=REPLIED_AT,
        status="failed",
        next_try_at=REPLIED_AT,
    )


@time_machine.travel("2025-08-31T22:00:00+00:00", tick=False)
def test_each_room_tells_what_waits_to_those_who_enrol(client: FlaskClient) -> None:
    """R6.2: midnight in Paris, the first day of term: what is registered may be validated."""
    programme = builders.make_programme()
    registrar = builders.make_account(Role.REGISTRAR)
    make_admitted(programme)
    make_registration(registrar, programme, last_name="Bonnet")
    first_day = date(2025, 9, 1)
    add(SchoolYear(centre_id=programme.centre_id, year=2025, first_day=first_day, updated_at=REPLIED_AT))
    add(refused_entry(programme))
    builders.log_in(client, registrar)
    page = client.get("/").text
    assert [point in page for point in POINTS] == [True, True, True]
    other = client.application.test_client()
    builders.log_in(other, builders.make_account(Role.VIEWER))
    page = other.get("/").text
    assert [point in page for point in POINTS] == [False, False, False]


def test_nothing_is_to_be_validated_before_the_first_day(client: FlaskClient) -> None:
    """R6.2: a second before midnight in Paris."""
    with time_machine.travel("2025-08-31T21:59:59+00:00", tick=False):
        programme = builders.make_programme()
        registrar = builders.make_account(Role.REGISTRAR)
        make_registration(registrar, programme)
        first_day = date(2025, 8, 31) + timedelta(days=1)
        add(SchoolYear(centre_id=programme.centre_id, year=2025, first_day=first_day, updated_at=REPLIED_AT))
        builders.log_in(client, registrar)
        assert "à valider" not in client.get("/").text
