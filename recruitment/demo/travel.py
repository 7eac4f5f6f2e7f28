"""Moves the demonstration's clock, and lets the jobs due on the way run, each in its own night."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select

from recruitment.applications.jobs import SWEEP
from recruitment.applications.models import Application
from recruitment.applications.passages import passage_instants
from recruitment.applications.reminders import REMIND
from recruitment.core import clock
from recruitment.core.clock import PARIS, in_paris
from recruitment.core.database import db
from recruitment.core.models import JobRun
from recruitment.demo import clock as demo_clock
from recruitment.rules.deadlines import reminders
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_due

MORNING = time(7, 0, 5)  # by then each of the daily jobs is due
AFTER = timedelta(seconds=1)
NIGHT = time(0, 5)
ONE_DAY = timedelta(days=1)


def tonight(now: datetime) -> datetime:
    """Return the coming night, just after what the system does by itself at midnight."""
    return datetime.combine(in_paris(now).date() + ONE_DAY, NIGHT, PARIS)


def tomorrow(now: datetime) -> datetime:
    """Return the same hour of the next day."""
    local = in_paris(now)
    return datetime.combine(local.date() + ONE_DAY, local.timetz())


def advance(target: datetime) -> str:
    """Move the clock forward and say what the jobs did on the way."""
    done: Counter[str] = Counter()
    failed: set[str] = set()
    for instant in [*_stops(clock.now(), target), target]:
        demo_clock.put_at(instant)
        runs = run_due()
        done.update({run.job: run.rows for run in runs})
        failed |= _failures([run.id for run in runs])
    return _told(done, sorted(failed))


def _failures(run_ids: Sequence[int]) -> set[str]:
    rows = db.session().scalars(
        select(JobRun.job).where(JobRun.id.in_(run_ids), JobRun.outcome.in_(("failed", "lost")))
    )
    return set(rows)


def _stops(now: datetime, target: datetime) -> list[datetime]:
    """Return the instants at which something is due: each automatic passage, each morning with reminders.

    Other mornings would only check and tidy: what they do is done at the next stop.
    """
    session = db.session()
    passages = [instant + AFTER for instant in passage_instants(session, now, target)]
    last_days = session.scalars(
        select(Application.review_deadline).where(Application.state == "confirmed").distinct()
    )
    days = {reminder for last_day in last_days if last_day for reminder in reminders(last_day)}
    mornings = [datetime.combine(day, MORNING, PARIS) for day in days]
    return sorted(instant for instant in (*passages, *mornings) if now < instant < target)


def _told(done: Mapping[str, int], failed: Sequence[str]) -> str:
    """Say what the jobs did, in one sentence."""
    passed, reminded = done.get(SWEEP, 0), done.get(REMIND, 0)
    said = []
    if passed:
        s = "s" if passed > 1 else ""
        said.append(f"{passed} vœu{'x' if s else ''} passé{s} automatiquement en recherche de contrat")
    if reminded:
        said.append(f"{reminded} rappel{'s' if reminded > 1 else ''} de date limite")
    said += [f"échec de la tâche « {BY_NAME[name].title} »" for name in failed]
    return ", ".join(said) + "." if said else "Rien n’arrivait à terme entre-temps."
