"""Random programs of acts keep every invariant, and give the same state on SQLite and on PostgreSQL (I25)."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from hypothesis.stateful import run_state_machine_as_test

from recruitment.core import config
from tests import databases
from tests.conftest import ENGINES
from tests.passwords import CHEAP_HASHER
from tests.properties.acts import first_confirmations
from tests.properties.machine import RandomActs
from tests.properties.profiles import search
from tests.properties.world import World, make_world


@pytest.fixture(scope="module")
def worlds() -> Iterator[list[World]]:
    """Give the same world on each engine."""
    with ExitStack() as stack:
        found = []
        for engine in ENGINES:
            url = stack.enter_context(databases.migrated_database(engine))
            world = make_world(_application(url), first_confirmations)
            assert world.kept is not None
            stack.callback(world.kept.forget)
            found.append(world)
        yield found


def _application(url: str) -> Flask:
    from app import create_app

    settings = config.read(databases.environment(url))
    return create_app(settings, {"TESTING": True, "PASSWORD_HASHER": CHEAP_HASHER})


def test_any_acts_at_any_time_keep_every_invariant_and_leave_both_engines_alike(worlds: list[World]) -> None:
    """I1 to I4, I6, I8 to I10, I13, I14, I25; R2.4, R2.5, R3.4, R3.5, R4.3, R4.5, R4.6."""
    machine = type("RandomActs", (RandomActs,), {"worlds": worlds})
    run_state_machine_as_test(machine, settings=search(programs=20, steps=40))
