"""Reminders to the managers: one digest per person and day, of the files whose last day is near (R3.6).

A file is counted 7 days and 1 day before its last day, once each. State-based like the sweep: after an outage
the days that were missed are made up for, as long as the last day is not over.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.applications.notices import managers_of
from recruitment.core import clock, jobs, lease
from recruitment.core.jobs import Preview, Run
from recruitment.core.transaction import transaction
from recruitment.mail.actions import Mail, queue_many, to_account
from recruitment.programmes.models import Programme
from recruitment.rules.deadlines import REMINDER_DAYS
from recruitment.rules.vocabulary import ApplicationState

REMIND = "remind-deadlines"
TEMPLATE = "deadline_reminder"
AT_A_TIME = 1_000  # programmes in one statement


@dataclass(frozen=True, slots=True)
class Pending:
    """The files of one programme that nobody has decided and whose last day is near."""

    programme_id: int
    centre_id: int
    code: str
    last_day: date
    count: int


def remind_deadlines(run: Run) -> None:
    """Queue today's digests, in one transaction with the end of the run: made again, none leaves twice."""
    with transaction() as session:
        lease.fenced(session, run.lease)
        now = clock.now()
        mails = _digests(session, pending(session, now), now)
        queue_many(session, mails)
        run.rows = len(mails)
        jobs.finish(session, run, "done")


def preview_reminders(session: Session, now: datetime) -> Preview:
    """Return what today's digests would count, by programme and last day."""
    rows = ((found.code, found.last_day, found.count) for found in pending(session, now))
    return Preview(("formation", "dernier jour", "candidatures à examiner"), rows)


def pending(session: Session, now: datetime) -> list[Pending]:
    """Return the files to remind of now, by programme and last day."""
    days = last_days(jobs.last_done(session, REMIND), now)
    if not days:
        return []
    counted = (
        select(Application.programme_id, Application.review_deadline, func.count().label("count"))
        .where(Application.state == ApplicationState.CONFIRMED, Application.review_deadline.in_(days))
        .group_by(Application.programme_id, Application.review_deadline)
        .subquery()
    )
    statement = (
        select(Programme.id, Programme.centre_id, Programme.code, counted.c.review_deadline, counted.c.count)
        .join(counted, counted.c.programme_id == Programme.id)
        .order_by(counted.c.review_deadline, Programme.code)
    )
    return [Pending(*row) for row in session.execute(statement)]


def last_days(since: datetime | None, now: datetime) -> list[date]:
    """Return the last days that a reminder is due for, since the day of the previous run.

    The day of that run itself is done; the first run of an installation looks at today only.
    """
    today = clock.in_paris(now).date()
    done = today - timedelta(days=1) if since is None else clock.in_paris(since).date()
    missed = range(min((today - done).days, max(REMINDER_DAYS) + 1))
    days = {today - timedelta(days=ago) + timedelta(days=ahead) for ago in missed for ahead in REMINDER_DAYS}
    return sorted(day for day in days if day >= today)


def _digests(session: Session, found: Sequence[Pending], now: datetime) -> list[Mail]:
    """Return one mail per person: the counts of the programmes that they see."""
    today = clock.in_paris(now).date()
    managers = _managers(session, {one.programme_id: one.centre_id for one in found})
    counts: dict[int, list[dict[str, object]]] = defaultdict(list)
    for one in found:
        line = {
            "programme": one.programme_id,
            "last_day": one.last_day.isoformat(),
            "days": (one.last_day - today).days,
            "count": one.count,
        }
        for account_id in managers[one.programme_id]:
            counts[account_id].append(line)
    return [
        Mail(
            f"digest:{account_id}:{today}",
            TEMPLATE,
            to_account(account_id),
            now,
            {"day": today.isoformat(), "programmes": lines},
        )
        for account_id, lines in counts.items()
    ]


def _managers(session: Session, programmes: dict[int, int]) -> dict[int, list[int]]:
    """Return who decides in each programme, asked for some programmes at a time."""
    found: dict[int, list[int]] = {}
    items = list(programmes.items())
    for start in range(0, len(items), AT_A_TIME):
        found |= managers_of(session, dict(items[start : start + AT_A_TIME]))
    return found
