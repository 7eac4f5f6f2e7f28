"""F14 to F17, F20, I16: a clock that is wrong decides nothing, and a clock that changes hour decides at the hour."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core.clock import PARIS
from recruitment.core.database import db
from recruitment.journal.models import JournalEntry
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Reply
from tests import builders
from tests.faults.sweeps import sweep
from tests.properties import truths
from tests.properties.acts import Act, first_confirmations
from tests.properties.dumping import differences, dump
from tests.properties.world import World, make_world
from tests.year_2025 import BEGINNING

MONDAY = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
TICK = timedelta(microseconds=1)
SUSPECT = ("refused", "clock_suspect")
WISH = {"programme": 0, "candidate": 0, "who": 0, "key": None}
NUMBER = {**WISH, "by_number": True, "behind": 0, "wrong": ""}
#: Every act that nobody can take back.
ACTS = (
    Act("refuse", {**WISH, "details": True, "behind": 0}),
    Act("retain", {**WISH, "behind": 0}),
    Act("decide_many", {"programme": 0, "candidates": [0, 1], "who": 0, "refused": False, "key": None}),
    Act("enter_contract", {**NUMBER, "by_number": False}),
    Act("enter_contract", NUMBER),
    Act("cancel_contract", {**WISH, "candidate": 2}),
    Act("break_contract", {**WISH, "candidate": 1, "days_ago": 0}),
    Act("confirm", {"wishes": [(2, 3, 60 * 24 * 30)], "by": None}),
    Act("run_sweep", {"trigger": "tick"}),
)


@pytest.fixture
def world(app: Flask) -> World:
    """Give a world where a sweep has just seen that it is Monday, with two contracts, one of them accepted."""
    world = make_world(app, first_confirmations)
    with time_machine.travel(MONDAY, tick=False):
        for candidate in (1, 2):
            assert Act("enter_contract", {**NUMBER, "candidate": candidate}).on(world)[0] == "done"
        accepted = {"programme": 0, "candidate": 1, "answer": str(Reply.ACCEPT), "siret": "same", "key": None}
        assert Act("reply", accepted).on(world)[0] == "done"
        assert Act("run_sweep", {"trigger": "tick"}).on(world)[0] == "done"
    return world


@pytest.mark.parametrize(
    "jump",
    [timedelta(hours=-1), timedelta(days=-1), timedelta(days=46), timedelta(days=365)],
    ids=["an hour back", "a day back", "46 days on", "a year on"],
)
def test_while_the_clock_is_suspect_no_act_without_return_is_carried_out(
    world: World, jump: timedelta
) -> None:
    """F14, F15."""
    with time_machine.travel(MONDAY + jump, tick=False):
        for act in ACTS:
            with untouched(world, act):
                assert act.on(world) == SUSPECT, act


def test_once_the_last_instant_seen_is_passed_again_every_act_is_carried_out(world: World) -> None:
    """F14: a clock put right needs nobody."""
    with time_machine.travel(MONDAY - timedelta(hours=1), tick=False):
        assert ACTS[1].on(world) == SUSPECT
    with time_machine.travel(MONDAY + timedelta(seconds=1), tick=False):
        assert {ACTS[rank].on(world)[0] for rank in (1, 5, 4, 6, 7, 8)} == {"done"}


def test_a_clock_that_went_back_cannot_be_vouched_for(world: World) -> None:
    """F14: nothing without return happens until the instant last seen is passed, whatever anyone says."""
    with time_machine.travel(MONDAY - timedelta(days=1), tick=False):
        assert Act("acknowledge_clock", {}).on(world) == SUSPECT
        assert ACTS[0].on(world) == SUSPECT


def test_a_jump_of_a_year_is_caught_up_once_an_operator_has_vouched_for_it(world: World) -> None:
    """F15: no automatic decision before the word, every one of them after it."""
    with time_machine.travel(MONDAY + timedelta(days=365), tick=False), world.inside():
        with pytest.raises(RuleViolation, match="clock_suspect"):
            sweep()
        assert len(truths.still_due(truths.read(db.session()), MONDAY + timedelta(days=365))) == 3
        Act("acknowledge_clock", {}).on(world)
        assert sweep().rows == 3  # who accepted for good has left the other wish (R5.4)
        assert truths.breaches(truths.read(db.session())) == []


@pytest.mark.parametrize(
    ("confirmed", "passage"),
    [
        ("2025-05-08T23:59:59", "2025-06-01T22:00:00+00:00"),
        ("2025-05-09T00:00:00", "2025-05-29T22:00:00+00:00"),
        (
            "2025-10-05T09:00:00",
            "2025-10-25T22:00:00+00:00",
        ),  # the midnight that begins the night of 25 hours
        ("2025-10-06T09:00:00", "2025-10-26T23:00:00+00:00"),  # the one that ends it
        ("2026-03-08T09:00:00", "2026-03-28T23:00:00+00:00"),  # the same for the night of 23 hours
        ("2026-03-09T09:00:00", "2026-03-29T22:00:00+00:00"),
        ("2028-02-09T09:00:00", "2028-02-29T23:00:00+00:00"),
    ],
)
def test_a_passage_comes_at_its_midnight_in_paris_neither_before_nor_after(
    session: Session, confirmed: str, passage: str
) -> None:
    """F16, R3.1: a microsecond before, nothing; at the instant, the passage."""
    at = datetime.fromisoformat(passage)
    confirmed_at = datetime.fromisoformat(confirmed).replace(tzinfo=PARIS)
    file = builders.make_application(confirmed_at=confirmed_at, received_at=BEGINNING)

    assert file.auto_retain_at == at
    with time_machine.travel(at - TICK, tick=False):
        assert sweep().rows == 0
    with time_machine.travel(at, tick=False):
        assert sweep().rows == 1
    assert truths.breaches(truths.read(session)) == []


def test_after_26_days_without_a_sweep_one_run_catches_up_and_keeps_both_instants(session: Session) -> None:
    """F20: nothing is missing, nothing is early; the journal says when each was due and when it was done."""
    days = range(9, 31)
    for day in days:
        builders.make_application(confirmed_at=datetime(2025, 5, day, 9, 0, tzinfo=PARIS))
    with time_machine.travel(datetime(2025, 5, 25, 8, 0, tzinfo=PARIS), tick=False):
        assert sweep().rows == 0
    back = datetime(2025, 6, 20, 8, 0, tzinfo=PARIS)

    with time_machine.travel(back, tick=False):
        assert sweep().rows == len(days)
        assert sweep().rows == 0

    due = [row.auto_retain_at for row in session.execute(select(Application.auto_retain_at))]
    told = [json.loads(line) for line in session.scalars(select(JournalEntry.details))]
    assert sorted(datetime.fromisoformat(details["due"]) for details in told) == sorted(due)
    assert {datetime.fromisoformat(details["real"]) for details in told} == {back.astimezone(UTC)}
    assert truths.breaches(truths.read(session)) == []


@contextmanager
def untouched(world: World, act: Act) -> Iterator[None]:
    """Expect that what an act says is all that it leaves: but for the run of a job, or the end of an import."""
    with world.inside():
        before = dump(db.session())
    yield
    with world.inside():
        after = dump(db.session())
    kept = {"job_run", "job_lease", "import_run"}
    assert not differences(
        {name: rows for name, rows in before.items() if name not in kept},
        {name: rows for name, rows in after.items() if name not in kept},
    ), act
