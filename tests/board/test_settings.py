"""The index of what an administrator can set."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recruitment.rules.vocabulary import Role
from tests import builders

PART = re.compile(r'<b><a href="(/parametrage/\w+)">')


@pytest.fixture(autouse=True)
def _programme(app: Flask) -> None:
    builders.make_programme(capacity=None)


def test_an_administrator_of_a_centre_finds_its_settings(client: FlaskClient) -> None:
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR))
    page = client.get("/parametrage").text
    names = ("motifs", "capacites", "calendrier", "taches")
    assert {f"/parametrage/{name}" for name in (*names, "comptes")} <= set(PART.findall(page))
    assert "1 formation sans capacité" in page


def test_the_administrator_of_the_installation_finds_the_calendar_and_the_jobs(client: FlaskClient) -> None:
    builders.log_in(client, builders.make_account(Role.ADMINISTRATOR, centre_id=None))
    page = client.get("/parametrage").text
    names = ("calendrier", "taches", "capacites", "comptes")
    assert {f"/parametrage/{name}" for name in names} <= set(PART.findall(page))


@pytest.mark.parametrize("path", ["/parametrage", "/parametrage/capacites"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_are_told_why_not(client: FlaskClient, role: Role, path: str) -> None:
    """R8.3: 403 with the reason."""
    builders.log_in(client, builders.make_account(role))
    answer = client.get(path)
    assert answer.status_code == 403
    assert "modifier le paramétrage" in answer.text


def test_each_page_it_names_opens(client: FlaskClient) -> None:
    of_a_centre = builders.make_account(Role.ADMINISTRATOR)
    for account in (of_a_centre, builders.make_account(Role.ADMINISTRATOR, centre_id=None)):
        client.delete_cookie("login")
        builders.log_in(client, account)
        for path in PART.findall(client.get("/parametrage").text):
            assert client.get(path).status_code == 200, path
