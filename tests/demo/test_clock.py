"""The simulated clock: shared, never going back, standing still while nothing runs."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from recruitment.core import clock, clock_guard
from recruitment.core.database import db
from recruitment.core.models import ClockGuard, SimulatedClock
from recruitment.core.transaction import transaction
from recruitment.demo import clock as demo_clock
from recruitment.demo.clock import KEY, SharedOffset
from tests import databases
from tests.demo.conftest import START, demonstration, paris

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def started(app: Flask) -> Flask:
    """Give a demonstration whose clock has begun."""
    demo_clock.put_at(datetime.fromisoformat(START))
    return app


def test_the_clock_begins_at_the_instant_of_the_setting_and_runs(app: Flask) -> None:
    first = clock.now()
    assert timedelta() <= first - datetime.fromisoformat(START) < A_MINUTE
    assert clock.now() > first


def test_without_the_setting_a_demonstration_keeps_the_real_time(database_url: str) -> None:
    with demonstration(database_url, start=""):
        assert abs(clock.now() - clock.wall()) < A_MINUTE


def test_another_process_follows_a_move_within_half_a_second(started: Flask) -> None:
    elsewhere = SharedOffset(db.engine, timedelta())
    elsewhere()
    demo_clock.put_at(paris("2025-05-28T23:58:00"))
    assert clock.now() >= paris("2025-05-28T23:58:00")
    elsewhere.read_at -= demo_clock.KEPT  # half a second goes by
    assert abs(clock.wall() + elsewhere() - clock.now()) < timedelta(seconds=5)


def test_the_time_is_read_inside_a_transaction_too(started: Flask) -> None:
    """An action reads the clock under its lock: reading it must neither wait for it nor end it."""
    with transaction() as session:
        session.execute(update(SimulatedClock).values(offset_us=SimulatedClock.offset_us))
        started.extensions[KEY].read_at = float("-inf")
        assert clock.now() - datetime.fromisoformat(START) < A_MINUTE
        session.execute(update(SimulatedClock).values(offset_us=SimulatedClock.offset_us))


def test_the_clock_is_never_put_back(started: Flask) -> None:
    """I16: what was decided in the meantime cannot be taken back."""
    demo_clock.put_at(paris("2025-05-20T10:00:00"))
    assert clock.now() >= datetime.fromisoformat(START)


def test_a_move_is_an_operators_word_for_the_guard(started: Flask) -> None:
    """I16: a jump of more than 45 days is suspect, unless somebody says that it is right."""
    demo_clock.put_at(paris("2025-09-30T10:00:00"))
    with transaction() as session:
        clock_guard.check(session, clock.now())


def test_after_a_stop_the_clock_goes_on_from_the_last_instant_seen(started: Flask) -> None:
    demo_clock.stop()
    with transaction() as session:  # five days go by with nothing running
        five_days = timedelta(days=5) // timedelta(microseconds=1)
        session.execute(update(SimulatedClock).values(offset_us=SimulatedClock.offset_us + five_days))
    demo_clock.resume()
    assert clock.now() - datetime.fromisoformat(START) < A_MINUTE


def test_a_restart_in_the_same_minute_changes_nothing(started: Flask) -> None:
    before = db.session.scalar(select(SimulatedClock.offset_us))
    demo_clock.resume()
    assert db.session.scalar(select(SimulatedClock.offset_us)) == before
    assert db.session.scalar(select(ClockGuard.last_seen)) is not None


def test_outside_the_demonstration_nothing_is_simulated(database_url: str) -> None:
    from app import create_app
    from recruitment.core import config

    application = create_app(config.read(databases.environment(database_url)), {"TESTING": True})
    assert not clock.is_simulated()
    assert "/demo/horloge" not in {rule.rule for rule in application.url_map.iter_rules()}
    with application.app_context():
        for engine in db.engines.values():
            engine.dispose()
