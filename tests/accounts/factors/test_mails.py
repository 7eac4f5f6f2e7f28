"""What the mails about second factors say, and what they never hold (R8.2)."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts import actions
from recruitment.accounts.devices import device_words
from recruitment.accounts.factors import answering, half_open
from recruitment.accounts.factors.half_open import HalfOpen
from recruitment.accounts.models import Account
from recruitment.core import clock
from recruitment.mail.models import OutboxMail
from recruitment.mail.registry import Addressee, NoLongerNeeded, find
from recruitment.mail.rendering import render
from tests.accounts.factors.steps import code_now, mailed_code
from tests.builders import PASSWORD, make_account, make_factor

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
    "Safari/537.36 Edg/140.0"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604"
)


def half_opened(account: Account) -> HalfOpen:
    opened = actions.sign_in(account.email, PASSWORD, actions.Origin("192.0.2.7", FIREFOX))
    login = half_open.find(actions.digest(opened.token))
    assert login is not None
    return login


def written(session: Session) -> str:
    """Return the subject and the text of the only mail that waits."""
    row = session.execute(select(OutboxMail.template, OutboxMail.payload)).one()
    template = find(row.template)
    assert template is not None
    variables = template.variables(session, row.payload)
    texts = render(template, Addressee("a@exemple.fr", "A B"), variables, "https://tremplin.example")
    return f"{texts.subject}\n{texts.text}"


def by_mail() -> Account:
    account = make_account(factor=False)
    make_factor(account, kind="email")
    return account


def test_the_mail_brings_the_code_that_opens(app: Flask, session: Session) -> None:
    """R8.2, R13: the code is in the mail, not in its subject nor in the outbox."""
    login = half_opened(by_mail())
    code = mailed_code(login.login_id)
    subject, _, text = written(session).partition("\n")
    assert f"{code[:4]} {code[4:]}" in text
    assert code[:4] not in subject
    assert code not in str(session.execute(select(OutboxMail.payload, OutboxMail.event_key)).all())


def test_a_code_that_is_past_is_not_sent(app: Flask, session: Session) -> None:
    half_opened(by_mail())
    with time_machine.travel(clock.wall() + timedelta(minutes=10), tick=False), pytest.raises(NoLongerNeeded):
        written(session)


def test_a_code_that_has_served_is_not_sent(app: Flask, session: Session) -> None:
    login = half_opened(by_mail())
    code = mailed_code(login.login_id)
    origin = actions.Origin("192.0.2.7", FIREFOX)
    template, payload = find("factor_code"), session.scalars(select(OutboxMail.payload)).one()
    answering.give_code(login, code, origin, remember=True)
    assert template is not None
    with pytest.raises(NoLongerNeeded):
        template.variables(session, payload)


def test_a_new_place_says_when_from_where_and_by_what(app: Flask, session: Session) -> None:
    """ASVS 6.3.5."""
    login = half_opened(make_account())
    answering.give_code(login, code_now(), actions.Origin("192.0.2.7", FIREFOX), remember=True)
    text = written(session)
    assert "192.0.2.7" in text
    assert "Firefox sur Windows" in text
    assert "https://tremplin.example/compte/securite" in text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (EDGE, "Edge sur Windows"),
        (SAFARI, "Safari sur iPhone"),
        ("curl/8.5", "appareil inconnu"),
        ("", "appareil inconnu"),
        ("<script>Firefox/1", "Firefox"),
        ("\x00\u202eLinux", "Linux"),
    ],
)
def test_a_device_in_words(said: str, words: str) -> None:
    """Anybody may write this header: nothing of it is repeated."""
    assert device_words(said) == words
