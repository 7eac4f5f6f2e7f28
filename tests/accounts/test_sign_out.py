"""Signing out closes the row: a copied cookie is dead."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Login
from tests.accounts.test_sign_in import login_cookie
from tests.builders import log_in, make_account
from tests.forms import submit


def test_signing_out_leads_to_the_sign_in_page_and_removes_the_cookie(client: FlaskClient) -> None:
    log_in(client, make_account())
    answer = submit(client, "/deconnexion")
    assert (answer.status_code, answer.location) == (303, "/connexion")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert login_cookie(client) == ""


def test_a_copied_cookie_is_dead_after_the_sign_out(client: FlaskClient) -> None:
    """F37: replay after logout."""
    log_in(client, make_account())
    copied = login_cookie(client)
    submit(client, "/deconnexion")
    client.set_cookie("login", copied)
    assert client.get("/deconnexion").location == "/connexion?next=%2Fdeconnexion"


def test_another_login_of_the_same_account_stays_open(client: FlaskClient, session: Session) -> None:
    account = make_account()
    log_in(client, account)
    first = login_cookie(client)
    client.delete_cookie("login")
    log_in(client, account)
    submit(client, "/deconnexion")
    client.set_cookie("login", first)
    assert client.get("/deconnexion").status_code == 200
    assert [row is None for row in session.scalars(select(Login.closed_at).order_by(Login.id))] == [
        True,
        False,
    ]


def test_a_link_alone_signs_nobody_out(client: FlaskClient) -> None:
    log_in(client, make_account())
    assert client.get("/deconnexion").status_code == 200
    assert client.get("/deconnexion").status_code == 200
