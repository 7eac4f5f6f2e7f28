"""What the demonstration makes easier at the sign-in, on its own machine, and what it does not (R8.2)."""

import re

from flask import Flask
from flask.testing import FlaskClient

from recruitment.demo.catalogue import LOGINS
from recruitment.demo.welcome import welcome
from tests.builders import PASSWORD, make_account
from tests.demo.conftest import demonstration
from tests.forms import hidden_fields, submit
from tests.year_2025 import BEGINNING

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
CODE = "/connexion/code"


def first_step(client: FlaskClient, email: str, origin: dict[str, str]) -> str:
    fields = hidden_fields(client.get("/connexion", environ_base=origin).text, "/connexion")
    data = {**fields, "email": email, "password": PASSWORD}
    return client.post("/connexion", data=data, environ_base=origin).location or ""


def test_an_account_without_factor_enters_from_this_machine_at_once(client: FlaskClient) -> None:
    account = make_account(factor=False)
    assert first_step(client, account.email, {"REMOTE_ADDR": "127.0.0.1"}) == "/"
    assert client.get("/deconnexion").status_code == 200


def test_who_chose_a_password_enrols_as_the_page_of_the_invitation_says(client: FlaskClient) -> None:
    invited = make_account(factor=False, password_changed_at=BEGINNING)
    assert first_step(client, invited.email, {"REMOTE_ADDR": "127.0.0.1"}) == "/connexion/facteur"


def test_from_elsewhere_it_enrols_one(client: FlaskClient) -> None:
    assert first_step(client, make_account(factor=False).email, ELSEWHERE) == "/connexion/facteur"


def test_a_forged_header_is_not_this_machine(client: FlaskClient) -> None:
    """ASVS 4.1.3."""
    fields = hidden_fields(client.get("/connexion", environ_base=ELSEWHERE).text, "/connexion")
    data = {**fields, "email": make_account(factor=False).email, "password": PASSWORD}
    headers = {"X-Forwarded-For": "127.0.0.1"}
    answer = client.post("/connexion", data=data, environ_base=ELSEWHERE, headers=headers)
    assert answer.location == "/connexion/facteur"


def test_an_account_with_a_factor_is_asked_and_the_page_shows_the_code(client: FlaskClient) -> None:
    account = make_account()
    assert first_step(client, account.email, ELSEWHERE) == CODE
    page = client.get(CODE, environ_base=ELSEWHERE).text
    shown = re.search(r"data-code-demonstration>(\d{6})<", page)
    assert shown is not None
    data = {**hidden_fields(page, CODE), "code": shown[1]}
    assert client.post(CODE, data=data, environ_base=ELSEWHERE).location == "/"


def test_the_code_shown_is_never_one_that_has_served(app: Flask) -> None:
    account = make_account()
    for origin in ({"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "192.0.2.8"}):
        browser = app.test_client()
        first_step(browser, account.email, origin)
        page = browser.get(CODE, environ_base=origin).text
        shown = re.search(r"data-code-demonstration>(\d{6})<", page)
        assert shown is not None
        data = {**hidden_fields(page, CODE), "code": shown[1]}
        assert browser.post(CODE, data=data, environ_base=origin).location == "/"


def test_a_factor_given_at_creation_is_asked_on_this_machine_too(app: Flask, client: FlaskClient) -> None:
    options = ["--email", "claire.roux@exemple.fr", "--role", "administrator"]
    seed = ["--totp-secret", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"]
    made = app.test_cli_runner().invoke(args=["accounts", "create", *options, *seed], input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.stderr
    answer = submit(client, "/connexion", email="claire.roux@exemple.fr", password=PASSWORD)
    assert answer.location == CODE


def test_one_of_the_logins_printed_shows_the_second_factor(app: Flask) -> None:
    shown = [login for login in LOGINS if login.totp_secret]
    assert len(shown) == 1
    line = next(line for line in welcome("127.0.0.1", 8000).splitlines() if shown[0].email in line)
    assert "second facteur" in line


def test_outside_the_demonstration_nothing_of_this_exists(database_url: str) -> None:
    """ASVS 13.4.2: the same accounts, the same machine, no demonstration."""
    with demonstration(database_url) as app:
        account, asked = make_account(factor=False), make_account()
        settings = app.config["SETTINGS"]
        app.config["SETTINGS"] = type(settings)(**{**vars(settings), "demo": False})
        browser = app.test_client()
        home = {"REMOTE_ADDR": "127.0.0.1"}
        assert first_step(browser, account.email, home) == "/connexion/facteur"
        assert "data-code-demonstration" not in browser.get("/connexion/facteur").text
        first_step(browser, asked.email, ELSEWHERE)
        assert "data-code-demonstration" not in browser.get(CODE, environ_base=ELSEWHERE).text
