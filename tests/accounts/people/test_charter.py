"""R8.5: the charter of a campaign is accepted once per version, before anything else, and written in the journal."""

from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, Charter, CharterAcceptance
from recruitment.accounts.people import charter
from recruitment.core.clock import PARIS
from recruitment.journal.actions import OPERATOR
from recruitment.journal.models import JournalEntry
from recruitment.rules.vocabulary import Role
from tests.builders import log_in, make_account, make_campaign, make_programme
from tests.faults.test_at_once import together
from tests.forms import hidden_fields, submit

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
TEXT = "Article 1.\nJe garde pour moi <b>ce que je lis</b>."


@pytest.fixture(autouse=True)
def _in_2025(app: Flask) -> None:
    make_campaign(2025)


@pytest.fixture
def account(client: FlaskClient) -> Account:
    made = make_account()
    log_in(client, made)
    return made


def test_nothing_published_is_nothing_owed(client: FlaskClient, account: Account) -> None:
    assert client.get("/compte").status_code == 200
    assert "Aucune charte publiée" in client.get("/charte").text


def test_it_comes_before_anything_else(client: FlaskClient, account: Account) -> None:
    charter.publish(2025, TEXT, OPERATOR)
    for path in ("/", "/formations", "/compte", "/parametrage"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, "/charte"), path
    token = hidden_fields(client.get("/charte").text, "/charte")["csrf_token"]
    posted = client.post("/compte", data={"csrf_token": token, "display_name": "X"})
    assert posted.location == "/charte"
    assert client.get("/formations", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/charte"
    assert client.get("/deconnexion").status_code == 200


def test_a_board_left_open_stops_asking_until_it_is_accepted(client: FlaskClient) -> None:
    programme = make_programme()
    log_in(client, make_account())
    address = f"/formations/{programme.code}/compteurs"
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    charter.publish(2025, TEXT, OPERATOR)
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 286
    assert client.get(address).location == "/charte"


def test_it_is_accepted_once_and_written_with_its_version(
    client: FlaskClient, session: Session, account: Account
) -> None:
    charter.publish(2025, TEXT, OPERATOR)
    page = client.get("/charte").text
    assert "&lt;b&gt;ce que je lis&lt;/b&gt;" in page
    answer = submit(client, "/charte", accepted="y")
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/compte").status_code == 200
    assert client.get("/").status_code == 200
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "charter_accepted")).one()
    assert line.details == f'{{"account":{account.id},"campaign":2025,"version":1}}'
    assert (line.actor_id, line.chain) == (account.id, account.centre_id)


def test_accepted_many_times_at_once_it_is_written_once(app: Flask, session: Session) -> None:
    """F27: a double click is no error."""
    account = make_account()
    account_id, centre_id = account.id, account.centre_id
    charter.publish(2025, TEXT, OPERATOR)
    text = charter.published(session)[0]

    def one(_rank: int) -> None:
        charter.accept(account_id, centre_id, text.id)

    together(app, 8, one)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(CharterAcceptance)) == 1
    lines = session.scalars(select(JournalEntry.id).where(JournalEntry.event == "charter_accepted")).all()
    assert len(lines) == 1


def test_without_the_box_ticked_it_is_not_accepted(
    client: FlaskClient, session: Session, account: Account
) -> None:
    charter.publish(2025, TEXT, OPERATOR)
    answer = submit(client, "/charte")
    assert answer.status_code == 422
    assert "Cochez la case" in answer.text
    assert session.scalar(select(func.count()).select_from(CharterAcceptance)) == 0


def test_a_new_version_is_asked_again(client: FlaskClient, account: Account) -> None:
    charter.publish(2025, TEXT, OPERATOR)
    page = client.get("/charte").text
    submit(client, "/charte", accepted="y")
    assert charter.publish(2025, TEXT + "\nArticle 2.", OPERATOR) == 2
    assert client.get("/compte").location == "/charte"
    former = client.post("/charte", data={**hidden_fields(page, "/charte"), "accepted": "y"})
    assert former.status_code == 409
    assert "Article 2." in former.text


def test_the_same_text_is_no_new_version(session: Session) -> None:
    assert [charter.publish(2025, text, OPERATOR) for text in (TEXT, f"  {TEXT}\n\n")] == [1, 1]
    assert session.scalar(select(func.count()).select_from(Charter)) == 1


def test_a_campaign_to_come_asks_nothing_yet(client: FlaskClient) -> None:
    account = make_account()
    for year, status in ((2025, 200), (2026, 303)):
        with time_machine.travel(NOW.replace(year=year), tick=False):
            if year == 2025:
                make_campaign(2026)
                charter.publish(2026, "La suivante.", OPERATOR)
            client.delete_cookie("login")
            log_in(client, account)
            assert client.get("/compte").status_code == status


def test_the_installation_publishes_once_however_often_it_is_sent(
    client: FlaskClient, session: Session
) -> None:
    """F27."""
    log_in(client, make_account(Role.ADMINISTRATOR, centre_id=None))
    path = "/parametrage/charte"
    fields = {**hidden_fields(client.get(path).text, path), "year": "2025", "body": TEXT}
    answers = [client.post(path, data=fields) for _ in range(2)]
    assert answers[0].status_code == 303
    assert session.scalars(select(Charter.version)).all() == [1]
    assert client.get(path).location == "/charte"


@pytest.mark.parametrize("role", list(Role))
def test_nobody_else_publishes(client: FlaskClient, role: Role) -> None:
    log_in(client, make_account(role))
    answer = client.get("/parametrage/charte")
    assert answer.status_code == 403
    assert "administrateur de l’installation" in answer.text


def test_the_command_publishes(app: Flask, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "charte.txt"
    file.write_text(TEXT, encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["accounts", "charter", str(file), "--campaign", "2025"])
    assert done.exit_code == 0, done.output
    assert session.scalars(select(Charter.body)).one() == TEXT
    failed = app.test_cli_runner().invoke(args=["accounts", "charter", str(file), "--campaign", "2031"])
    assert failed.exit_code == 1
    assert "2031" in failed.stderr


def test_the_form_proposes_the_session_that_everybody_works_in(client: FlaskClient) -> None:
    """What is published for a campaign to come asks nobody for anything yet."""
    make_campaign(2026)
    with time_machine.travel(NOW, tick=False):
        log_in(client, make_account(Role.ADMINISTRATOR, centre_id=None))
        page = client.get("/parametrage/charte").text
    assert 'selected value="2025"' in page or 'value="2025" selected' in page
