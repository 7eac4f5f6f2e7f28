"""Reminders: 7 days and 1 day before the last day, one digest per person and day (R3.6)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.reminders import last_days
from recruitment.core.clock import PARIS
from recruitment.mail.models import OutboxMail
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_due, run_job
from tests.builders import make_account, make_application, make_centre, make_programme

REMIND = BY_NAME["remind-deadlines"]
WEEK_BEFORE = datetime(2025, 5, 21, 8, 0, tzinfo=PARIS)  # the last day is 28 May
DAY_BEFORE = datetime(2025, 5, 27, 8, 0, tzinfo=PARIS)


def reminded(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return run_job(REMIND, started_by="command").rows


def digests(session: Session) -> dict[str, list[dict[str, Any]]]:
    session.rollback()
    rows = session.execute(select(OutboxMail.event_key, OutboxMail.payload).order_by(OutboxMail.id))
    return {row.event_key: row.payload["programmes"] for row in rows}


def test_r3_6_seven_days_before_a_manager_gets_one_digest_with_the_counts(session: Session) -> None:
    account, programme = make_account(), make_programme()
    make_application(programme=programme)
    make_application(programme=programme)
    assert reminded(WEEK_BEFORE) == 1
    line = {"programme": programme.id, "last_day": "2025-05-28", "days": 7, "count": 2}
    assert digests(session) == {f"digest:{account.id}:2025-05-21": [line]}


def test_r3_6_it_comes_again_the_day_before_and_not_in_between(session: Session) -> None:
    account = make_account()
    make_application()
    for day in range(8):
        reminded(WEEK_BEFORE + timedelta(days=day))
    assert list(digests(session)) == [f"digest:{account.id}:2025-05-21", f"digest:{account.id}:2025-05-27"]


def test_r3_6_twice_the_same_day_sends_it_once(session: Session) -> None:
    make_account()
    make_application()
    assert reminded(WEEK_BEFORE) == 1
    assert reminded(WEEK_BEFORE + timedelta(hours=3)) == 0
    assert len(digests(session)) == 1


def test_a_day_without_a_run_is_made_up_for(session: Session) -> None:
    account = make_account()
    make_application()
    assert reminded(WEEK_BEFORE - timedelta(days=1)) == 0
    assert reminded(WEEK_BEFORE + timedelta(days=2)) == 1
    line = digests(session)[f"digest:{account.id}:2025-05-23"][0]
    assert line["days"] == 5


def test_a_last_day_that_is_over_is_not_reminded_of(session: Session) -> None:
    make_account()
    make_application()
    reminded(WEEK_BEFORE - timedelta(days=1))
    assert reminded(DAY_BEFORE + timedelta(days=4)) == 0


def test_r3_6_only_those_who_decide_in_that_programme_are_told(session: Session) -> None:
    programme, other = make_programme(), make_programme()
    told = make_account(programmes=(programme,))
    administrator = make_account("administrator")
    make_account(programmes=(other,))
    make_account("registrar")
    make_account("viewer")
    make_account("regional")
    make_account(centre=make_centre())
    make_account(closed_at=WEEK_BEFORE)
    make_application(programme=programme)
    reminded(WEEK_BEFORE)
    assert set(digests(session)) == {
        f"digest:{told.id}:2025-05-21",
        f"digest:{administrator.id}:2025-05-21",
    }


def test_what_is_decided_is_not_counted(session: Session) -> None:
    make_account()
    make_application(state="seeking_contract")
    make_application(state="refused")
    assert reminded(WEEK_BEFORE) == 0


def test_it_leaves_from_seven_in_the_morning_on(session: Session) -> None:
    make_account()
    make_application()
    with time_machine.travel(WEEK_BEFORE - timedelta(days=1), tick=False):
        run_due()
    with time_machine.travel(WEEK_BEFORE.replace(hour=6, minute=59), tick=False):
        run_due()
    assert not any(key.endswith("2025-05-21") for key in digests(session))
    with time_machine.travel(WEEK_BEFORE.replace(hour=7), tick=False):
        run_due()
    assert any(key.endswith("2025-05-21") for key in digests(session))


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, [date(2025, 5, 22), date(2025, 5, 28)]),
        (WEEK_BEFORE - timedelta(days=1), [date(2025, 5, 22), date(2025, 5, 28)]),
        (WEEK_BEFORE, []),
        (
            WEEK_BEFORE - timedelta(days=2),
            [date(2025, 5, 21), date(2025, 5, 22), date(2025, 5, 27), date(2025, 5, 28)],
        ),
    ],
)
def test_the_last_days_that_are_due(since: datetime | None, expected: list[date]) -> None:
    assert last_days(since, WEEK_BEFORE) == expected
