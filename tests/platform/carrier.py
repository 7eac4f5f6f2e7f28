"""A process that starts passes of the uplink, each in a child of its own: for the tests that kill them.

`python -m tests.platform.carrier` starts one for each line that it reads and says the child's number at once, then
its status (-9 when it was killed). Retries are due at once: the tests do not wait.
"""

import os
import sys
from datetime import timedelta

from recruitment.core.database import db
from recruitment.platform import marks
from recruitment.schedule.jobs import BY_NAME
from recruitment.schedule.runner import run_job


def main() -> None:
    """Start passes until the input ends."""
    from app import create_app

    app = create_app()
    for name in ("RETRIES", "PAUSES"):
        setattr(marks, name, (timedelta(0),))
    with app.app_context():
        _say("ready")
        for line in sys.stdin:
            child = os.fork()
            if child == 0:
                db.engine.dispose(close=False)
                run = run_job(BY_NAME[line.strip()], started_by="command")
                os._exit(0 if not run.lines else 1)
            _say(child)
            _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(word: object) -> None:
    print(word, flush=True)  # noqa: T201 - for the test that started us


if __name__ == "__main__":
    main()
