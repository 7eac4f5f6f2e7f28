"""R8.4: one's details, one's password, one's open logins."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from recruitment.accounts import passwords
from recruitment.accounts.models import Account, Login
from recruitment.accounts.people import forgotten
from recruitment.accounts.people.mobiles import MobileRefused, clean_mobile
from recruitment.core import clock
from recruitment.journal.models import JournalEntry
from recruitment.rules.vocabulary import Role
from tests.accounts.people.mailbox import latest_path, templates
from tests.builders import PASSWORD, log_in, make_account
from tests.forms import hidden_fields, submit

GOOD = "quatre carottes dans un train"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537 Chrome/130 Safari/537 Edg/130"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 (KHTML) Version/17.0 Mobile Safari/604"


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def change(client: FlaskClient, current: str, new: str) -> TestResponse:
    return submit(client, "/compte/mot-de-passe", current_password=current, password=new)


def test_details_are_kept_by_their_owner(client: FlaskClient, session: Session) -> None:
    account = make_account()
    log_in(client, account)
    answer = submit(client, "/compte", display_name="  Camille   Durand ", mobile="0639981234")
    assert (answer.status_code, answer.location) == (303, "/compte")
    session.rollback()
    changed = session.get_one(Account, account.id)
    assert (changed.display_name, changed.mobile) == ("Camille Durand", "06 39 98 12 34")
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "details_changed")).one()
    assert "Durand" not in line.details
    assert "Camille Durand" in client.get("/compte").text


def test_only_those_fields_change(client: FlaskClient, session: Session) -> None:
    """ASVS 15.3.3: mass assignment."""
    account = make_account()
    log_in(client, account)
    submit(
        client,
        "/compte",
        display_name="Camille",
        role="administrator",
        email="x@y.fr",
        closed_at="2025-01-01",
    )
    session.rollback()
    after = session.get_one(Account, account.id)
    assert (after.role, after.email, after.closed_at) == (account.role, account.email, None)


def test_the_administrator_of_a_centre_keeps_a_mobile_number(client: FlaskClient) -> None:
    """R8.1."""
    log_in(client, make_account(Role.ADMINISTRATOR))
    assert "Numéro de mobile manquant" in client.get("/compte").text
    answer = submit(client, "/compte", display_name="Camille", mobile="")
    assert answer.status_code == 422
    assert 'data-refusal="mobile_missing"' in answer.text


@pytest.mark.parametrize("typed", ["06 39 98 12 34", "06.39.98.12.34", "+33 6 39 98 12 34", "0033639981234"])
def test_a_number_has_one_spelling(typed: str) -> None:
    assert clean_mobile(typed) == "06 39 98 12 34"


@pytest.mark.parametrize("typed", ["12", "06 39 98 12 3", "six", "+", "1" * 40, "٠٦٣٩٩٨١٢٣٤"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(MobileRefused):
        clean_mobile(typed)


def test_changing_the_password_asks_the_present_one_and_ends_the_others(
    client: FlaskClient, session: Session
) -> None:
    """ASVS 6.2.3, 7.4.3."""
    account = make_account()
    other = client.application.test_client()
    for browser in (client, other):
        log_in(browser, account)
    assert change(client, "pas le bon mot de passe", GOOD).status_code == 422
    assert change(client, PASSWORD, GOOD).status_code == 303
    assert client.get("/compte").status_code == 200
    assert (other.get("/compte").location or "").startswith("/connexion")
    session.rollback()
    assert passwords.matches(session.get_one(Account, account.id).password_hash, GOOD)
    assert templates(session) == ["password_changed"]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (PASSWORD, "password_unchanged"),
        ("navet", "password_too_short"),
        ("parcoursup-cfa-2025", "password_trade"),
        ("dominique.roux.2025", "password_own_words"),
    ],
)
def test_a_password_that_will_not_do_says_why(client: FlaskClient, new: str, code: str) -> None:
    log_in(client, make_account())
    answer = change(client, PASSWORD, new)
    assert answer.status_code == 422
    assert f'data-refusal="{code}"' in answer.text
    assert new not in answer.text


def test_the_present_password_cannot_be_guessed_there(client: FlaskClient) -> None:
    """ASVS 6.3.1."""
    log_in(client, make_account())
    answers = [change(client, f"une autre phrase {rank}", GOOD).status_code for rank in range(4)]
    assert answers[-1] == 429


def test_open_logins_are_listed_with_their_device_and_closable(client: FlaskClient, session: Session) -> None:
    """R8.4, ASVS 7.5.2: closing ends one within one request."""
    account = make_account()
    other = client.application.test_client()
    other.environ_base["HTTP_USER_AGENT"] = WINDOWS
    log_in(client, account)
    log_in(other, account)
    page = client.get("/compte/connexions").text
    assert "Firefox sur Windows" in page
    assert page.count("Celle-ci") == 1
    ids = list(map(int, re.findall(r'data-login="(\d+)"', page)))
    token = token_of(page)
    assert (
        client.post(f"/compte/connexions/{ids[1]}/fermeture", data={"csrf_token": token}).status_code == 303
    )
    assert (other.get("/compte").location or "").startswith("/connexion")
    assert client.get("/compte").status_code == 200


def test_all_the_others_end_together(client: FlaskClient) -> None:
    account = make_account()
    others = [client.application.test_client() for _ in range(2)]
    for browser in (client, *others):
        log_in(browser, account)
    token = token_of(client.get("/compte/connexions").text)
    assert client.post("/compte/connexions/autres", data={"csrf_token": token}).status_code == 303
    assert all((browser.get("/compte").location or "").startswith("/connexion") for browser in others)
    assert client.get("/compte").status_code == 200


def test_the_login_of_somebody_else_does_not_exist(client: FlaskClient, session: Session) -> None:
    """F39."""
    colleague = client.application.test_client()
    log_in(colleague, make_account())
    foreign = session.scalars(select(Login.id)).one()
    log_in(client, make_account())
    token = token_of(client.get("/deconnexion").text)
    data = {"csrf_token": token}
    assert client.post(f"/compte/connexions/{foreign}/fermeture", data=data).status_code == 404
    assert colleague.get("/compte").status_code == 200


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("zut", "encore 13"),
        ("parcoursup-cfa-2025", "mots du métier"),
        ("dominique roux 2025", "votre nom"),
        (GOOD, "très solide"),
        ("x" * 5000, "trop long"),
    ],
)
def test_the_strength_is_said_as_one_types_and_is_not_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, password: str, words: str
) -> None:
    log_in(client, make_account())
    token = token_of(client.get("/deconnexion").text)
    answer = client.post("/outils/mot-de-passe", data={"password": password}, headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    assert words in answer.text
    assert password not in answer.text
    assert password not in caplog.text


def test_the_strength_asks_for_a_token(client: FlaskClient) -> None:
    """ASVS 3.5.1: and never goes into an address."""
    assert client.post("/outils/mot-de-passe", data={"password": GOOD}).status_code == 400
    assert client.get(f"/outils/mot-de-passe?password={GOOD}").status_code == 405


def test_the_strength_is_said_to_whoever_has_a_password_to_choose_alone(
    client: FlaskClient, session: Session
) -> None:
    """ASVS 15.2.2: a stranger does not make the machine work."""
    forgotten.ask_reset(make_account().email, "192.0.2.1")
    path = latest_path(session, "password_reset")
    header = {"X-CSRFToken": hidden_fields(client.get(path).text)["csrf_token"]}
    tool = "/outils/mot-de-passe"
    for link, status in ((path.rpartition("/")[2], 200), ("", 403), ("x", 403)):
        answer = client.post(tool, data={"password": GOOD, "link": link}, headers=header)
        assert answer.status_code == status
    with time_machine.travel(clock.wall() + timedelta(hours=2), tick=False):
        link = path.rpartition("/")[2]
        assert client.post(tool, data={"password": GOOD, "link": link}, headers=header).status_code == 403
