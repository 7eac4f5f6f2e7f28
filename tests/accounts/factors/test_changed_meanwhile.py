"""A factor is given and the factors are changed, at the same instant: one after the other (R8.2)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask

from recruitment.accounts import actions, open_logins
from recruitment.accounts.factors import answering, changes, half_open, throttling
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.rules.errors import RuleViolation
from tests.accounts.factors.steps import code_now
from tests.builders import PASSWORD, make_account

ELSEWHERE = actions.Origin("192.0.2.7", "")
A_MOMENT = 0.5  # for the other to wait at whatever it waits at


def test_a_code_given_while_the_logins_are_ended_opens_nothing_and_stops_nobody(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 7.4.3, 15.4.2: each waits for the account first, so that none has what the other waits for."""
    account = make_account()
    account_id = account.id
    opened = actions.sign_in(account.email, PASSWORD, ELSEWHERE)
    login = half_open.find(actions.digest(opened.token))
    assert login is not None
    counted, locked = Event(), Event()

    def admit_then_wait(account_id: int, ip: str) -> int:
        attempt_id = throttling_admit(account_id, ip)
        counted.set()
        locked.wait()
        return attempt_id

    throttling_admit = throttling.admit
    monkeypatch.setattr(throttling, "admit", admit_then_wait)

    def give() -> str:
        with app.app_context():
            try:
                answering.give_code(login, code_now(), ELSEWHERE, remember=True)
            except RuleViolation as refused:
                return refused.code
            finally:
                db.session.remove()
        return "in"

    with ThreadPoolExecutor(1) as pool:
        given = pool.submit(give)
        counted.wait()
        with transaction() as session:
            changes.locked(session, account_id)
            locked.set()
            Event().wait(A_MOMENT)
            open_logins.end(session, account_id, clock.wall())
        assert given.result() == "sign_in_expired"
