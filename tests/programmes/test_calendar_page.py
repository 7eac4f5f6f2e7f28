"""The calendar on the screen: read by all, filled in by the administrator of the installation."""

import re
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from recruitment.applications.models import Application
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.programmes.models import Campaign
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import hidden_fields

CHANGE = "/parametrage/calendrier/2025/modifier"
VALUE = re.compile(
    r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"|<input[^>]*value="([^"]*)"[^>]*name="([\w-]+)"'
)


@pytest.fixture(autouse=True)
def at_now(app: Flask) -> Any:
    with time_machine.travel(datetime(2025, 4, 15, 10, 0, tzinfo=PARIS)):
        yield


@pytest.fixture
def installation(client: FlaskClient) -> FlaskClient:
    """Give a signed-in administrator of the installation."""
    builders.make_programme()
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre_id=None))
    return client


def _filled(client: FlaskClient) -> dict[str, str]:
    """Return the fields of the form as the page shows them."""
    page = client.get(CHANGE).text
    found = {m[0] or m[3]: m[1] or m[2] for m in VALUE.findall(page)}
    return {**found, "late_refusals": "allowed", "seat_rule": "active", **hidden_fields(page, CHANGE)}


def _change(client: FlaskClient, **fields: str) -> TestResponse:
    """Fill the form in, then confirm what it says would change."""
    wanted = {**_filled(client), **fields}
    check = client.post(CHANGE, data=wanted)
    assert check.status_code == 200, check.status
    return client.post(CHANGE, data={**wanted, **hidden_fields(check.text, CHANGE)})


def test_what_is_missing_says_what_waits_for_it(client: FlaskClient) -> None:
    builders.make_campaign(2026, contracts_from=None, contact_details_from=None)
    builders.make_account()
    builders.log_in(client, builders.make_account(Role.VIEWER))
    page = client.get("/parametrage/calendrier?session=2026").text
    assert "2 dates encore à donner" in page
    assert "aucun contrat ne peut être saisi" in page
    assert "les coordonnées des candidats restent masquées" in page
    assert "/modifier" not in page


def test_only_the_installation_changes_it(client: FlaskClient) -> None:
    builders.make_programme()
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    assert client.get("/parametrage/calendrier").status_code == 200
    assert client.get(CHANGE).status_code == 403


def test_a_change_says_first_what_moves_then_does_it(installation: FlaskClient) -> None:
    waiting = builders.make_application()
    wanted = {**_filled(installation), "admissions_from": "2025-06-04"}
    check = installation.post(CHANGE, data=wanted)
    assert 'data-deadlines="1"' in check.text
    assert db.session.scalars(select(Campaign.admissions_from)).one() == date(2025, 6, 2)
    done = installation.post(CHANGE, data={**wanted, **hidden_fields(check.text, CHANGE)})
    assert done.status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(Campaign.admissions_from)).one() == date(2025, 6, 4)
    stored = db.session.get_one(Application, waiting.id)
    assert stored.auto_retain_at == datetime(2025, 6, 4, tzinfo=PARIS)
    line = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "campaign_loaded")).one()
    assert (line.chain, line.actor_kind) == (0, "person")


def test_a_confirmation_holds_for_the_dates_that_were_shown(installation: FlaskClient) -> None:
    wanted = {**_filled(installation), "admissions_from": "2025-06-04"}
    check = installation.post(CHANGE, data=wanted)
    other = {**wanted, **hidden_fields(check.text, CHANGE), "admissions_from": "2025-06-05"}
    again = installation.post(CHANGE, data=other)
    assert again.status_code == 200
    assert db.session.scalars(select(Campaign.admissions_from)).one() == date(2025, 6, 2)


def test_the_form_as_it_is_changes_nothing(installation: FlaskClient) -> None:
    check = installation.post(CHANGE, data=_filled(installation))
    assert "Rien ne change." in check.text


def test_a_missing_date_is_filled_in(installation: FlaskClient) -> None:
    assert _change(installation, contracts_until="").status_code == 303
    assert db.session.scalars(select(Campaign.contracts_until)).one() is None
    assert _change(installation, contracts_until="2025-10-20").status_code == 303
    db.session.expire_all()
    assert db.session.scalars(select(Campaign.contracts_until)).one() == date(2025, 10, 20)


def test_dates_that_contradict_each_other_are_told_by_their_names(installation: FlaskClient) -> None:
    wanted = {**_filled(installation), "contracts_from": "2025-12-01"}
    answer = installation.post(CHANGE, data=wanted)
    assert answer.status_code == 422
    assert "Ouverture de la saisie des contrats" in answer.text
    assert "contracts_from »" not in answer.text


@pytest.mark.parametrize("value", ["hier", "2025-02-30", "9" * 50])
def test_what_is_no_date_is_a_bad_form(value: str, installation: FlaskClient) -> None:
    answer = installation.post(CHANGE, data={**_filled(installation), "admissions_from": value})
    assert answer.status_code == 422


def test_a_campaign_that_does_not_exist_is_not_found(installation: FlaskClient) -> None:
    assert installation.get("/parametrage/calendrier/2031/modifier").status_code == 404
    assert "Aucune session" in installation.get("/parametrage/calendrier?session=2031").text
