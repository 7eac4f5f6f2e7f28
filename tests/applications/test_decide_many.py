"""The same decision for many files at once."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from recruitment.applications.models import Application
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import Origin, Role
from tests import builders
from tests.forms import hidden_fields, submit

LATE = "2025-05-28T22:05:00Z"  # 29 May, 00:05 in Paris


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
    builders.log_in(client, builders.make_account(Role.MANAGER))
    return client


def send(
    client: FlaskClient, programme: Programme, applications: list[Application], **fields: str
) -> TestResponse:
    """Open the form for these files, and send it."""
    address = f"/formations/{programme.code}/lot"
    ids = [str(application.id) for application in applications]
    page = client.get(address, query_string={"c": ids})
    body = {**hidden_fields(page.text, address), "confirmation": str(len(ids)), **fields, "c": ids}
    return client.post(address, data=body)


def states(programme: Programme) -> list[str]:
    """Read the states of the programme's applications."""
    db.session.rollback()
    statement = select(Application.state).where(Application.programme_id == programme.id)
    return list(db.session.scalars(statement.order_by(Application.id)))


def test_each_file_gets_its_decision_its_line_and_its_mail(
    manager: FlaskClient, programme: Programme
) -> None:
    """R2.3."""
    files = [builders.make_application(programme=programme) for _ in range(12)]
    answer = send(manager, programme, files, decision="retained")
    assert answer.status_code == 200
    assert answer.text.count('data-done="1"') == 12
    assert states(programme) == ["seeking_contract"] * 12
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == 12
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 12


def test_a_file_decided_in_the_meantime_is_told_and_the_others_are_done(
    manager: FlaskClient, programme: Programme
) -> None:
    """R2.5: one result line per file, done or why not."""
    files = [builders.make_application(programme=programme) for _ in range(3)]
    address = f"/formations/{programme.code}/lot"
    ids = [str(file.id) for file in files]
    hidden = hidden_fields(manager.get(address, query_string={"c": ids}).text, address)
    submit(manager, f"/candidatures/{files[1].id}/retenue")
    reason = builders.make_refusal_reason()
    body = {**hidden, "c": ids, "decision": "refused", "reason": str(reason.id), "confirmation": "3"}
    answer = manager.post(address, data=body)
    assert answer.text.count('data-done="1"') == 2
    assert answer.text.count('data-done="0"') == 1
    assert states(programme) == ["refused", "seeking_contract", "refused"]


def test_the_number_of_files_is_asked_in_full(manager: FlaskClient, programme: Programme) -> None:
    """R2.4: an explicit act."""
    files = [builders.make_application(programme=programme) for _ in range(2)]
    assert send(manager, programme, files, decision="retained", confirmation="3").status_code == 422
    assert states(programme) == ["confirmed"] * 2


def test_sent_twice_it_counts_once(manager: FlaskClient, programme: Programme) -> None:
    """I8."""
    files = [builders.make_application(programme=programme) for _ in range(2)]
    address = f"/formations/{programme.code}/lot"
    ids = [str(file.id) for file in files]
    hidden = hidden_fields(manager.get(address, query_string={"c": ids}).text, address)
    body = {**hidden, "c": ids, "decision": "retained", "confirmation": "2"}
    first, second = manager.post(address, data=body), manager.post(address, data=body)
    assert first.text.count('data-done="1"') == second.text.count('data-done="1"') == 2
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == 2


def test_files_of_another_programme_are_left_alone(manager: FlaskClient, programme: Programme) -> None:
    """R8.3: ids are looked up within the programme of the address."""
    mine = builders.make_application(programme=programme)
    foreign = builders.make_application(programme=builders.make_programme(centre=builders.make_centre()))
    send(manager, programme, [mine, foreign], decision="retained")
    db.session.rollback()
    assert (
        db.session.scalars(select(Application.state).where(Application.id == foreign.id)).one() == "confirmed"
    )


def test_the_form_sets_aside_what_cannot_be_decided(manager: FlaskClient, programme: Programme) -> None:
    """R2.1: said before the act."""
    open_file = builders.make_application(programme=programme)
    waiting = builders.make_application(programme=programme, state=State.UNCONFIRMED)
    page = manager.get(
        f"/formations/{programme.code}/lot", query_string={"c": [open_file.id, waiting.id]}
    ).text
    assert "1 candidature écartée" in page.replace("\u00a0", " ")
    assert f'name="c" value="{waiting.id}"' not in page


def dialog(client: FlaskClient, programme: Programme, applications: list[Application]) -> str:
    """Read what the dialog says for these files, without its tags."""
    ids = [str(application.id) for application in applications]
    page = client.get(f"/formations/{programme.code}/lot", query_string={"c": ids}).text
    return text_of(page.split('id="dialogue"')[1])


def text_of(html: str) -> str:
    """Leave the tags out."""
    return " ".join(re.sub(r"<[^>]*>", "", html).replace("\u00a0", " ").split())


def test_each_file_shows_its_last_day_and_none_is_late_on_it(
    manager: FlaskClient, programme: Programme
) -> None:
    """R3.3: until the last second of 28 May."""
    files = [builders.make_application(programme=programme) for _ in range(2)]
    with time_machine.travel("2025-05-28T21:59:59Z", tick=False):
        builders.log_in(manager, builders.make_account(Role.MANAGER))
        said = dialog(manager, programme, files)
    assert said.count("limite le 28 mai") == 2
    assert "hors délai" not in said


