"""Mails leave: each once, in order, whatever the server answers (I13; F22, F23)."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from recruitment.core import clock
from recruitment.core.database import db, writing
from recruitment.mail import settings, smtp
from recruitment.mail.jobs import mails_wait
from recruitment.mail.models import MailRoute
from tests.builders import make_account
from tests.mail.post import SENDER, PostOffice, one_pass, outbox, post_office, queue, use


def test_a_mail_leaves_and_is_sent_for_good(app: Flask) -> None:
    """I13, F2: the row says when, and the job finds nothing more to do."""
    account = make_account(email="dominique.roux@cfa.fr")
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(account)
        assert mails_wait(db.session())
        run = one_pass()
        assert not mails_wait(db.session())
    [row] = outbox()
    [mail] = office.received
    assert (run.rows, row.status, row.attempts, row.message_id) == (1, "sent", 1, mail["Message-ID"])
    assert office.addressed == ["dominique.roux@cfa.fr"]
    assert mail["From"].addresses[0].addr_spec == SENDER
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_nothing_of_ours_is_open_while_the_server_is_spoken_to(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F22: a server that takes its time holds neither a lock nor a snapshot of the database."""
    account, seen = make_account(), []
    deliver = smtp.Connection.deliver

    def watched(connection: smtp.Connection, sender: str, to: str, message: bytes) -> str:
        seen.append((db.session().in_transaction(), writing.get()))
        return deliver(connection, sender, to, message)

    monkeypatch.setattr(smtp.Connection, "deliver", watched)
    with post_office() as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(account, times=2)
        one_pass()
    assert seen == [(False, False), (False, False)]


def test_without_a_server_the_rows_stay(app: Flask) -> None:
    """Events of the time before a server are kept."""
    queue(make_account())
    assert not settings.is_configured()
    assert not mails_wait(db.session())
    assert one_pass().rows == 0
    assert [row.status for row in outbox()] == ["queued"]


def test_what_waited_for_days_is_left_to_a_person(app: Flask) -> None:
    """A server set up later does not send what is a week old; what is younger leaves."""
    account, now = make_account(), clock.now()
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(account, at=now - timedelta(days=7, minutes=1))
        queue(account, at=now - timedelta(days=6, hours=23))
        one_pass()
    assert len(office.received) == 1
    assert [row.status for row in outbox()] == ["queued", "sent"]


def test_one_person_s_mails_leave_in_the_order_of_the_events(app: Flask) -> None:
    first, second = make_account(email="a.b@cfa.fr"), make_account(email="c.d@cfa.fr")
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(first, second, times=5)
        one_pass()
        by_person: dict[str, list[int]] = {row.recipient: [] for row in outbox()}
        ids = {row.message_id: row for row in outbox()}
        for message_id in office.message_ids:
            by_person[ids[message_id].recipient].append(ids[message_id].id)
    assert len(by_person) == 2
    assert all(sent == sorted(sent) and len(sent) == 5 for sent in by_person.values())


def test_a_delay_keeps_the_order_of_that_person_and_nobody_else_s(app: Flask) -> None:
    """F23: 4xx is tried again, and later mails to the same person wait behind it."""
    slow, other = make_account(email="lente@cfa.fr"), make_account(email="autre@cfa.fr")
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        office.at_rcpt["lente@cfa.fr"] = "451 4.7.1 liste grise, revenez"
        queue(slow, other, times=2)
        one_pass()
        assert office.addressed == ["autre@cfa.fr"] * 2
        waiting = [row for row in outbox() if row.status == "queued"]
        assert [row.attempts for row in waiting] == [1, 0]
        assert waiting[0].last_error == "451 4.7.1 liste grise, revenez"
        office.at_rcpt.clear()
        one_pass()
        assert office.addressed.count("lente@cfa.fr") == 0
        with time_machine.travel(clock.wall() + timedelta(minutes=2)):
            one_pass()
    assert office.addressed.count("lente@cfa.fr") == 2
    assert office.message_ids[-2:] == [
        row.message_id for row in outbox() if row.recipient.endswith(str(slow.id))
    ]


def test_retries_are_spaced_out_and_end_after_three_days(app: Flask) -> None:
    """F22, F23: 1, 5, 15, 60 minutes, then every hour, until 72 hours are over."""
    account, begun = make_account(email="lente@cfa.fr"), clock.wall()
    with post_office(PostOffice(at_rcpt={"lente@cfa.fr": "451 plus tard"})) as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(account)
        waits, ids = [], set()
        with time_machine.travel(begun, tick=False) as traveller:
            while (row := outbox()[0]).status == "queued":
                traveller.move_to(row.next_try_at or begun)
                before = clock.wall()
                one_pass()
                row = outbox()[0]
                ids.add(row.message_id)
                waits.append(((row.next_try_at or before) - before).total_seconds() / 60)
    assert [round(wait / ideal, 1) for wait, ideal in zip(waits, (1, 5, 15, 60, 60), strict=False)] == [
        pytest.approx(1, abs=0.11)
    ] * 5
    assert (row.status, row.failure, row.last_error) == ("failed", "given_up", "451 plus tard")
    assert timedelta(hours=70) < row.failed_at - begun <= timedelta(hours=72)
    assert len(ids) == 1


