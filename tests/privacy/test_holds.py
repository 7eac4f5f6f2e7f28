"""A file kept past its time while an appeal is open, by the administrator's word."""

from datetime import datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications.models import Application
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM
from recruitment.journal.models import JournalEntry
from recruitment.privacy.erasure import erase
from recruitment.privacy.models import RetentionHold
from recruitment.rules.retention import Fate
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import hidden_fields, submit

NOW = datetime(2026, 1, 20, 14, 32, tzinfo=PARIS)


@pytest.fixture
def administrator(client: FlaskClient) -> Account:
    """Give the centre's administrator, who is signed in."""
    account = builders.make_account(Role.ADMINISTRATOR)
    with time_machine.travel(NOW, tick=False):
        builders.log_in(client, account)
    return account


@pytest.fixture
def url(administrator: Account) -> str:
    """Give the page of a file whose time has come."""
    file: Application = builders.make_application(state=State.WITHDRAWN)
    return f"/candidatures/{file.id}/conservation"


def holds(session: Session) -> list[tuple[str, bool]]:
    session.rollback()
    rows = session.execute(select(RetentionHold.reason, RetentionHold.lifted_at).order_by(RetentionHold.id))
    return [(row.reason, row.lifted_at is not None) for row in rows]


def test_a_hold_is_placed_and_lifted_and_both_are_told(
    client: FlaskClient, session: Session, url: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        assert "partent à la prochaine nuit" in client.get(url).text
        assert submit(client, url, reason="appeal").status_code == 303
        page = client.get(url).text
        assert "recours du candidat en cours" in page
        assert holds(session) == [("appeal", False)]
        answer = client.post(f"{url}/levee", data=hidden_fields(page, f"{url}/levee"))
    assert answer.status_code == 303
    assert holds(session) == [("appeal", True)]
    events = session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)).all()
    assert [event for event in events if event.startswith("hold")] == ["hold_placed", "hold_lifted"]


def test_without_a_reason_nothing_is_kept(client: FlaskClient, session: Session, url: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert submit(client, url).status_code == 422
        assert submit(client, url, reason="envie").status_code == 422
    assert holds(session) == []


def test_the_same_form_twice_is_one_hold_and_another_is_refused(
    client: FlaskClient, session: Session, url: str
) -> None:
    """I8."""
    with time_machine.travel(NOW, tick=False):
        first, second = (hidden_fields(client.get(url).text, url) | {"reason": "appeal"} for _ in range(2))
        assert [client.post(url, data=form).status_code for form in (first, first, second)] == [303, 303, 409]
    assert holds(session) == [("appeal", False)]


def test_nothing_of_somebody_erased_can_be_kept(
    client: FlaskClient, session: Session, administrator: Account
) -> None:
    file = builders.make_application(state=State.WITHDRAWN)
    url = f"/candidatures/{file.id}/conservation"
    with time_machine.travel(NOW, tick=False):
        form = hidden_fields(client.get(url).text, url) | {"reason": "appeal"}
        with transaction() as own:
            erase(own, [file.candidate_id], Fate.ERASED, NOW, SYSTEM)
        answer = client.post(url, data=form)
        page = client.get(f"/candidatures/{file.id}").text
    assert (answer.status_code, 'data-refusal="person_erased"' in answer.text) == (409, True)
    assert "Candidat anonymisé" in page or "anonymisé Candidat" in page
    assert f"/candidatures/{file.id}/identite" not in page
