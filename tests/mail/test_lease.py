"""One sender at a time: who lost the lease while speaking to the server says what was taken, and stops (I15, F19)."""

from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, update

from recruitment.core.database import db
from recruitment.core.models import JobLease, JobRun
from recruitment.core.transaction import transaction
from recruitment.mail import sending, smtp
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job
from tests.builders import make_account
from tests.mail.post import one_pass, outbox, post_office, queue, use


def test_a_sender_that_lost_its_lease_stops_and_its_mail_counts(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F19: frozen while the server answered, it came back after another took over."""
    queue(*(make_account() for _ in range(3)))
    deliver = smtp.Connection.deliver

    def frozen(connection: smtp.Connection, sender: str, to: str, message: bytes) -> str:
        words = deliver(connection, sender, to, message)
        with transaction() as session:
            session.execute(update(JobLease).values(token=JobLease.token + 1, holder="another:1:x"))
        return words

    monkeypatch.setattr(smtp.Connection, "deliver", frozen)
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    assert [row.status for row in outbox()] == ["sent", "queued", "queued"]
    assert [row.attempts for row in outbox()] == [1, 0, 0]
    assert len(office.received) == 1
    assert db.session.scalars(select(JobRun.outcome).order_by(JobRun.id.desc())).first() == "lost"


def test_a_second_sender_is_told_to_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """I15."""
    queue(make_account())
    met: list[str] = []

    def another_pass(*_: object) -> str:
        with pytest.raises(RuleViolation) as refused:
            one_pass()
        met.append(refused.value.code)
        return "250 OK"

    monkeypatch.setattr(smtp.Connection, "deliver", another_pass)
    with post_office() as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    assert met == ["job_running"]
    assert outbox()[0].status == "sent"


def test_a_conversation_carries_so_many_mails_and_then_another_begins(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PER_CONNECTION", 2)
    queue(*(make_account() for _ in range(5)))
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    assert (len(office.received), office.conversations) == (5, 3)


def test_a_process_asked_to_stop_ends_after_the_mail_under_way(app: Flask) -> None:
    """F50: what is left is for the next pass, untouched."""
    stop = Event()
    queue(*(make_account() for _ in range(4)))
    with post_office() as (office, port):
        office.on_data = stop.set
        use(app, f"smtp://127.0.0.1:{port}")
        run_job(BY_NAME["send-mails"], started_by="command", stop=stop)
    assert len(office.received) == 1
    assert [row.attempts for row in outbox()] == [1, 0, 0, 0]