def test_a_refusal_is_final_and_shown_and_keeps_nobody_back(app: Flask) -> None:
    """F23: 5xx on the recipient fails at once; the server's words are kept without the address."""
    gone, other = make_account(email="partie@cfa.fr"), make_account(email="autre@cfa.fr")
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        office.at_rcpt["partie@cfa.fr"] = "550 5.1.1 <partie@cfa.fr>: inconnue ici"
        queue(gone, other)
        one_pass()
    refused, sent = outbox()
    assert (refused.status, refused.failure) == ("failed", "refused")
    assert refused.last_error == "550 5.1.1 <…>: inconnue ici"
    assert refused.settled_at is None
    assert sent.status == "sent"
    assert len(office.received) == 1


def test_a_message_refused_after_data_fails(app: Flask) -> None:
    with post_office(PostOffice(at_data=["554 5.7.1 contenu refusé"])) as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(make_account())
        one_pass()
    assert outbox()[0].last_error == "554 5.7.1 contenu refusé"


def test_refusals_one_after_the_other_stop_the_sending_rather_than_fail_everything(app: Flask) -> None:
    """A policy or a quota of the server is not the mails' fault."""
    accounts = [make_account() for _ in range(15)]
    with post_office(PostOffice(at_data=["554 quota"] * 50)) as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(*accounts)
        one_pass()
        statuses = [row.status for row in outbox()]
        assert (statuses.count("failed"), statuses.count("queued")) == (9, 6)
        assert not mails_wait(db.session())
        office.at_data.clear()
        with time_machine.travel(clock.wall() + timedelta(minutes=2)):
            one_pass()
    assert len(office.received) == 6


def test_a_server_out_of_reach_leaves_every_mail_as_it_was(app: Flask) -> None:
    """F22: a day without a server counts no attempt, loses nothing and keeps the order."""
    account, begun = make_account(), clock.wall()
    queue(account, times=3)
    with time_machine.travel(begun, tick=False) as traveller, post_office() as (office, port):
        use(app, "smtp://127.0.0.1:1")
        for _ in range(100):
            traveller.shift(timedelta(minutes=15, seconds=1))
            one_pass()
        assert {(row.status, row.attempts) for row in outbox()} == {("queued", 0)}
        since = db.session.scalars(select(MailRoute.failed_since)).one()
        assert since is not None
        assert clock.wall() - since > timedelta(hours=24)
        use(app, f"smtp://127.0.0.1:{port}")
        traveller.shift(timedelta(minutes=20))
        one_pass()
    rows = outbox()
    assert clock.wall() < rows[0].sent_at - timedelta(hours=24)
    assert office.message_ids == [row.message_id for row in rows]


def test_a_sender_that_the_server_does_not_want_blames_no_mail(app: Flask) -> None:
    with post_office(PostOffice(at_mail="550 5.7.1 expéditeur inconnu")) as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(make_account())
        run = one_pass()
        [row] = outbox()
        assert (row.status, row.attempts, row.first_tried_at) == ("queued", 0, None)
        assert "550 5.7.1 expéditeur inconnu" in run.lines[0]
        office.at_mail = ""
        with time_machine.travel(clock.wall() + timedelta(minutes=2)):
            one_pass()
    assert outbox()[0].status == "sent"


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_is_left_and_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """F23: ten seconds for each answer; here less."""
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    with post_office(PostOffice(hangs={word})) as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(make_account())
        one_pass()
        [row] = outbox()
        assert (row.status, row.attempts) == ("queued", 1)
        assert row.last_error == "Pas de réponse du serveur en 10 secondes."
        assert timedelta() <= clock.wall() - row.first_tried_at < timedelta(minutes=1)
        office.hangs.clear()
        with time_machine.travel(clock.wall() + timedelta(minutes=2)):
            one_pass()
    assert outbox()[0].status == "sent"


def test_a_conversation_that_never_ends_is_cut(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """F23: a server that keeps saying a little never runs into a timeout."""
    monkeypatch.setattr(smtp, "LONGEST", 0.3)
    with post_office(PostOffice(hangs={"DATA"})) as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(make_account())
        one_pass()
    assert outbox()[0].last_error == "Le serveur a coupé la conversation."


def test_a_server_that_takes_and_drops_gets_it_again_under_the_same_message_id(app: Flask) -> None:
    """F23, I13: nobody knows whether it was taken, so it leaves again, recognisable."""
    with post_office(PostOffice(drops_after_data=1)) as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(make_account())
        one_pass()
        assert outbox()[0].status == "queued"
        with time_machine.travel(clock.wall() + timedelta(minutes=2)):
            one_pass()
    assert outbox()[0].status == "sent"
    assert len(office.message_ids) == 2
    assert len(set(office.message_ids)) == 1


def test_three_broken_conversations_in_a_row_are_the_server_s_fault(app: Flask) -> None:
    accounts = [make_account() for _ in range(5)]
    with post_office(PostOffice(drops_after_data=50)) as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        queue(*accounts)
        one_pass()
    assert len(office.received) == 3
    assert [row.attempts for row in outbox()] == [1, 1, 1, 0, 0]
