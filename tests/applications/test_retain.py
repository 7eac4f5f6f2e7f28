"""Placing in contract search, for good; and the steps before it."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from recruitment.applications.models import Application
from recruitment.core.database import db
from recruitment.mail.models import OutboxMail
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import hidden_fields, submit


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel("2025-05-26T12:32:00Z", tick=True):
        yield


@pytest.fixture
def application(app: Flask) -> Application:
    """Give a confirmed application."""
    return builders.make_application(state=State.CONFIRMED)


@pytest.fixture
def manager(client: FlaskClient, application: Application) -> FlaskClient:
    """Give a signed-in manager."""
    builders.log_in(client, builders.make_account(Role.MANAGER))
    return client


def state(application: Application) -> str:
    """Read the state again."""
    db.session.rollback()
    return db.session.scalars(select(Application.state).where(Application.id == application.id)).one()


def test_retaining_places_in_contract_search_and_tells_the_candidate(
    manager: FlaskClient, application: Application
) -> None:
    """R2.3, R2.6."""
    assert submit(manager, f"/candidatures/{application.id}/retenue").status_code == 303
    assert state(application) == "seeking_contract"
    assert db.session.scalars(select(OutboxMail.template)).all() == ["retained"]


def test_the_first_step_writes_nothing_and_proposes_nothing(
    manager: FlaskClient, application: Application
) -> None:
    """R2.4: no decision is ticked; the next page says the consequences."""
    address = f"/candidatures/{application.id}/decision"
    page = manager.get(address).text
    assert " checked" not in page.split("<main")[1]
    empty = manager.post(address, data=hidden_fields(page, address))
    assert empty.status_code == 422
    chosen = manager.post(address, data={**hidden_fields(page, address), "decision": "retained"})
    assert "Cette décision est définitive" in chosen.text
    assert state(application) == "confirmed"


def test_a_refusal_carries_its_reason_from_the_first_step_to_the_last(
    manager: FlaskClient, application: Application
) -> None:
    """R2.7: chosen once, shown again, not asked twice."""
    reason = builders.make_refusal_reason(label="Projet sans lien")
    address = f"/candidatures/{application.id}/decision"
    fields = {**hidden_fields(manager.get(address).text, address), "decision": "refused"}
    assert manager.post(address, data=fields).status_code == 422
    confirm = manager.post(address, data={**fields, "reason": str(reason.id)})
    last = f"/candidatures/{application.id}/refus"
    body = {**hidden_fields(confirm.text, last), "confirmation": "refuser"}
    assert "Projet sans lien" in confirm.text
    assert manager.post(last, data=body).status_code == 303
    assert state(application) == "refused"


def test_a_decided_file_leads_back_to_itself_with_the_reason(manager: FlaskClient) -> None:
    """R2.5: the page of a decision that was already given says who gave it."""
    decided = builders.make_application(state=State.SEEKING_CONTRACT)
    answer = manager.get(f"/candidatures/{decided.id}/decision")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/candidatures/{decided.id}")


def test_the_panel_gets_the_result_and_asks_for_the_row_again(
    manager: FlaskClient, application: Application
) -> None:
    """With htmx the same address answers with the part of the page."""
    address = f"/candidatures/{application.id}/retenue"
    headers = {"HX-Request": "true", "HX-Target": "panneau"}
    form = manager.get(address, headers=headers).text
    assert "<html" not in form
    answer = manager.post(address, data=hidden_fields(form, address), headers=headers)
    assert answer.status_code == 200
    assert f"lignes?c={application.id}" in answer.text


def test_a_stale_version_is_refused(manager: FlaskClient, application: Application) -> None:
    """What changed since the page was opened is read again before a final act."""
    address = f"/candidatures/{application.id}/retenue"
    body = {**hidden_fields(manager.get(address).text, address), "version": "99"}
    answer = manager.post(address, data=body)
    assert answer.status_code == 409
    assert 'data-refusal="stale_version"' in answer.text


@pytest.mark.parametrize(
    ("confirmed_at", "words"),
    [
        ("2025-05-08T21:59:59+00:00", "28 mai"),
        ("2025-05-08T22:00:00+00:00", "29 mai"),
    ],
)
def test_the_date_is_explained(app: Flask, client: FlaskClient, confirmed_at: str, words: str) -> None:
    """R3.2, R3.3b: « pourquoi cette date ? » on both sides of the 9th of May."""
    from datetime import datetime

    application = builders.make_application(confirmed_at=datetime.fromisoformat(confirmed_at))
    builders.log_in(client, builders.make_account(Role.VIEWER))
    page = client.get(f"/candidatures/{application.id}/pourquoi").text.replace("\u00a0", " ")
    assert words in page
