"""The first second factor: shown, proved, kept sealed, with ten backup codes shown once (R8.2)."""

import re
from dataclasses import replace

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from recruitment.accounts.models import Account, BackupCode, Factor, KnownPlace
from recruitment.core import clock
from recruitment.core.mail_server import MailServer
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from tests.accounts.factors.steps import (
    CODE,
    ELSEWHERE,
    STEP,
    code_now,
    first_step,
    is_in,
    mailed_code,
    send,
    sign_in,
)
from tests.builders import make_account, make_factor
from tests.forms import hidden_fields

ENROL = "/connexion/facteur"
SHOWN = "/compte/codes-de-secours"


def seed_on(client: FlaskClient) -> str:
    """Return the key that the page gives to type."""
    page = client.get(ENROL, environ_base=ELSEWHERE).text
    groups = re.search(r"data-secret>(.*?)</p>", page, re.DOTALL)
    assert groups is not None
    return "".join(re.findall(r"<span>(\w+)</span>", groups[1]))


def enrol(client: FlaskClient) -> TestResponse:
    return send(client, ENROL, code=code_now(seed_on(client)))


def test_a_device_is_enrolled_by_its_code(client: FlaskClient, session: Session) -> None:
    """R8.2."""
    account = make_account(factor=False)
    first_step(client, account)
    answer = enrol(client)
    assert (answer.status_code, answer.location) == (303, SHOWN)
    assert is_in(client)
    kinds = session.execute(select(Factor.account_id, Factor.kind)).all()
    assert [tuple(row) for row in kinds] == [(account.id, "totp")]
    assert session.scalars(select(KnownPlace.prefix)).all() == ["192.0.2.7/32"]


def test_the_seed_is_sealed_in_the_database(client: FlaskClient, session: Session) -> None:
    """ASVS 11.3.2, R13."""
    first_step(client, make_account(factor=False))
    seed = seed_on(client)
    enrol(client)
    sealed = session.scalars(select(Factor.sealed)).one()
    assert sealed is not None
    assert seed not in sealed


def test_the_page_shows_the_same_seed_when_it_is_loaded_again(client: FlaskClient) -> None:
    first_step(client, make_account(factor=False))
    assert seed_on(client) == seed_on(client)


def test_two_accounts_get_two_seeds(app: Flask) -> None:
    """ASVS 6.5.3."""
    seeds = set()
    for _ in range(2):
        browser = app.test_client()
        first_step(browser, make_account(factor=False))
        seeds.add(seed_on(browser))
    assert len(seeds) == 2
    assert all(len(seed) == 32 for seed in seeds)


def test_the_picture_has_no_inline_style(client: FlaskClient) -> None:
    first_step(client, make_account(factor=False))
    page = client.get(ENROL, environ_base=ELSEWHERE).text
    assert '<svg class="qr"' in page
    assert "style=" not in page
    assert "otpauth://totp/Tremplin:" in page


def test_the_code_that_enrolled_opens_nothing_more(app: Flask) -> None:
    """ASVS 6.5.1."""
    account = make_account(factor=False)
    browser, other = app.test_client(), app.test_client()
    with time_machine.travel(clock.wall(), tick=False) as moment:
        first_step(browser, account)
        seed = seed_on(browser)
        enrol(browser)
        there = {"REMOTE_ADDR": "198.51.100.4"}
        first_step(other, account, there)
        assert send(other, CODE, origin=there, code=code_now(seed)).status_code == 422
        moment.shift(STEP)
        assert send(other, CODE, origin=there, code=code_now(seed)).status_code == 303


