"""R7.1, ADR 15: an Apogée that answers nobody is left alone, longer each time; no row is to blame, none is given up."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from recruitment.apogee.actions import retry
from recruitment.apogee.models import OpiRow
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.submission import Submission, new_key
from recruitment.exchanges.models import Connector
from tests.apogee.test_odd_answers import CLOSE, FAULT, HEAD, OPEN
from tests.apogee.world import JUNE, World, admit, change, opened_world, send
from tests.faults.test_at_once import author
from tests.neighbours.faults import Fault
from tests.neighbours.server import Asked, Reply

MINUTE = timedelta(minutes=1)
CLOSED = Reply(f"{HEAD}{OPEN}{FAULT.format('Server', 'base fermée', '')}{CLOSE}".encode(), 500, "text/xml")


def connector() -> Any:
    """Return how Apogée has answered lately."""
    db.session.rollback()
    return db.session.execute(select(*Connector.__table__.c)).one()


def fail_at(world: World, monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """Have the service fail at these persons, and at everybody when none is named."""
    usual = world.apogee.play

    def play(asked: Asked) -> Reply:
        told = asked.body.decode()
        return CLOSED if not numbers or any(f">{number}<" in told for number in numbers) else usual(asked)

    monkeypatch.setattr(world.apogee, "play", play)


@pytest.mark.parametrize("how", ["503", "fault"])
def test_an_outage_of_half_a_day_costs_nobody_anything(
    app: Flask, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """R7.1: page of error or SOAP fault, all wait, in doubt and not charged; they go within minutes of its return."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False) as clock:
        for _ in range(5):
            admit(world.programme)
        with monkeypatch.context() as meanwhile:
            if how == "503":
                world.apogee.fail_always(Fault.UNAVAILABLE)
            else:
                fail_at(world, meanwhile)
            for _ in range(48):
                send()
                clock.shift(15 * MINUTE)
        assert len(world.apogee.asked) <= 3 * 48
        rows = world.rows().values()
        assert {(row.status, row.attempts, row.sent_digest) for row in rows} == {("queued", 0, None)}
        assert all(row.wishes for row in rows), "what it may hold stays known"
        assert connector().failed_since == JUNE
        world.apogee.fail_always(None)
        clock.shift(20 * MINUTE)
        send()
        assert {row.status for row in world.rows().values()} == {"sent"}
        assert (connector().failures, connector().paused_until, connector().last_error) == (0, None, None)


def test_the_waits_grow_and_are_bounded(app: Flask) -> None:
    """ADR 15: 1, 5, then 15 minutes, for all rows together; three calls at most each time, none in between."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False) as clock:
        for _ in range(5):
            admit(world.programme)
        world.apogee.fail_always(Fault.UNAVAILABLE)
        begun, waits = JUNE, []
        for _ in range(5):
            clock.move_to(begun)
            before = len(world.apogee.asked)
            send()
            assert len(world.apogee.asked) == before + 3
            waits.append(round((connector().paused_until - begun) / MINUTE))
            clock.move_to(connector().paused_until - timedelta(seconds=1))
            send()
            assert len(world.apogee.asked) == before + 3
            begun = connector().paused_until + 2 * MINUTE
        assert waits[0] == 1
        assert waits[1] in (4, 5, 6)
        assert all(13 <= wait <= 17 for wait in waits[2:])


def test_one_who_asks_does_not_wait(app: Flask) -> None:
    """R7.1: « envoyer de nouveau » ends the pause."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        number = admit(world.programme)
        world.apogee.fail(Fault.UNAVAILABLE)
        send()
        assert connector().paused_until > clock.wall()
        someone = author(None)
        sent = Submission(someone.id, "retry", new_key(), "same")
        assert retry(someone, world.centre_id, OpiRow.candidate_number == number, sent) == 1
        send()
        assert world.rows()[number].status == "sent"


def test_who_makes_the_service_fail_waits_for_a_person_and_holds_nobody_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R7.1: it takes the others and fails at one each time: after twelve such answers somebody looks."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False) as clock:
        poison, other = admit(world.programme), admit(world.programme)
        fail_at(world, monkeypatch, poison)
        for turn in range(12):
            assert world.rows().get(poison) is None or world.rows()[poison].status == "queued"
            change(other, mobile=f"06000000{turn:02}")
            send()
            assert world.rows()[other].status == "sent"
            clock.shift(timedelta(hours=2))
        row = world.rows()[poison]
        assert (row.status, row.attempts, row.answer) == (
            "failed",
            12,
            "Apogée signale une erreur : base fermée",
        )
