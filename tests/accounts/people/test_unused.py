"""R8.4: accounts unused for six months are warned 30 days before, then closed, when the installation says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account, AccountLink, Login, ResetRequest
from recruitment.accounts.people import links
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.rules.vocabulary import Role
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests.builders import make_account

NOW = datetime(2025, 5, 26, 12, 32, tzinfo=UTC)
DAY = timedelta(days=1)
SIX_MONTHS = 183 * DAY


@contextmanager
def switched_on(app: Flask) -> Iterator[None]:
    """Let the installation close what nobody uses."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, close_unused_accounts=True)
    yield
    app.config["SETTINGS"] = before


def used(account: Account, at: datetime) -> None:
    with transaction() as session:
        key = f"{account.id}-{at.timestamp()}".ljust(64, "0")[:64]
        session.add(
            Login(token_hash=key, account_id=account.id, opened_at=at, seen_at=at, ip="", user_agent="")
        )


def run_at(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return run_job(BY_NAME["close-unused-accounts"], started_by="command").rows


def is_open(account: Account) -> bool:
    db.session().rollback()
    return db.session().scalar(select(Account.closed_at).where(Account.id == account.id)) is None


def test_it_does_nothing_unless_it_is_asked_to(app: Flask, session: Session) -> None:
    account = make_account()
    used(account, NOW - 400 * DAY)
    assert run_at(NOW) == 0
    assert is_open(account)
    assert session.scalars(select(OutboxMail.id)).all() == []


def test_a_warning_comes_first_and_the_end_thirty_days_later(app: Flask, session: Session) -> None:
    account = make_account()
    used(account, NOW)
    with switched_on(app):
        assert run_at(NOW + SIX_MONTHS - 30 * DAY - timedelta(seconds=1)) == 0
        warned_at = NOW + SIX_MONTHS - 30 * DAY
        assert run_at(warned_at) == 1
        mail = session.execute(select(OutboxMail.template, OutboxMail.payload)).one()
        assert mail.template == "account_unused"
        assert mail.payload["closes_on"].startswith("2025-11-25")
        assert run_at(warned_at + 30 * DAY - timedelta(seconds=1)) == 0
        assert is_open(account)
        assert run_at(warned_at + 30 * DAY) == 1
    assert not is_open(account)
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "account_closed")).one()
    assert line.actor_kind == "system"


def test_nobody_is_closed_without_thirty_days_to_answer(app: Flask) -> None:
    account = make_account()
    used(account, NOW - 400 * DAY)
    with switched_on(app):
        assert run_at(NOW) == 1
        assert run_at(NOW + 29 * DAY) == 0
        assert is_open(account)
        assert run_at(NOW + 30 * DAY) == 1
    assert not is_open(account)


def test_whoever_signs_in_after_the_warning_stays(app: Flask) -> None:
    account = make_account()
    used(account, NOW - 400 * DAY)
    with switched_on(app):
        run_at(NOW)
        used(account, NOW + 3 * DAY)
        assert run_at(NOW + 60 * DAY) == 0
        assert is_open(account)
        again = NOW + 3 * DAY + SIX_MONTHS
        assert [run_at(again), run_at(again + 30 * DAY)] == [1, 1]
    assert not is_open(account)


def test_the_last_administrator_stays(app: Flask) -> None:
    admin = make_account(Role.ADMINISTRATOR)
    used(admin, NOW - 400 * DAY)
    with switched_on(app):
        run_at(NOW)
        run_at(NOW + 31 * DAY)
    assert is_open(admin)


def test_the_preview_says_who_without_doing_it(app: Flask, session: Session) -> None:
    account = make_account()
    used(account, NOW - 400 * DAY)
    with switched_on(app), time_machine.travel(NOW, tick=False):
        rows = list(BY_NAME["close-unused-accounts"].preview(session, NOW).rows)
    assert [(row[0], row[3]) for row in rows] == [(account.id, "prévenir")]
    assert session.scalars(select(OutboxMail.id)).all() == []


def test_links_and_requests_are_forgotten_thirty_days_after(session: Session) -> None:
    account = make_account()
    with transaction() as own:
        for age in (31 * DAY, 29 * DAY):
            links.issue(own, account.id, links.RESET, NOW - age)
            own.add(ResetRequest(email_folded="x@exemple.fr", ip="::1", at=NOW - age))
    with time_machine.travel(NOW, tick=False):
        assert run_job(BY_NAME["purge-account-links"], started_by="command").rows == 2
    assert len(session.scalars(select(AccountLink.id)).all()) == 1
