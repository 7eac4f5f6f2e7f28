"""The second step of a sign-in: what owes it, what completes it, and under which token (R8.2)."""

from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from recruitment.accounts import actions
from recruitment.accounts.models import Account, Login
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.mail.models import OutboxMail
from tests.accounts.factors.steps import (
    CODE,
    ELSEWHERE,
    code_now,
    first_step,
    is_in,
    send,
    sign_in,
    wrong_code,
)
from tests.accounts.test_sign_in import login_cookie
from tests.builders import PASSWORD, make_account

ENROL = "/connexion/facteur"


def test_a_password_from_a_new_place_opens_nothing_yet(client: FlaskClient) -> None:
    """R8.2, ASVS 6.3.3."""
    answer = first_step(client, make_account())
    assert (answer.status_code, answer.location) == (303, CODE)
    assert client.get("/", environ_base=ELSEWHERE).location == "/connexion"
    assert not is_in(client)


def test_the_code_opens_the_page_that_was_asked_for(client: FlaskClient) -> None:
    """R8.2."""
    answer = send(client, "/connexion?next=/formations", email=make_account().email, password=PASSWORD)
    assert answer.location == f"{CODE}?next=%2Fformations"
    answer = send(client, answer.location, code=code_now())
    assert (answer.status_code, answer.location) == (303, "/formations")
    assert is_in(client)


def test_a_code_is_taken_with_the_space_that_devices_show(client: FlaskClient) -> None:
    first_step(client, make_account())
    code = code_now()
    assert send(client, CODE, code=f" {code[:3]} {code[3:]} ").status_code == 303


def test_a_wrong_code_says_so_and_leaves_the_page(client: FlaskClient) -> None:
    first_step(client, make_account())
    answer = send(client, CODE, code=wrong_code())
    assert answer.status_code == 422
    assert 'data-refusal="code_refused"' in answer.text
    assert wrong_code() not in answer.text
    assert not is_in(client)


def test_an_empty_code_says_what_is_missing(client: FlaskClient) -> None:
    first_step(client, make_account())
    answer = send(client, CODE, code="")
    assert answer.status_code == 422
    assert "Saisissez le code." in answer.text


def test_the_token_is_renewed_by_the_second_factor(client: FlaskClient) -> None:
    """ASVS 7.2.4: what was known of the half-open login opens nothing afterwards."""
    first_step(client, make_account())
    before = login_cookie(client)
    send(client, CODE, code=code_now())
    after = login_cookie(client)
    assert before != after
    client.set_cookie("login", before)
    assert not is_in(client)
    assert client.get(CODE, environ_base=ELSEWHERE).location == "/connexion"


def test_a_form_token_of_the_first_step_is_worth_nothing_after_the_second(client: FlaskClient) -> None:
    """ASVS 7.2.4."""
    first_step(client, make_account())
    page = client.get(CODE, environ_base=ELSEWHERE).text
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    send(client, CODE, code=code_now())
    answer = client.post("/deconnexion", data={"csrf_token": token}, environ_base=ELSEWHERE)
    assert answer.status_code == 400


def test_a_completed_login_is_dead_after_signing_out(client: FlaskClient) -> None:
    """ASVS 7.4.1: reuse after logout."""
    sign_in(client, make_account())
    token = login_cookie(client)
    assert send(client, "/deconnexion").status_code == 303
    client.set_cookie("login", token)
    assert not is_in(client)


def test_a_half_open_login_waits_ten_minutes(client: FlaskClient) -> None:
    with time_machine.travel(clock.wall(), tick=False) as moment:
        first_step(client, make_account())
        moment.shift(timedelta(minutes=9, seconds=59))
        assert client.get(CODE, environ_base=ELSEWHERE).status_code == 200
        moment.shift(timedelta(seconds=1))
        assert client.get(CODE, environ_base=ELSEWHERE).location == "/connexion"


def test_a_half_open_login_of_a_closed_account_is_nobody(client: FlaskClient) -> None:
    account = make_account()
    first_step(client, account)
    with transaction() as session:
        session.get_one(Account, account.id).closed_at = account.created_at
    assert client.get(CODE, environ_base=ELSEWHERE).location == "/connexion"


def test_the_second_step_alone_leads_to_the_first(client: FlaskClient) -> None:
    for path in (CODE, ENROL):
        assert client.get(f"{path}?next=/formations").location == "/connexion?next=%2Fformations"
        assert client.get(f"{path}?next=//evil.example").location == "/connexion"


def test_somebody_signed_in_is_sent_on_from_the_second_step(client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert client.get(f"{CODE}?next=/formations", environ_base=ELSEWHERE).location == "/formations"


def test_the_code_page_never_leads_to_another_site(client: FlaskClient) -> None:
    """ASVS 3.7.2."""
    first_step(client, make_account())
    assert send(client, CODE, code=code_now(), next="//evil.example").location == "/"


def test_the_code_page_tells_nothing_of_the_account_but_its_address(client: FlaskClient) -> None:
    account = make_account()
    first_step(client, account)
    page = client.get(CODE, environ_base=ELSEWHERE)
    assert account.email in page.text
    assert account.display_name not in page.text
    assert "Démonstration" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_wrong_password_and_an_unknown_address_get_the_same_page_from_anywhere(client: FlaskClient) -> None:
    """ASVS 6.3.8: whether the account exists, or has a second factor, is told to nobody without the password."""
    enrolled, new = make_account(), make_account(factor=False)
    pages = [
        send(client, "/connexion", email=email, password="x" * 20)
        for email in (enrolled.email, new.email, "personne@exemple.fr")
    ]
    assert {page.status_code for page in pages} == {422}
    assert {len(page.text) - len(email) for page, email in zip(pages, _typed(pages), strict=True)} == {
        len(pages[0].text) - len(enrolled.email)
    }


def _typed(pages: list[TestResponse]) -> list[str]:
    return [page.text.partition('type="email" value="')[2].partition('"')[0] for page in pages]


def test_an_account_without_factor_must_enrol_one(client: FlaskClient) -> None:
    """R8.2: nothing else opens at the first sign-in, from this very machine either."""
    answer = first_step(client, make_account(factor=False), {"REMOTE_ADDR": "127.0.0.1"})
    assert answer.location == ENROL
    assert not is_in(client, {"REMOTE_ADDR": "127.0.0.1"})


def test_a_complete_login_keeps_when_its_factor_was_given(client: FlaskClient, session: Session) -> None:
    sign_in(client, make_account())
    assert session.scalars(select(Login.factor_at)).one() is not None


def test_a_new_place_is_told_to_the_owner_once(client: FlaskClient, session: Session) -> None:
    """R8.2, ASVS 6.3.5."""
    account = make_account()
    sign_in(client, account)
    mails = session.execute(select(OutboxMail.template, OutboxMail.recipient)).all()
    assert [tuple(mail) for mail in mails] == [("new_place", f"account:{account.id}")]


def test_no_page_of_the_second_step_is_kept_or_tells_where_one_comes_from(client: FlaskClient) -> None:
    """ASVS 14.3.2."""
    first_step(client, make_account(factor=False))
    page = client.get(ENROL, environ_base=ELSEWHERE)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_login_opened_directly_owes_its_factor_unless_said(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    token = "h" * 43
    with transaction() as session:
        actions.open_login(session, account.id, token, actions.Origin("192.0.2.7", ""), complete=False)
    client.set_cookie("login", token)
    assert not is_in(client)