def test_ten_backup_codes_are_shown_once(client: FlaskClient, session: Session) -> None:
    """R8.2."""
    first_step(client, make_account(factor=False))
    enrol(client)
    page = client.get(SHOWN, environ_base=ELSEWHERE)
    codes = re.findall(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", page.text)
    assert len(set(codes)) == 10
    assert page.headers["Cache-Control"] == "no-store"
    assert len(session.scalars(select(BackupCode.id)).all()) == 10
    assert client.get(SHOWN, environ_base=ELSEWHERE).status_code == 303


def test_the_page_that_was_asked_for_comes_after_the_backup_codes(client: FlaskClient) -> None:
    account = make_account(factor=False)
    first_step(client, account)
    page = client.get(f"{ENROL}?next=/formations", environ_base=ELSEWHERE).text
    fields = {**hidden_fields(page, f"{ENROL}?next=%2Fformations"), "code": code_now(seed_on(client))}
    answer = client.post(ENROL, data=fields, environ_base=ELSEWHERE)
    assert answer.location == f"{SHOWN}?next=%2Fformations"
    assert 'href="/formations"' in client.get(answer.location, environ_base=ELSEWHERE).text


def test_a_wrong_code_enrols_nothing(client: FlaskClient, session: Session) -> None:
    first_step(client, make_account(factor=False))
    answer = send(client, ENROL, code="000000" if code_now(seed_on(client)) != "000000" else "111111")
    assert answer.status_code == 422
    assert session.scalars(select(Factor.id)).all() == []
    assert not is_in(client)


def test_the_address_is_enrolled_by_the_code_that_it_receives(client: FlaskClient, session: Session) -> None:
    """R8.2: a code by e-mail is the other way."""
    first_step(client, make_account(factor=False))
    with_mail = f"{ENROL}?par=mail"
    client.application.config["SETTINGS"] = _with_mail_server(client.application)
    page = client.get(with_mail, environ_base=ELSEWHERE).text
    fields = hidden_fields(page, f"{ENROL}/envoi")
    answer = client.post(f"{ENROL}/envoi", data=fields, environ_base=ELSEWHERE)
    assert answer.location == with_mail
    page = client.get(with_mail, environ_base=ELSEWHERE).text
    fields = {**hidden_fields(page, with_mail), "code": mailed_code()}
    assert client.post(with_mail, data=fields, environ_base=ELSEWHERE).location == SHOWN
    assert session.scalars(select(Factor.kind)).all() == ["email"]
    assert is_in(client)


def test_without_a_mail_server_the_page_says_that_no_code_can_leave(client: FlaskClient) -> None:
    first_step(client, make_account(factor=False))
    page = client.get(f"{ENROL}?par=mail", environ_base=ELSEWHERE).text
    assert "Aucun code ne peut partir." in page
    assert "Envoyer le code" not in page


def test_the_password_alone_never_adds_a_factor_to_an_account_that_has_one(client: FlaskClient) -> None:
    """ASVS 6.3.4: forced browsing from the second step to the enrolment."""
    account = make_account()
    first_step(client, account)
    assert client.get(ENROL, environ_base=ELSEWHERE).location == CODE
    fields = hidden_fields(client.get(CODE, environ_base=ELSEWHERE).text, CODE)
    answer = client.post(ENROL, data={**fields, "code": "123456"}, environ_base=ELSEWHERE)
    assert answer.location == CODE
    assert not is_in(client)


def test_a_factor_enrolled_meanwhile_stops_the_other_half_open_login(app: Flask, session: Session) -> None:
    """ASVS 15.4.2: two browsers at the first sign-in, one of which is a stranger's."""
    account = make_account(factor=False)
    mine, strangers = app.test_client(), app.test_client()
    first_step(strangers, account)
    seed = seed_on(strangers)
    page = strangers.get(ENROL, environ_base=ELSEWHERE).text
    first_step(mine, account)
    enrol(mine)
    fields = {**hidden_fields(page, ENROL), "code": code_now(seed)}
    answer = strangers.post(ENROL, data=fields, environ_base=ELSEWHERE)
    assert answer.status_code == 303
    assert not is_in(strangers)
    assert len(session.scalars(select(Factor.id)).all()) == 1


def test_an_enrolment_is_journalled_and_told(client: FlaskClient, session: Session) -> None:
    """ASVS 6.3.7, 16.3.1."""
    account = make_account(factor=False)
    first_step(client, account)
    enrol(client)
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "factor_added")).one()
    assert (line.actor_kind, line.actor_id, line.chain) == ("person", account.id, account.centre_id)
    told = session.execute(select(OutboxMail.template, OutboxMail.recipient)).all()
    assert [tuple(mail) for mail in told] == [("factor_changed", f"account:{account.id}")]


def test_what_one_account_was_shown_is_unreadable_to_another(app: Flask, client: FlaskClient) -> None:
    """The seed waits in the browser's cookie, sealed for its account."""
    first_step(client, make_account(factor=False))
    seed = seed_on(client)
    first_step(client, make_account(factor=False))
    assert seed_on(client) != seed


def test_a_code_is_asked_for_next_time_from_elsewhere(client: FlaskClient) -> None:
    """R8.2."""
    account: Account = make_account(factor=False)
    make_factor(account)
    sign_in(client, account)
    assert is_in(client)


def _with_mail_server(app: Flask) -> object:
    return replace(app.config["SETTINGS"], mail_server=MailServer("smtp", "localhost", 25))
