"""Signing in: one answer for every failure, a new token for every success, own paths only afterwards."""

import re
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import actions, passwords
from recruitment.accounts.models import Account, Login, LoginAttempt
from recruitment.core.transaction import transaction
from recruitment.journal.actions import OPERATOR
from tests.builders import PASSWORD, log_in, make_account
from tests.forms import submit
from tests.passwords import CHEAP_HASHER

OUTSIDE = (
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
)
SNEAKY = ("/\t/evil.example", "/\n/evil.example", " //evil.example", "\\\\evil.example", "/\x00", "")


class CountingHasher:
    """Counts how often a password is verified: what a sign-in costs."""

    def __init__(self) -> None:
        self.verified = 0

    def hash(self, password: str) -> str:
        return CHEAP_HASHER.hash(password)

    def verify(self, stored: str, password: str) -> bool:
        self.verified += 1
        return CHEAP_HASHER.verify(stored, password)

    def check_needs_rehash(self, stored: str) -> bool:
        return CHEAP_HASHER.check_needs_rehash(stored)


def login_cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("login")
    return cookie.value if cookie else ""


def test_the_right_password_opens_the_home_page(client: FlaskClient) -> None:
    answer = submit(client, "/connexion", email=make_account().email, password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_address_is_taken_in_any_case_and_with_spaces_around(client: FlaskClient) -> None:
    account = make_account(email="hélène.roux@exemple.fr")
    answer = submit(client, "/connexion", email=f"  {account.email.upper()} ", password=PASSWORD)
    assert answer.status_code == 303


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: FlaskClient) -> None:
    known = submit(client, "/connexion", email=make_account(email="a@exemple.fr").email, password="x" * 20)
    unknown = submit(client, "/connexion", email="b@exemple.fr", password="x" * 20)
    volatile = re.compile(r'content="[^"]*"|value="[^"]*"')
    assert known.status_code == unknown.status_code == 422
    assert volatile.sub("", known.text) == volatile.sub("", unknown.text)
    assert 'data-refusal="sign_in_refused"' in known.text


def test_an_unknown_address_costs_as_many_verifications_as_a_known_one(
    app: Flask, client: FlaskClient
) -> None:
    account = make_account()
    app.config[passwords.HASHER_KEY] = hasher = CountingHasher()
    counts = []
    for address in (account.email, "personne@exemple.fr"):
        submit(client, "/connexion", email=address, password="x" * 20)
        counts.append(hasher.verified)
    assert counts == [1, 2]


def test_what_was_typed_is_kept_but_for_the_password(client: FlaskClient) -> None:
    page = submit(client, "/connexion", email="moi@exemple.fr", password="secret-typed-wrongly")
    assert "moi@exemple.fr" in page.text
    assert "secret-typed-wrongly" not in page.text


def test_a_closed_account_is_refused_like_an_unknown_one(client: FlaskClient) -> None:
    account = make_account()
    with transaction() as session:
        session.get_one(Account, account.id).closed_at = account.created_at
    answer = submit(client, "/connexion", email=account.email, password=PASSWORD)
    assert 'data-refusal="sign_in_refused"' in answer.text


def test_an_empty_form_says_what_is_missing(client: FlaskClient) -> None:
    page = submit(client, "/connexion", email="", password="")
    assert page.status_code == 422
    assert "Écrivez votre adresse mail." in page.text
    assert "Écrivez votre mot de passe." in page.text


def test_each_sign_in_makes_a_new_token_of_which_only_the_digest_is_kept(
    client: FlaskClient, session: Session
) -> None:
    account = make_account()
    tokens = []
    for _ in range(2):
        client.delete_cookie("login")
        log_in(client, account)
        tokens.append(login_cookie(client))
    assert tokens[0] != tokens[1]
    assert all(len(token) == 43 for token in tokens)
    kept = session.scalars(select(Login.token_hash).order_by(Login.id)).all()
    assert kept == [actions.digest(token) for token in tokens]


