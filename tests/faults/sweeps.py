"""The sweep as the job process runs it: its lease, its run, its end."""

from recruitment.applications.jobs import sweep_deadlines
from recruitment.core import jobs
from recruitment.core.jobs import Run
from recruitment.core.transaction import transaction

SWEEP = "sweep-deadlines"


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
