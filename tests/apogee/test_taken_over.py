"""I15, F19, R7.3: who was slower than their lease, or whose connector was suspended meanwhile, says nothing more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from recruitment.apogee import soap
from recruitment.apogee.models import OpiRow
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges import actions
from recruitment.exchanges.models import Connector, Exchange
from tests.apogee.world import JUNE, World, admit, change, opened_world, send
from tests.faults.test_at_once import author

LONGER_THAN_THE_LEASE = timedelta(minutes=6)


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Give `during(act)`: it happens once, while the answer to the first call is on its way."""
    usual = soap.update_opi
    acts: list[Callable[[], object]] = []

    def call(*given: Any) -> None:
        usual(*given)
        if acts:
            acts.pop()()

    monkeypatch.setattr(soap, "update_opi", call)
    return acts.append


def test_a_sender_that_lost_its_lease_sends_nothing_more(
    app: Flask, during: Callable[[Callable[[], object]], None]
) -> None:
    """R7.1: the calls of a batch last; meanwhile both withdraw, and another process tells it."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False) as clock:
        first, second = admit(world.programme), admit(world.programme)

        def taken_over() -> None:
            clock.shift(LONGER_THAN_THE_LEASE)
            for number in (first, second):
                change(number, gone_at=JUNE, gone_because="cancelled")
            send()

        during(taken_over)
        run = send()
        assert world.apogee.taken == [first, first, second]
        assert [world.apogee.code_of(number) for number in (first, second)] == ["D", "D"]
        assert run.lines == ["Une autre exécution a pris le relais."]
        assert [world.rows()[number].status for number in (first, second)] == ["queued", "sent"]
        send()  # nobody knows which of its two messages was taken last
        assert world.apogee.taken == [first, first, second, first]
        assert [[one["code"] for one in row.wishes] for row in world.rows().values()] == [["D"], ["D"]]
        assert {row.status for row in world.rows().values()} == {"sent"}
        assert {one.state for one in db.session.query(Exchange)} == {"done"}


def test_a_call_that_comes_after_the_next_one_s_is_put_right(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R7.1: frozen before its call, it tells F after another told D: the row goes again, and D is what stays."""
    usual, frozen = soap.update_opi, [True]
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False) as clock:
        number = admit(world.programme)

        def call(*given: Any) -> None:
            if frozen and frozen.pop():
                clock.shift(LONGER_THAN_THE_LEASE)
                change(number, gone_at=JUNE, gone_because="cancelled")
                send()
            usual(*given)

        monkeypatch.setattr(soap, "update_opi", call)
        send()
        assert (world.apogee.code_of(number), world.rows()[number].status) == ("F", "queued")
        send()
        assert (world.apogee.code_of(number), world.rows()[number].status) == ("D", "sent")
        assert len(world.apogee.taken) == 3


def test_a_row_whose_claim_is_gone_is_left_and_goes_with_the_next_pass(
    app: Flask, during: Callable[[Callable[[], object]], None]
) -> None:
    """R7.1: only who holds the claim tells it; those behind it go back as they were."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        numbers = [admit(world.programme) for _ in range(3)]

        def released() -> None:
            with transaction() as session:
                session.execute(
                    update(OpiRow)
                    .where(OpiRow.candidate_number == numbers[1])
                    .values(status="queued", claim_token=None, claimed_until=None)
                )

        during(released)
        send()
        assert world.apogee.taken == numbers[:1]
        rows = world.rows()
        assert [rows[number].attempts for number in numbers] == [0, 1, 0]
        send()
        assert world.apogee.taken == numbers


def suspended(world: World) -> None:
    """Suspend the connector, as the screen does."""
    actions.switch(author(None), world.centre_id, "apogee", on=False)


def set_otherwise(world: World) -> None:
    """Change a setting of the connector, as the screen does."""
    row = db.session.query(Connector).one()
    settings, version = {**row.settings, "seconds": 31}, row.version
    db.session.rollback()
    actions.save(author(None), world.centre_id, "apogee", settings, {}, version)


@pytest.mark.parametrize("act", [suspended, set_otherwise])
def test_nothing_leaves_by_a_connector_that_was_suspended_or_changed_during_the_pass(
    app: Flask, during: Callable[[Callable[[], object]], None], act: Callable[[World], None]
) -> None:
    """R7.3: what was on its way arrives; the others wait as they were, and no pause is kept for the next settings."""
    with opened_world(app) as world, time_machine.travel(JUNE, tick=False):
        numbers = [admit(world.programme) for _ in range(3)]
        during(lambda: act(world))
        run = send()
        assert world.apogee.taken == numbers[:1]
        rows = world.rows()
        stand = [(rows[number].status, rows[number].attempts, len(rows[number].wishes)) for number in numbers]
        assert stand == [("sent", 0, 1), ("queued", 0, 0), ("queued", 0, 0)]
        assert run.lines == ["Envoi des OPI impossible : le connecteur a été suspendu ou modifié entre-temps"]
        assert db.session.scalars(select(Connector.paused_until)).all() == [None]
        send()
        assert world.apogee.taken == numbers[:1]
