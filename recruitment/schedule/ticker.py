"""The scheduler: APScheduler's interval tick in UTC wakes each job, which looks by itself whether it is due.

No job store, no cron, no time zone: several schedulers at once do no harm, since a job has one holder at a
time.
"""

import logging
import os
import signal
import threading
from datetime import UTC, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from recruitment.core import clock
from recruitment.schedule.job import Job
from recruitment.schedule.jobs import JOBS
from recruitment.schedule.runner import run_if_due

LONGEST_TICK = timedelta(seconds=30)
LAST_BATCHES = 10.0  # seconds given to the batches under way when the process is asked to end
LOOK_AGAIN = 1.0  # seconds

log = logging.getLogger("tremplin.jobs")


class Ticker:
    """The jobs of one process, each woken on a thread of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stop = threading.Event()
        self.scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(len(JOBS))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> "Ticker":
        """Wake every job now, then at each tick."""
        logging.getLogger("apscheduler").setLevel(
            logging.ERROR
        )  # a tick that finds the last one at work is normal
        for job in JOBS:
            seconds = min(job.cadence.tick, LONGEST_TICK).total_seconds()
            self.scheduler.add_job(
                self.tick, "interval", [job], id=job.name, seconds=seconds, next_run_time=clock.wall()
            )
        self.scheduler.start()
        return self

    def tick(self, job: Job) -> None:
        """Run a job if it is due; a database that does not answer is for the next tick."""
        if self.stop.is_set():
            return
        with self.app.app_context():
            try:
                run_if_due(job, stop=self.stop)
            except SQLAlchemyError:
                log.exception("%s: the database did not answer", job.name)

    def close(self, seconds: float = LAST_BATCHES) -> bool:
        """Begin no batch more, let those under way end; tell whether they did."""
        self.stop.set()
        ending = threading.Thread(target=self.scheduler.shutdown, daemon=True)
        ending.start()
        ending.join(seconds)
        return not ending.is_alive()


def start_background(app: Flask) -> Ticker:
    """Run the jobs inside a process that serves pages (`make run`); call `close()` when it ends."""
    return Ticker(app).start()


def serve(app: Flask) -> None:
    """Run the jobs until SIGTERM or SIGINT; a second signal ends the process at once, which loses nothing."""
    ticker = Ticker(app)
    asked = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            os._exit(1)
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    ticker.start()
    log.info("running %d jobs", len(JOBS))
    while not asked.wait(LOOK_AGAIN):  # a signal that comes just before a wait without end would not end it
        pass
    log.info("stopping: finishing the batches under way")
    if not ticker.close():
        log.warning("a batch was still under way: what it did not commit is for the next run")
        os._exit(1)
