"""What a code is worth: once, for a while, to one login, and not to whoever tries them all (R8.2, F38)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.accounts import actions
from recruitment.accounts.factors import answering, backup, changes, half_open, seeds
from recruitment.accounts.factors.half_open import HalfOpen
from recruitment.accounts.models import Account, BackupCode, FactorAttempt, Login
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.mail.models import OutboxMail
from recruitment.rules.errors import RuleViolation
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
    wrong_code,
)
from tests.builders import PASSWORD, make_account, make_factor
from tests.forms import hidden_fields

ORIGIN = actions.Origin("192.0.2.7", "tests")


def half_opened(account: Account) -> HalfOpen:
    """Give the password, without the page."""
    opened = actions.sign_in(account.email, PASSWORD, ORIGIN)
    login = half_open.find(actions.digest(opened.token))
    assert login is not None
    return login


def test_a_code_serves_once(app: Flask) -> None:
    """ASVS 6.5.1: another browser that saw it over a shoulder comes too late."""
    account, code = make_account(), code_now()
    first, second = app.test_client(), app.test_client()
    first_step(first, account)
    first_step(second, account)
    assert send(first, CODE, code=code).status_code == 303
    assert 'data-refusal="code_refused"' in send(second, CODE, code=code).text
    assert not is_in(second)


def test_of_two_parallel_replays_one_enters(app: Flask) -> None:
    """ASVS 6.5.1, F38: two requests with the same code at the same instant, from two half-open logins."""
    account = make_account()
    logins, code, together = [half_opened(account) for _ in range(2)], code_now(), Barrier(2)

    def give(login: HalfOpen) -> bool:
        with app.app_context():
            try:
                together.wait()
                answering.give_code(login, code, ORIGIN, remember=True)
            except RuleViolation:
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(give, logins)) == [False, True]


def test_one_login_is_completed_once_whatever_the_codes(app: Flask) -> None:
    account = make_account()
    login = half_opened(account)
    with time_machine.travel(clock.wall(), tick=False) as moment:
        answering.give_code(login, code_now(), ORIGIN, remember=True)
        moment.shift(STEP)
        with pytest.raises(RuleViolation, match="sign_in_expired"):
            answering.give_code(login, code_now(), ORIGIN, remember=True)


def test_the_codes_of_the_steps_around_are_taken_in_order_only(app: Flask) -> None:
    """ASVS 6.5.5: one step of tolerance; a step taken closes those before it."""
    account = make_account()
    with time_machine.travel(clock.wall(), tick=False) as moment:
        earlier = code_now()
        moment.shift(STEP)
        now = code_now()
        answering.give_code(half_opened(account), now, ORIGIN, remember=False)
        with pytest.raises(RuleViolation, match="code_refused"):
            answering.give_code(half_opened(account), earlier, ORIGIN, remember=False)


def test_a_code_two_steps_old_is_refused(app: Flask) -> None:
    account = make_account()
    with time_machine.travel(clock.wall(), tick=False) as moment:
        code = code_now()
        moment.shift(2 * STEP)
        with pytest.raises(RuleViolation, match="code_refused"):
            answering.give_code(half_opened(account), code, ORIGIN, remember=True)


def test_the_code_of_another_account_is_refused(app: Flask) -> None:
    seed = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"
    other = make_account(factor=False)
    make_factor(other, sealed=seeds.sealed_for(other.id, seed))
    with pytest.raises(RuleViolation, match="code_refused"):
        answering.give_code(half_opened(make_account()), code_now(seed), ORIGIN, remember=True)


def by_mail() -> Account:
    """Make an account whose only factor is its address."""
    account = make_account(factor=False)
    make_factor(account, kind="email")
    return account


def test_the_code_by_mail_leaves_with_the_password(client: FlaskClient, session: Session) -> None:
    """R8.2; the outbox holds no code."""
    first_step(client, by_mail())
    code = mailed_code()
    mail = session.execute(select(OutboxMail.template, OutboxMail.payload)).one()
    assert (mail.template, list(mail.payload)) == ("factor_code", ["mail_code"])
    assert send(client, CODE, code=f"{code[:4]} {code[4:]}").status_code == 303
    assert is_in(client)


def test_a_code_by_mail_serves_once(app: Flask) -> None:
    account = by_mail()
    login = half_opened(account)
    code = mailed_code(login.login_id)
    answering.give_code(login, code, ORIGIN, remember=True)
    with pytest.raises(RuleViolation, match="code_refused"):
        answering.give_code(login, code, ORIGIN, remember=True)


def test_a_code_by_mail_is_for_the_login_that_asked(app: Flask) -> None:
    """ASVS 6.6.2: the code of session A is refused in B."""
    account = by_mail()
    asked = half_opened(account)
    code = mailed_code(asked.login_id)
    other = half_opened(account)
    with pytest.raises(RuleViolation, match="code_refused"):
        answering.give_code(other, code, ORIGIN, remember=True)
    answering.give_code(asked, code, ORIGIN, remember=True)


@pytest.mark.parametrize(("seconds", "taken"), [(599, True), (601, False)])
def test_a_code_by_mail_lasts_ten_minutes(app: Flask, seconds: int, taken: bool) -> None:
    """ASVS 6.5.5; the login is made younger, so that the code alone is too old."""
    account = by_mail()
    with time_machine.travel(clock.wall(), tick=False) as moment:
        login = half_opened(account)
        code = mailed_code(login.login_id)
        moment.shift(timedelta(seconds=seconds))
        with transaction() as session:
            session.get_one(Login, login.login_id).opened_at = clock.wall()
        if taken:
            answering.give_code(login, code, ORIGIN, remember=True)
        else:
            with pytest.raises(RuleViolation, match="code_refused"):
                answering.give_code(login, code, ORIGIN, remember=True)


def test_codes_by_mail_leave_further_and_further_apart(app: Flask) -> None:
    """ASVS 6.3.1, F24: nobody's mailbox is flooded, by whoever knows the password."""
    account = by_mail()
    with time_machine.travel(clock.wall(), tick=False) as moment:
        login = half_opened(account)
        with pytest.raises(RuleViolation) as refused:
            answering.send_code(login)
        assert refused.value.details["wait"] == 60
        moment.shift(timedelta(seconds=60))
        answering.send_code(login)
        half_opened(account)  # a sign-in sends none either: the page says when the last one left
        sent = db.session().scalar(select(func.count()).select_from(OutboxMail))
        assert sent == 2


