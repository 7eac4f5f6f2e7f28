"""A storm of mails is held back: so many an hour to one person, so many an hour in all (F24)."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.mail import queries, registry
from recruitment.mail.models import OutboxMail
from recruitment.mail.queries import PER_RECIPIENT, URGENT_PER_RECIPIENT
from recruitment.mail.rendering import Texts
from tests.builders import make_account
from tests.mail.post import NOTE, one_pass, outbox, post_office, queue, use


@pytest.fixture
def ordinary(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a mail that is not urgent."""
    urgent = registry.find(NOTE)
    assert urgent is not None
    plain = registry.Template(NOTE, urgent.title, urgent.example, lambda _s, _p: urgent.example)
    monkeypatch.setitem(registry._templates, NOTE, plain)
    return NOTE


def test_one_person_gets_so_many_an_hour_and_the_rest_later(app: Flask, ordinary: str) -> None:
    """F24: a loop that queues mails to one person does not flood them."""
    flooded, other = make_account(email="noyee@cfa.fr"), make_account(email="autre@cfa.fr")
    queue(flooded, times=PER_RECIPIENT + 10)
    queue(other, at=clock.now() - timedelta(minutes=1))
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
        assert office.addressed.count("noyee@cfa.fr") == PER_RECIPIENT
        assert office.addressed.count("autre@cfa.fr") == 1
        one_pass()
        assert office.addressed.count("noyee@cfa.fr") == PER_RECIPIENT
        with time_machine.travel(clock.wall() + timedelta(hours=1, minutes=1)):
            one_pass()
    assert office.addressed.count("noyee@cfa.fr") == PER_RECIPIENT + 10


def test_urgent_mails_are_counted_apart_and_leave_first(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code to sign in does not wait behind a day's notices."""
    account = make_account(email="a.b@cfa.fr")
    urgent = registry.find(NOTE)
    assert urgent is not None
    plain = registry.Template("new_wish", "", urgent.example, lambda _s, _p: urgent.example)
    monkeypatch.setitem(registry._templates, "new_wish", plain)
    monkeypatch.setattr("recruitment.mail.rendering.render", lambda template, *_rest: _texts(template.name))
    queue(account, times=3, template="new_wish")
    queue(account, times=2, at=clock.now() + timedelta(seconds=1))
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    assert [str(mail["Subject"]) for mail in office.received[:2]] == [NOTE, NOTE]
    assert len(office.received) == 5
    assert URGENT_PER_RECIPIENT < PER_RECIPIENT


URGENT = (
    "deadline_reminder", "new_place", "factor_changed", "factor_reset", "code_failures", "password_changed",
    "password_reset", "invitation",
)  # fmt: skip


@pytest.mark.parametrize("template", URGENT)
def test_a_storm_of_notices_delays_neither_a_reminder_nor_a_warning(app: Flask, template: str) -> None:
    """R3.6, F24: these do not wait behind a day's new wishes, which would make the reminder useless."""
    account = make_account()
    queue(account, times=PER_RECIPIENT + 10, template="new_wish")
    queue(account, at=clock.now() + timedelta(seconds=1), template=template)
    assert due_now() == [template]


def test_a_storm_of_urgent_mails_does_not_delay_a_code(app: Flask) -> None:
    """F24: whoever asks for links again and again keeps nobody from signing in."""
    account = make_account()
    queue(account, times=URGENT_PER_RECIPIENT, template="password_reset")
    with transaction() as session:
        sent = {"status": "sent", "sent_at": clock.wall()}
        session.execute(update(OutboxMail).values(**sent))
    queue(account, at=clock.now() + timedelta(seconds=1), template="password_reset")
    queue(account, at=clock.now() + timedelta(seconds=2), template="factor_code")
    assert due_now() == ["factor_code"]


def due_now() -> list[str]:
    """Return the templates of the next mails to try."""
    at = queries.Moment(clock.wall(), clock.now())
    names = {row.id: row.template for row in outbox()}
    return [names[id_] for id_ in queries.due(db.session(), at, 20, per_hour=5_000)]


def test_the_hour_s_total_is_a_breaker(app: Flask, ordinary: str) -> None:
    """F24: past the total nothing leaves until the hour has moved on; nothing is lost."""
    accounts = [make_account() for _ in range(8)]
    queue(*accounts, times=2)
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}", mails_per_hour=5)
        one_pass()
        one_pass()
        assert len(office.received) == 5
        with time_machine.travel(clock.wall() + timedelta(hours=1, minutes=1)):
            one_pass()
        assert len(office.received) == 10
    assert [row.status for row in outbox()].count("queued") == 6


def _texts(subject: str) -> Texts:
    return Texts(subject, "texte", "<p>texte</p>")
