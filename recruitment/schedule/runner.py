"""Run a job: now, or if it is due. What becomes of it is told in its row, whatever happens."""

import logging
import threading
from time import perf_counter

from flask import Flask
from sqlalchemy.orm import Session

from recruitment.core import clock, jobs
from recruitment.core.database import db, patiently
from recruitment.core.jobs import Incomplete, Run, Stopped
from recruitment.core.lease import LeaseLost
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.labels import refusal_sentence
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.cadence import is_due
from recruitment.schedule.job import Job
from recruitment.schedule.jobs import JOBS
from recruitment.schedule.queries import past_of

DONE, FAILED, LOST = "done", "failed", "lost"
log = logging.getLogger("tremplin.jobs")


def run_job(
    job: Job, *, started_by: str, account_id: int | None = None, stop: threading.Event | None = None
) -> Run:
    """Run a job to its end. Raises RuleViolation(job_running) when somebody else holds it."""
    with transaction() as session:
        run = _begin(session, job, started_by, account_id, stop)
    carry_out(job, run)
    return run


def run_if_due(job: Job, *, stop: threading.Event | None = None) -> Run | None:
    """Run a job if its time has come; None when it has not, or when somebody else is at it."""
    session = db.session()
    if not is_due(job.cadence, past_of(session, job.name), clock.now()):
        return None
    if job.waiting is not None and not job.waiting(session):
        return None
    try:
        return run_job(job, started_by="tick", stop=stop)
    except RuleViolation as refusal:
        if refusal.code != "job_running":
            raise
        return None


def run_due() -> list[Run]:
    """Run, one after the other, every job whose time has come."""
    return [run for job in JOBS if (run := run_if_due(job)) is not None]


def start_now(app: Flask, job: Job, account_id: int, submission: Submission) -> int:
    """Start a job beside the page that asked for it; return the id of its run. Sent twice, it runs once."""
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["run_id"])
        run = _begin(session, job, "person", account_id, None)
        remember(session, submission, {"run_id": run.id}, clock.now())
    threading.Thread(target=_beside, args=(app, job, run), name=f"job-{job.name}", daemon=True).start()
    return run.id


def carry_out(job: Job, run: Run) -> str:
    """Do the work of a run that has begun, and close it with what came out."""
    started = perf_counter()
    with patiently():
        outcome = _outcome(job, run)
    with transaction() as session:
        jobs.finish(session, run, outcome)
    if run.rows or outcome != DONE:
        log.info("%s: %s, %d rows in %.1f s", job.name, outcome, run.rows, perf_counter() - started)
    return outcome


def _begin(
    session: Session, job: Job, started_by: str, account_id: int | None, stop: threading.Event | None
) -> Run:
    return jobs.begin(
        session, job.name, started_by=started_by, account_id=account_id, length=job.length, stop=stop
    )


def _outcome(job: Job, run: Run) -> str:
    try:
        job.work(run)
    except LeaseLost:
        run.log("Une autre exécution a pris le relais.")
        return LOST
    except Stopped:
        run.log("Arrêt demandé : le reste est pour la prochaine exécution.")
        return LOST
    except RuleViolation as refusal:
        run.log(refusal_sentence(refusal))
        return FAILED
    except Incomplete as left:
        run.log(str(left))
        return FAILED
    except Exception as error:  # told in the run's row; the job is tried again
        log.exception("%s failed", job.name)
        run.log(f"Erreur : {type(error).__name__}.")
        return FAILED
    return DONE


def _beside(app: Flask, job: Job, run: Run) -> None:
    with app.app_context():
        carry_out(job, run)