def test_a_device_account_gets_no_code_by_mail(client: FlaskClient, session: Session) -> None:
    """ASVS 6.3.6: mail is a factor only where its owner chose it."""
    first_step(client, make_account())
    fields = hidden_fields(client.get(CODE, environ_base=ELSEWHERE).text, CODE)
    assert client.post(f"{CODE}/envoi", data=fields, environ_base=ELSEWHERE).status_code == 404
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 0


def test_ten_backup_codes_serve_once_each(app: Flask) -> None:
    """R8.2, ASVS 6.5.1."""
    account = make_account()
    with transaction() as session:
        codes = changes.renew_backup_codes(session, account.id)
    assert len(set(codes)) == backup.HOW_MANY
    typed = codes[3].lower().replace("-", " ")
    answering.give_code(half_opened(account), typed, ORIGIN, remember=False)
    with pytest.raises(RuleViolation, match="code_refused"):
        answering.give_code(half_opened(account), codes[3], ORIGIN, remember=False)
    answering.give_code(half_opened(account), codes[4], ORIGIN, remember=False)


def test_backup_codes_are_not_in_the_database(app: Flask, session: Session) -> None:
    """ASVS 6.5.2, 11.4.2."""
    account = make_account()
    with transaction() as writing:
        codes = changes.renew_backup_codes(writing, account.id)
    kept = set(session.scalars(select(BackupCode.digest)))
    assert all(len(digest) == 64 for digest in kept)
    assert not any(code.replace("-", "") in digest.upper() for code in codes for digest in kept)


def test_a_backup_code_of_another_account_is_refused(app: Flask) -> None:
    account, other = make_account(), make_account()
    with transaction() as session:
        codes = changes.renew_backup_codes(session, other.id)
    with pytest.raises(RuleViolation, match="code_refused"):
        answering.give_code(half_opened(account), codes[0], ORIGIN, remember=True)


def test_brute_force_is_slowed_and_told_to_the_owner_who_still_enters(app: Flask, session: Session) -> None:
    """ASVS 2.4.1, 6.3.1, F38: 1 000 tries in an hour, 10 of them looked at; the owner enters a moment later."""
    account = make_account()
    with time_machine.travel(clock.wall(), tick=False) as moment:
        login = half_opened(account)
        for _ in range(1000):
            with pytest.raises(RuleViolation):
                answering.give_code(login, wrong_code(), ORIGIN, remember=True)
            moment.shift(timedelta(seconds=3.6))
        looked_at = session.scalar(select(func.count()).select_from(FactorAttempt))
        assert looked_at is not None
        assert looked_at <= 10
        told = session.scalars(select(OutboxMail.template)).all()
        assert set(told) == {"code_failures"}
        assert len(told) <= 2
        moment.shift(timedelta(minutes=15))
        answering.give_code(half_opened(account), code_now(), ORIGIN, remember=True)


def test_a_throttled_code_says_how_long_to_wait(client: FlaskClient) -> None:
    first_step(client, make_account())
    for _ in range(3):
        send(client, CODE, code=wrong_code())
    answer = send(client, CODE, code=wrong_code())
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert 'data-refusal="code_throttled"' in answer.text


def test_an_address_is_throttled_across_accounts(app: Flask) -> None:
    """ASVS 6.3.1: many accounts tried from one place."""
    with time_machine.travel(clock.wall(), tick=False):
        for _ in range(10):
            login = half_opened(make_account())
            for _ in range(3):
                with pytest.raises(RuleViolation, match="code_refused"):
                    answering.give_code(login, wrong_code(), ORIGIN, remember=True)
        with pytest.raises(RuleViolation, match="code_throttled"):
            answering.give_code(half_opened(make_account()), wrong_code(), ORIGIN, remember=True)


def test_attempts_at_the_same_instant_are_all_counted(app: Flask) -> None:
    """ASVS 15.4.2: of twenty wrong codes sent together, no more than three are looked at."""
    login, code, together = half_opened(make_account()), wrong_code(), Barrier(8)

    def give(_: int) -> str:
        with app.app_context():
            try:
                together.wait()
                answering.give_code(login, code, ORIGIN, remember=True)
            except RuleViolation as refused:
                return refused.code
            finally:
                db.session.remove()
            return "entered"

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(give, range(8)))
    assert sorted(found) == ["code_refused"] * 3 + ["code_throttled"] * 5


@pytest.mark.parametrize(
    "code", ["x" * 40, "０１２３４５", "12345", "𝟏𝟐𝟑𝟒𝟓𝟔", "%%%%%%", "é" * 10, "\u202e123456"]
)
def test_what_is_no_code_is_refused(client: FlaskClient, code: str) -> None:
    first_step(client, make_account())
    assert send(client, CODE, code=code).status_code == 422


def test_a_code_does_not_open_twice_through_the_page(client: FlaskClient) -> None:
    """F38: the same request sent again."""
    account = make_account()
    sign_in(client, account)
    assert client.get(CODE, environ_base={"REMOTE_ADDR": "192.0.2.7"}).location == "/"
