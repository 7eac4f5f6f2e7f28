"""What an import never changes, whatever the file says (I21)."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.rules.vocabulary import ApplicationState as State
from tests import builders
from tests.importing import Imported, load_lines, the_application
from tests.year_2025 import CONFIRMED_AT

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def at_now(session: Session) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _stored(state: str, **changes: Any) -> Application:
    programme = builders.make_programme(code="40123")
    return builders.make_application(state=state, programme=programme, **changes)


def _again(folder: Path, application: Application, **cells: str) -> Imported:
    candidate = db.session.get_one(Candidate, application.candidate_id)
    line = {"numero_inscription": candidate.candidate_number, "nom": "Martin", "prenom": "Camille"}
    return load_lines(folder, {**line, "code_formation": "40123", **cells})


def _moved(application: Application, state: str) -> None:
    with transaction() as session:
        session.execute(update(Application).where(Application.id == application.id).values(state=str(state)))


def _row(application: Application) -> Any:
    statement = text("SELECT * FROM application WHERE id = :id")
    return db.session.execute(statement, {"id": application.id}).one()


@pytest.mark.parametrize("state", list(State))
def test_a_state_a_decision_or_a_contract_is_never_changed(state: str, tmp_path: Path) -> None:
    """I21: a confirmed wish stays as it is, decided or not, with or without a contract."""
    application = _stored(state)
    before = _row(application)
    date = "2025-03-21 08:00" if state != State.UNCONFIRMED else ""
    done = _again(tmp_path, application, voeu_confirme_le=date)
    assert done.counts == (0, 0, 1, 0)
    assert _row(application) == before


def test_another_date_is_told_and_not_taken(tmp_path: Path) -> None:
    application = _stored(State.CONFIRMED)
    done = _again(tmp_path, application, voeu_confirme_le="2025-03-21 08:00")
    assert done.said == [(2, "voeu_confirme_le", "confirmed_otherwise")]
    assert the_application().confirmed_at == CONFIRMED_AT


def test_the_day_alone_of_a_confirmation_is_the_same_moment(tmp_path: Path) -> None:
    application = _stored(State.CONFIRMED)
    assert _again(tmp_path, application, voeu_confirme_le="20/03/2025").said == []


def test_an_empty_cell_never_unconfirms(tmp_path: Path) -> None:
    application = _stored(State.CONFIRMED)
    done = _again(tmp_path, application, voeu_confirme_le="")
    assert done.said == [(2, "voeu_confirme_le", "still_confirmed")]
    assert the_application().state == "confirmed"


def test_a_wish_that_was_left_is_not_confirmed(tmp_path: Path) -> None:
    """R5.7: a candidate who renounced has left the wish."""
    application = _stored(State.UNCONFIRMED)
    _moved(application, State.WITHDRAWN)
    done = _again(tmp_path, application, voeu_confirme_le="2025-03-21 08:00")
    assert (done.counts, done.said) == ((0, 0, 1, 0), [(2, "voeu_confirme_le", "wish_left")])


@pytest.mark.parametrize("examines", [True, False])
def test_a_contract_keeps_its_state_when_its_wish_is_confirmed(examines: bool, tmp_path: Path) -> None:
    """R2.1, R2.2: a contract entered before the confirmation keeps the state; the facts are stored."""
    programme = builders.make_programme(code="40123", examines=examines)
    application = builders.make_application(state=State.UNCONFIRMED, programme=programme)
    _moved(application, State.OFFER_PENDING)
    builders.make_contract(application)
    done = _again(tmp_path, application, voeu_confirme_le="2025-03-21 08:00")
    stored = the_application()
    assert done.counts == (0, 1, 0, 0)
    assert stored.state == "offer_pending"
    assert stored.confirmed_at == datetime(2025, 3, 21, 8, 0, tzinfo=PARIS)
    assert stored.decision == (None if examines else "retained")
    assert stored.deadline_rule == ("fixed_last_day" if examines else "no_examination")
