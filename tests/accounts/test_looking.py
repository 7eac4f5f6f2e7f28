"""R8.3: the administrator of a centre sees as a colleague: read only, for half an hour, and it is journalled."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import actions as accounts
from recruitment.accounts.models import Account, Login
from recruitment.accounts.rights.actions import set_rights
from recruitment.core import clock
from recruitment.journal.actions import OPERATOR
from recruitment.journal.models import AccessEntry, JournalEntry
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import Permission
from tests.builders import (
    log_in,
    make_account,
    make_application,
    make_campaign,
    make_centre,
    make_programme,
)
from tests.forms import hidden_fields
from tests.web.addresses import addresses


@pytest.fixture
def administrator(app: Flask) -> Account:
    make_campaign()
    make_centre()
    return make_account("administrator", display_name="Anne Vidal")


@pytest.fixture
def programmes(administrator: Account) -> list[Programme]:
    return [make_programme(title="BTS Alpha"), make_programme(title="BTS Beta")]


@pytest.fixture
def colleague(administrator: Account, programmes: list[Programme]) -> Account:
    """Give a manager who does not see the first programme."""
    account = make_account("manager", display_name="Paul Arnal")
    set_rights(administrator, account.id, {programmes[0].id: set()})
    return account


@pytest.fixture
def looking(client: FlaskClient, administrator: Account, colleague: Account) -> FlaskClient:
    """Give a browser of the administrator who sees as the colleague."""
    log_in(client, administrator)
    assert look(client, colleague) == 303
    return client


def look(client: FlaskClient, account: Account) -> int:
    token = hidden_fields(client.get("/deconnexion").text)["csrf_token"]
    return client.post(f"/parametrage/droits/{account.id}/voir-comme", data={"csrf_token": token}).status_code


def token_of(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": hidden_fields(client.get("/deconnexion").text)["csrf_token"]}


def told(session: Session) -> list[tuple[int | None, str]]:
    session.rollback()
    rows = session.execute(
        select(JournalEntry.actor_id, JournalEntry.details)
        .where(JournalEntry.event == "seen_as")
        .order_by(JournalEntry.id)
    )
    return [(actor, json.loads(details)["act"]) for actor, details in rows]


def test_one_reads_what_the_colleague_reads_and_a_bar_says_so(
    looking: FlaskClient, programmes: list[Programme]
) -> None:
    home = looking.get("/").text
    assert "Vous voyez comme Paul Arnal" in home
    assert "Alpha" not in home
    assert "Beta" in home
    hidden, kept = (f"/formations/{programme.code}" for programme in programmes)
    pages = (hidden, f"{hidden}/compteurs", kept, f"{kept}/compteurs", "/parametrage")
    assert [looking.get(page).status_code for page in pages] == [404, 404, 200, 200, 403]


def test_nothing_can_be_written_but_the_way_back(
    app: Flask, looking: FlaskClient, programmes: list[Programme], session: Session
) -> None:
    """ASVS 8.2.1: every unsafe method is refused."""
    application = make_application(programme=programmes[1])
    known = {"code": programmes[1].code, "application_id": application.id}
    token = token_of(looking)
    views = app.view_functions
    wrong = []
    for endpoint, address in addresses(app, "POST", **known):
        view = views[endpoint]
        if hasattr(view, "is_public") or hasattr(view, "is_while_looking"):
            continue
        answer = looking.post(address, data=token)
        if answer.status_code != 403 or "en lecture seule" not in answer.text:
            wrong.append((endpoint, answer.status))
    assert wrong == []
    free = {name for name, view in views.items() if hasattr(view, "is_while_looking")}
    assert free == {"accounts.sign_out", "accounts.end_look", "board.file.printed"}


def test_no_file_leaves_and_the_colleagues_account_stays_shut(
    app: Flask, looking: FlaskClient, programmes: list[Programme]
) -> None:
    paths = ["/exports/candidatures.csv", f"/formations/{programmes[1].code}/export.csv"]
    paths += [address for _name, address in addresses(app, "GET") if address.startswith("/compte")]
    assert {path: looking.get(path).status_code for path in paths} == dict.fromkeys(paths, 403)


def test_what_is_opened_is_traced_under_the_administrators_name(
    looking: FlaskClient, session: Session, administrator: Account, programmes: list[Programme]
) -> None:
    """I14."""
    application = make_application(programme=programmes[1])
    assert looking.get(f"/candidatures/{application.id}").status_code == 200
    session.rollback()
    assert set(session.scalars(select(AccessEntry.account_id))) == {administrator.id}


def test_what_is_printed_is_traced_under_the_administrators_name(
    looking: FlaskClient, session: Session, administrator: Account, programmes: list[Programme]
) -> None:
    """I14: the paper shows what the page shows; only the trace is written, for who looks."""
    seen, hidden = (make_application(programme=programme) for programme in (programmes[1], programmes[0]))
    answers = [
        looking.post(f"/candidatures/{file.id}/impression", data=token_of(looking)).status_code
        for file in (seen, hidden)
    ]
    assert answers == [204, 404]
    session.rollback()
    lines = session.execute(select(AccessEntry.account_id, AccessEntry.application_id, AccessEntry.kind))
    assert [tuple(line) for line in lines] == [(administrator.id, seen.id, "print")]


def test_the_beginning_and_the_end_are_in_the_journal(
    looking: FlaskClient, session: Session, administrator: Account
) -> None:
    answer = looking.post("/voir-comme/fin", data=token_of(looking))
    assert answer.status_code == 303
    assert "Vous voyez comme" not in looking.get("/").text
    assert told(session) == [(administrator.id, "begin"), (administrator.id, "end")]


def test_it_ends_by_itself_after_half_an_hour(
    looking: FlaskClient, session: Session, administrator: Account
) -> None:
    with time_machine.travel(clock.wall() + timedelta(minutes=29), tick=True):
        assert "Vous voyez comme" in looking.get("/").text
    with time_machine.travel(clock.wall() + timedelta(minutes=31), tick=True):
        assert "Vous voyez comme" not in looking.get("/").text
    assert told(session) == [(administrator.id, "begin"), (administrator.id, "end")]


def test_it_ends_with_the_login(looking: FlaskClient, session: Session, administrator: Account) -> None:
    assert looking.post("/deconnexion", data=token_of(looking)).status_code == 303
    assert told(session)[-1] == (administrator.id, "end")
    assert session.scalars(select(Login.seen_as_id).where(Login.account_id == administrator.id)).all() == [
        None
    ]


def test_it_ends_when_the_colleagues_account_is_closed(looking: FlaskClient, colleague: Account) -> None:
    accounts.close_account(colleague.id, OPERATOR)
    page = looking.get("/")
    assert page.status_code == 200
    assert "Vous voyez comme" not in page.text


@pytest.mark.parametrize("who", ["administrator", "stranger", "regional", "installation", "closed"])
def test_only_colleagues_with_fewer_rights_are_looked_through(
    client: FlaskClient, session: Session, administrator: Account, who: str
) -> None:
    """R8.3: never an administrator, never somebody of another centre, of an académie or of the installation."""
    account = {
        "administrator": lambda: make_account("administrator"),
        "stranger": lambda: make_account("viewer", centre=make_centre()),
        "regional": lambda: make_account("regional"),
        "installation": lambda: make_account("administrator", centre_id=None),
        "closed": lambda: make_account("viewer", closed_at=clock.now()),
    }[who]()
    log_in(client, administrator)
    assert look(client, account) == (409 if who == "administrator" else 404)
    assert told(session) == []


@pytest.mark.parametrize("role", ["manager", "registrar", "viewer"])
def test_only_the_administrator_looks(client: FlaskClient, colleague: Account, role: str) -> None:
    log_in(client, make_account(role))
    assert look(client, colleague) == 403


def test_who_sees_as_a_colleague_sees_no_further(looking: FlaskClient) -> None:
    """One look at a time: through a colleague's eyes nobody else's are found."""
    other = make_account("viewer")
    assert look(looking, other) == 403


def test_rights_given_meanwhile_show_at_the_next_page(
    looking: FlaskClient, administrator: Account, colleague: Account, programmes: list[Programme]
) -> None:
    address = f"/formations/{programmes[0].code}"
    assert looking.get(address).status_code == 404
    set_rights(administrator, colleague.id, {programmes[0].id: {Permission.SEE}})
    assert looking.get(address).status_code == 200
