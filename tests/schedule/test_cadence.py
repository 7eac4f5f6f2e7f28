"""When a job is due: told from its past runs, also through the nights when the clocks change (F16, F17)."""

from datetime import UTC, datetime, time, timedelta

import pytest

from recruitment.core.clock import PARIS
from recruitment.schedule.cadence import RETRY, DailyAt, Every, Past, is_due

NOW = datetime(2025, 5, 26, 12, 0, tzinfo=UTC)
HALF_MINUTE = Every(timedelta(seconds=30))
NIGHTLY = DailyAt(time(3, 30))
MIDNIGHT = DailyAt(time(0, 0))


def test_a_job_that_never_ran_is_due() -> None:
    assert is_due(HALF_MINUTE, Past(), NOW)
    assert is_due(NIGHTLY, Past(), NOW)


@pytest.mark.parametrize(("seconds", "due"), [(10, False), (28, False), (29, True), (30, True), (3600, True)])
def test_every_half_minute(seconds: int, due: bool) -> None:
    tried = NOW - timedelta(seconds=seconds)
    assert is_due(HALF_MINUTE, Past(tried, tried), NOW) is due


def test_a_clock_that_went_back_does_not_stop_the_jobs() -> None:
    assert is_due(HALF_MINUTE, Past(NOW + timedelta(hours=1)), NOW)


def test_once_a_day_from_its_hour_on() -> None:
    yesterday = datetime(2025, 5, 25, 3, 31, tzinfo=PARIS)
    done = Past(yesterday, yesterday)
    assert not is_due(NIGHTLY, done, datetime(2025, 5, 26, 3, 29, 58, tzinfo=PARIS))
    assert is_due(NIGHTLY, done, datetime(2025, 5, 26, 3, 30, tzinfo=PARIS))
    assert NIGHTLY.next_run(done, yesterday) == datetime(2025, 5, 26, 3, 30, tzinfo=PARIS)


def test_the_hour_of_a_daily_job_stays_on_one_line() -> None:
    assert DailyAt(time(9)).words == "chaque jour à partir de 9\u00a0h\u00a000"


def test_a_missed_night_is_caught_up_once() -> None:
    three_days_ago = datetime(2025, 5, 23, 3, 31, tzinfo=PARIS)
    assert is_due(NIGHTLY, Past(three_days_ago, three_days_ago), NOW)
    assert not is_due(NIGHTLY, Past(NOW, NOW), NOW + timedelta(minutes=1))


def test_a_daily_run_that_failed_is_tried_again_a_little_later() -> None:
    past = Past(tried=NOW, done=NOW - timedelta(days=1))
    assert not is_due(NIGHTLY, past, NOW + timedelta(minutes=1))
    assert is_due(NIGHTLY, past, NOW + RETRY)


@pytest.mark.parametrize("month", [(2025, 3), (2025, 10), (2026, 3), (2027, 3), (2028, 2)])
@pytest.mark.parametrize("cadence", [MIDNIGHT, DailyAt(time(2, 30)), NIGHTLY], ids=lambda c: str(c.hour))
def test_f16_f17_each_paris_day_of_the_month_has_its_run_and_only_one(
    month: tuple[int, int], cadence: DailyAt
) -> None:
    """A tick every 30 minutes: no day is skipped or doubled, whatever the clocks do."""
    now = datetime(*month, 1, tzinfo=PARIS).astimezone(UTC)
    end = now + timedelta(days=40)
    done = now - timedelta(minutes=1)
    days = []
    while now < end:
        if is_due(cadence, Past(done, done), now):
            days.append(now.astimezone(PARIS).date())
            done = now
        now += timedelta(minutes=30)
    expected = [days[0] + timedelta(days=ahead) for ahead in range((days[-1] - days[0]).days + 1)]
    assert days == expected
    assert len(days) >= 39
