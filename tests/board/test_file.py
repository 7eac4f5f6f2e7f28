"""The file of a candidate."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from recruitment.core.database import db
from recruitment.journal.models import AccessEntry
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import hidden_fields, submit


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel("2025-05-26T12:32:00Z", tick=True):
        yield


@pytest.fixture
def programme(app: Flask) -> Programme:
    """Give a programme."""
    return builders.make_programme()


@pytest.fixture
def manager(client: FlaskClient, programme: Programme) -> FlaskClient:
    """Give a signed-in manager."""
    builders.log_in(client, builders.make_account(Role.MANAGER, display_name="Claire Montagnier"))
    return client


SECRETS = {"email": "camille@exemple.fr", "mobile": "06 39 98 77 88", "address": "8 allée des Tilleuls"}


@pytest.mark.parametrize(
    ("state", "instant", "shown"),
    [
        (State.CONFIRMED, "2025-05-26T12:32:00Z", True),
        (State.UNCONFIRMED, "2025-05-26T12:32:00Z", False),
        (State.CONFIRMED, "2025-03-13T22:59:59Z", False),
        (State.CONFIRMED, "2025-03-13T23:00:00Z", True),
    ],
)
def test_contact_details_show_for_a_confirmed_wish_from_the_opening_day_on(
    client: FlaskClient, programme: Programme, state: State, instant: str, shown: bool
) -> None:
    """R2.8, I19: no byte of them before, and the page says why."""
    candidate = builders.make_candidate(**SECRETS)
    application = builders.make_application(programme=programme, candidate=candidate, state=state)
    with time_machine.travel(instant, tick=False):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        page = client.get(f"/candidatures/{application.id}").text
    assert [secret in page for secret in SECRETS.values()] == [shown] * 3
    assert ("Coordonnées masquées" in page) is not shown


def test_the_regional_authority_never_reads_contact_details(
    client: FlaskClient, programme: Programme
) -> None:
    """R2.8."""
    candidate = builders.make_candidate(**SECRETS)
    application = builders.make_application(programme=programme, candidate=candidate)
    builders.log_in(client, builders.make_account(Role.REGIONAL))
    page = client.get(f"/candidatures/{application.id}").text
    assert not any(secret in page for secret in SECRETS.values())


def test_the_history_says_who_did_what_and_when(manager: FlaskClient, programme: Programme) -> None:
    """The journal's lines, newest first."""
    application = builders.make_application(programme=programme)
    submit(manager, f"/candidatures/{application.id}/retenue")
    page = manager.get(f"/candidatures/{application.id}").text.replace("\u00a0", " ")
    history = page.split('id="historique"')[1]
    assert "Placée en recherche de contrat" in history
    assert "Claire Montagnier · 26 mai 2025 à 14 h 32" in history


@pytest.mark.parametrize(
    ("role", "changes"),
    [(Role.MANAGER, {}), (Role.REGIONAL, {}), (Role.ADMINISTRATOR, {"centre_id": None})],
)
def test_opening_a_file_leaves_a_trace_without_a_name(
    client: FlaskClient, programme: Programme, role: Role, changes: dict[str, Any]
) -> None:
    """I14: who, when, which file; also of those who belong to no centre."""
    application = builders.make_application(programme=programme)
    builders.log_in(client, builders.make_account(role, **changes))
    client.get(f"/candidatures/{application.id}")
    assert db.session.scalars(select(AccessEntry.application_id)).all() == [application.id]


@pytest.mark.parametrize("path", ["", "/refus"])
def test_a_wish_for_a_programme_that_one_does_not_see_is_not_told(
    client: FlaskClient, programme: Programme, path: str
) -> None:
    """R8.3: a person limited to some programmes does not learn of the candidate's other wishes."""
    candidate = builders.make_candidate()
    mine = builders.make_application(programme=programme, candidate=candidate)
    other = builders.make_programme(title="BTS Ailleurs")
    builders.make_application(programme=other, candidate=candidate)
    builders.log_in(client, builders.make_account(Role.MANAGER))
    page = client.get(f"/candidatures/{mine.id}{path}").text
    assert "BTS Ailleurs" in page or "Son autre vœu" in page
    limited = client.application.test_client()
    builders.log_in(limited, builders.make_account(Role.MANAGER, programmes=(programme,)))
    page = limited.get(f"/candidatures/{mine.id}{path}").text
    assert "BTS Ailleurs" not in page
    assert "Son autre vœu" not in page


def test_the_next_file_is_the_next_of_the_filtered_list(manager: FlaskClient, programme: Programme) -> None:
    for name in ("Aubert", "Bessière", "Carpentier"):
        builders.make_application(programme=programme, candidate=builders.make_candidate(last_name=name))
    middle = builders.make_application(
        programme=programme, candidate=builders.make_candidate(last_name="Belkacem"), state=State.REFUSED
    )
    page = manager.get(f"/candidatures/{middle.id}?tri=-nom").text.replace("\u00a0", " ")
    assert "3e sur 4" in page
    alone = manager.get(f"/candidatures/{middle.id}?etat=refused").text.replace("\u00a0", " ")
    assert "1er sur 1" in alone


def test_a_note_is_kept_with_its_author(manager: FlaskClient, programme: Programme) -> None:
    application = builders.make_application(programme=programme)
    address = f"/candidatures/{application.id}"
    hidden = hidden_fields(manager.get(address).text, f"{address}/notes")
    body = {**hidden, "note": "Rappeler mercredi <b>"}
    assert manager.post(f"{address}/notes", data=body).status_code == 303
    assert manager.post(f"{address}/notes", data=body).status_code == 303
    page = manager.get(address).text
    assert page.count("Rappeler mercredi &lt;b&gt;") == 1


@pytest.mark.parametrize(
    ("role", "written"),
    [(Role.REGISTRAR, 303), (Role.VIEWER, 403), (Role.REGIONAL, 403)],
)
def test_who_only_looks_at_files_adds_nothing_to_them(
    client: FlaskClient, programme: Programme, role: Role, written: int
) -> None:
    """R8.3: a viewer and the regional authority read."""
    application = builders.make_application(programme=programme)
    builders.log_in(client, builders.make_account(role))
    page = client.get(f"/candidatures/{application.id}").text
    assert ('name="note"' in page) is (written == 303)
    token = hidden_fields(page, "/deconnexion")["csrf_token"]
    body = {"csrf_token": token, "jeton": "A" * 24, "note": "Rappeler mercredi"}
    assert client.post(f"/candidatures/{application.id}/notes", data=body).status_code == written


@pytest.mark.parametrize(
    "number", ["0", "999999", "9223372036854775808", "99999999999999999999999", "-1", "x"]
)
def test_an_unknown_file_does_not_exist(manager: FlaskClient, number: str) -> None:
    assert manager.get(f"/candidatures/{number}").status_code == 404
