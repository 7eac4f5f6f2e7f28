"""A process that starts sweeps, each in a child of its own: for the tests that kill them.

`python -m tests.sweeper INSTANT [JOB]` starts one for each line that it reads, as if it were that instant, and says
the child's number at once, then its status (-9 when it was killed, 3 when another process was at it).
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from recruitment.applications import jobs as deadlines
from recruitment.contracts import jobs as offers
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.rules.errors import RuleViolation
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job

SMALL = (
    10  # files, or candidates, of a batch, so that a kill falls between two of them as often as within one
)
BUSY = 3
SWEEPING: dict[str, Any] = {deadlines.SWEEP: deadlines, offers.SWEEP_OFFERS: offers}


def main(instant: str, job: str = deadlines.SWEEP) -> None:
    """Start sweeps until the input ends."""
    from app import create_app

    app = create_app()
    offset = datetime.fromisoformat(instant) - clock.wall()
    clock.simulate(lambda: offset)
    sweeping = SWEEPING[job]
    sweeping.batches = partial(_small_batches, sweeping.batches)
    with app.app_context():
        _say("ready")
        for _line in sys.stdin:
            child = os.fork()
            if child == 0:
                _sweep(job)
            _say(child)
            _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _small_batches(cut: Callable[..., Iterator[Any]], found: object) -> Iterator[Any]:
    for batch in cut(found, SMALL):
        _say("batch")
        yield batch


def _sweep(job: str) -> None:
    db.engine.dispose(close=False)
    try:
        run = run_job(BY_NAME[job], started_by="command")
    except RuleViolation:
        os._exit(BUSY)
    os._exit(0 if not run.lines else 1)


def _say(word: object) -> None:
    print(word, flush=True)  # noqa: T201 - for the test that started us


if __name__ == "__main__":
    main(*sys.argv[1:])