def test_a_token_chosen_before_the_sign_in_is_worth_nothing_after_it(client: FlaskClient) -> None:
    """ASVS 7.2.4: a fixed session."""
    planted = "A" * 43
    client.set_cookie("login", planted)
    log_in(client, make_account())
    assert login_cookie(client) != planted
    client.set_cookie("login", planted)
    assert client.get("/deconnexion").status_code == 303


def test_a_form_token_known_before_the_sign_in_is_worth_nothing_after_it(client: FlaskClient) -> None:
    before = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/connexion").text)
    assert before is not None
    log_in(client, make_account())
    assert client.post("/deconnexion", data={"csrf_token": before[1]}).status_code == 400


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: FlaskClient) -> None:
    answer = submit(client, "/connexion", email=make_account().email, password=PASSWORD)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("login="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_a_signed_in_person_is_sent_on_from_the_sign_in_page(client: FlaskClient) -> None:
    log_in(client, make_account())
    assert client.get("/connexion?next=/formations").location == "/formations"


def test_the_page_that_was_asked_for_comes_after_the_sign_in(client: FlaskClient) -> None:
    address = client.get("/formations?etat=refused").location or ""
    assert address == "/connexion?next=%2Fformations%3Fetat%3Drefused"
    page = client.get(address)
    account = make_account()
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page.text)
    assert token is not None
    fields = {"email": account.email, "password": PASSWORD, "next": "/formations?etat=refused"}
    assert 'value="/formations?etat=refused"' in page.text
    answer = client.post("/connexion", data={**fields, "csrf_token": token[1]})
    assert answer.location == "/formations?etat=refused"


@pytest.mark.parametrize("target", OUTSIDE + SNEAKY[:-2])
def test_a_sign_in_never_leads_to_another_site(client: FlaskClient, target: str) -> None:
    """ASVS 3.7.2."""
    answer = submit(client, "/connexion", email=make_account().email, password=PASSWORD, next=target)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_hash_of_former_costs_is_made_again_at_the_sign_in(client: FlaskClient, session: Session) -> None:
    former = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    account = make_account(password_hash=former)
    log_in(client, account)
    stored = session.scalar(select(Account.password_hash).where(Account.id == account.id))
    assert stored is not None
    assert stored != former
    assert not CHEAP_HASHER.check_needs_rehash(stored)


class InterruptedHasher:
    """Lets something else happen while a password is verified."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self.meanwhile = meanwhile

    def hash(self, password: str) -> str:
        return CHEAP_HASHER.hash(password)

    def verify(self, stored: str, password: str) -> bool:
        self.meanwhile()
        return CHEAP_HASHER.verify(stored, password)

    def check_needs_rehash(self, stored: str) -> bool:
        return bool(stored)


@pytest.mark.parametrize("change", ["password", "closing"])
def test_no_login_opens_once_the_account_has_changed_its_password_or_is_closed(
    app: Flask, client: FlaskClient, session: Session, change: str
) -> None:
    """ASVS 7.4.3: those open were ended; the former password opens none, nor comes back by its new costs."""
    account = make_account()
    account_id, other = account.id, CHEAP_HASHER.hash("six navets dans un autre train")

    def meanwhile() -> None:
        if change == "closing":
            actions.close_account(account_id, OPERATOR)
            return
        with transaction() as own:
            own.get_one(Account, account_id).password_hash = other

    app.config[passwords.HASHER_KEY] = InterruptedHasher(meanwhile)
    answer = submit(client, "/connexion", email=account.email, password=PASSWORD)
    assert answer.status_code == 422
    assert 'data-refusal="sign_in_refused"' in answer.text
    session.rollback()
    assert session.scalars(select(Login.id)).all() == []
    assert session.scalars(select(LoginAttempt.succeeded)).all() == [False]
    kept = session.scalars(select(Account.password_hash).where(Account.id == account_id)).one()
    assert (kept == other) is (change == "password")