def test_that_a_decision_is_late_is_said_before_and_after_it(
    client: FlaskClient, programme: Programme
) -> None:
    """R3.3: for each file in the dialog, once for all beside the warning, and in the report."""
    files = [builders.make_application(programme=programme) for _ in range(2)]
    in_time = builders.make_application(programme=programme, review_deadline=date(2025, 5, 30))
    with time_machine.travel(LATE, tick=True):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        said = dialog(client, programme, [*files, in_time])
        assert said.count("limite le 28 mai hors délai") == 2
        assert "limite le 30 mai" in said
        assert "limite le 30 mai hors délai" not in said
        assert "3 décisions définitives, dont 2 hors délai, ce sera noté." in said
        report = send(client, programme, [*files, in_time], decision="retained")
    assert text_of(report.text).count("hors délai") == 2
    db.session.rollback()
    statement = select(Application.decision_late).where(Application.programme_id == programme.id)
    assert db.session.scalars(statement.order_by(Application.id)).all() == [True, True, False]


def test_one_late_file_is_said_in_the_singular(client: FlaskClient, programme: Programme) -> None:
    """R3.3."""
    with time_machine.travel(LATE, tick=True):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        said = dialog(client, programme, [builders.make_application(programme=programme)])
    assert "1 décision définitive, hors délai, ce sera noté." in said


def test_that_the_session_takes_no_late_refusal_is_said_before_it(app: Flask, client: FlaskClient) -> None:
    """R3.3: a setting; nobody chooses a reason for files that it sets aside."""
    builders.make_campaign(late_refusals="forbidden")
    programme = builders.make_programme()
    files = [builders.make_application(programme=programme) for _ in range(2)]
    with time_machine.travel(LATE, tick=True):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        said = dialog(client, programme, files)
    assert "Cette session n’accepte aucun refus hors délai" in said


def test_a_late_draft_of_a_refusal_is_said_late_too(client: FlaskClient, app: Flask) -> None:
    """R3.3, R8.3: whoever confirms it comes later still."""
    programme = builders.make_programme(two_step_refusals=True)
    files = [builders.make_application(programme=programme) for _ in range(2)]
    reason = builders.make_refusal_reason()
    with time_machine.travel(LATE, tick=True):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        assert "2 candidatures, dont 2 hors délai, ce sera noté." in dialog(client, programme, files)
        report = send(client, programme, files, decision="refused", reason=str(reason.id))
    assert text_of(report.text).count("hors délai") == 2


RULE = "La première décision compte et personne ne peut la retirer."


def make_named(name: str, programme: Programme, **changes: Any) -> Application:
    """Make an application of Inès with that name."""
    candidate = builders.make_candidate(first_name="Inès", last_name=name)
    return builders.make_application(programme=programme, candidate=candidate, **changes)


def test_each_file_set_aside_has_its_line_and_the_rule_is_said_once(
    manager: FlaskClient, programme: Programme
) -> None:
    """R2.1, R2.5: who decided and when, or the state that allows no decision."""
    paul = builders.make_account(Role.MANAGER, display_name="Paul Arnal")
    files = [
        make_named("Aubert", programme, state=State.SEEKING_CONTRACT, decided_by=paul),
        make_named("Belkacem", programme, state=State.REFUSED, decided_by=paul),
        make_named("Chassagne", programme, state=State.ACCEPTED, decided_by=paul),
        make_named("Delmas", programme, state=State.UNCONFIRMED),
    ]
    address = f"/formations/{programme.code}/lot"
    page = manager.get(address, query_string={"c": [file.id for file in files]}).text
    assert [text_of(line) for line in page.split('id="ecartees"')[1].split("</ul>")[0].split("<li>")[1:]] == [
        "Inès Aubert : en recherche de contrat, par Paul Arnal le 3 avril à 15 h 30",
        "Inès Belkacem : refusée, par Paul Arnal le 3 avril à 15 h 30",
        "Inès Chassagne : oui (définitif), décidée par Paul Arnal le 3 avril à 15 h 30",
        "Inès Delmas : non confirmée",
    ]
    assert text_of(page).count(RULE) == 1
    assert "<summary>Lesquelles" not in page


def test_files_set_aside_by_their_passage_say_so(client: FlaskClient, programme: Programme) -> None:
    """R3.5: swept or not yet."""
    files = [
        make_named("Aubert", programme),
        make_named("Belkacem", programme, state=State.SEEKING_CONTRACT, origin=Origin.SYSTEM),
    ]
    with time_machine.travel("2025-06-01T22:00:00Z", tick=False):
        builders.log_in(client, builders.make_account(Role.MANAGER))
        said = dialog(client, programme, files)
    assert "Inès Aubert : délai d’examen écoulé depuis le 2 juin à 0 h 00" in said
    assert "Inès Belkacem : en recherche de contrat, passage automatique le 2 juin à 0 h 00" in said


@pytest.mark.parametrize(("count", "folded"), [(5, False), (6, True)])
def test_more_than_five_files_set_aside_are_folded(
    manager: FlaskClient, programme: Programme, count: int, folded: bool
) -> None:
    files = [make_named("Aubert", programme, state=State.UNCONFIRMED) for _ in range(count)]
    address = f"/formations/{programme.code}/lot"
    page = manager.get(address, query_string={"c": [file.id for file in files]}).text
    assert ("<summary>Lesquelles, et pourquoi</summary>" in page) is folded
    assert page.count("<b>Inès Aubert</b>") == count
    assert RULE not in page
