"""R6.2: what goes up is written while others settle the connector or try again: nobody waits for one who waits."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions.locks import lock_programme
from recruitment.exchanges import actions, uplink_queue
from recruitment.journal.actions import lock_head
from recruitment.platform.retry import retry
from recruitment.programmes.models import Programme
from tests import builders
from tests.neighbours.platform import Platform
from tests.platform.world import World, connect, entries

NUMBER = "900001"


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """Give a centre of which something waits to go up."""
    with Platform() as platform:
        made = connect(app, platform)
        made.queue(NUMBER)
        yield made


def retried(world: World, author: Account) -> Any:
    """Try again what waits."""
    return retry(author, Programme.id == world.programme.id, [row.id for row in entries()])


def switched(world: World, author: Account) -> Any:
    """Stop the connector."""
    return actions.switch(author, world.programme.centre_id, "platform", on=False)


def until_somebody_waits(session: Session) -> None:
    """Wait until another transaction waits for ours; on SQLite they wait for their turn, and hold nothing."""
    if session.get_bind().dialect.name == "sqlite":
        return
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    until = time.monotonic() + 10
    while not session.scalar(waits) and time.monotonic() < until:
        pass
    assert session.scalar(waits)


@pytest.mark.parametrize("other", [retried, switched])
def test_an_act_that_holds_the_journal_still_has_its_state_go_up(
    world: World, other: Callable[[World, Account], Any]
) -> None:
    """R6.2: a validation of many writes its first line, then the next one's state; the other act waits, then ends."""
    programme, author = world.programme, builders.make_account("administrator")

    def act() -> None:
        with world.app.app_context():
            other(world, author)

    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            lock_programme(session, programme.id)
            lock_head(session, programme.centre_id)
            done = pool.submit(act)
            until_somebody_waits(session)
            for number, state in ((NUMBER, 3), ("900002", 1)):
                assert uplink_queue.queue(
                    session,
                    event_key=f"registration:{number}:{state}",
                    centre_id=programme.centre_id,
                    campaign_id=programme.campaign_id,
                    programme_id=programme.id,
                    candidate_number=number,
                    platform_state=state,
                    source="registration",
                    source_id=1,
                    now=clock.now(),
                )
        done.result(timeout=10)
    assert [row.platform_state for row in entries()] == [1, 3, 1]
