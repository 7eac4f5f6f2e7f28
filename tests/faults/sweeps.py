"""The sweep as the job process runs it: its lease, its run, its end."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from recruitment.applications.jobs import sweep_deadlines
from recruitment.core import jobs
from recruitment.core.jobs import Run
from recruitment.core.transaction import transaction
from tests import warm
from tests.databases import environment
from tests.warm import Process

SWEEP = "sweep-deadlines"
DONE, BUSY, KILLED = 0, 3, -signal.SIGKILL


def sweep(started_by: str = "tick") -> Run:
    """Run the sweep to its end. Raises what stops it, its run closed as failed."""
    with transaction() as session:
        run = jobs.begin(session, SWEEP, started_by=started_by)
    outcome = "failed"
    try:
        sweep_deadlines(run)
        outcome = "done"
    finally:
        with transaction() as session:
            jobs.finish(session, run, outcome)
    return run


class Sweeper:
    """A process that starts sweeps, each in a child of its own (see `tests.sweeper`)."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._child = 0
        assert self._heard() == "ready"

    def start(self) -> None:
        """Start a sweep, and come back once it has begun."""
        assert self._process.stdin is not None
        print(file=self._process.stdin, flush=True)
        self._child = int(self._heard())

    def killed_in(self, batch: int, seconds: float) -> bool:
        """Kill the sweep a little after it began that batch; tell whether it was still under way."""
        for _ in range(batch):
            if self._heard() != "batch":
                return False
        threading.Event().wait(seconds)
        os.kill(self._child, signal.SIGKILL)
        return self.ended() == KILLED

    def ended(self) -> int:
        """Wait for the end of the sweep."""
        return int(next(word for word in iter(self._heard, "") if word != "batch"))

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def sweeper_at(database_url: str, instant: datetime, job: str = SWEEP) -> Iterator[Sweeper]:
    """Give a process of its own for which it is that instant."""
    env, pipes = environment(database_url), {"stdin": warm.PIPE, "stdout": warm.PIPE}
    with Process("tests.sweeper", instant.isoformat(), job, env=env, **pipes) as process:
        yield Sweeper(process)
        assert process.stdin is not None
        process.stdin.close()
