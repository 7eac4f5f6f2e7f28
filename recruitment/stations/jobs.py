"""The end of the day, as a job."""

from datetime import datetime

from sqlalchemy.orm import Session

from recruitment.core.jobs import Preview, Run
from recruitment.stations.actions.close_day import departures, due, queue_some

END_OF_DAY = "end-of-day"


def end_of_day(run: Run) -> None:
    """Have those validated and paid go up, by batches; killed in between, the next run takes the rest."""
    while (some := queue_some(due())) is not None:
        run.rows += some.queued
        run.check_stop()


def preview_end_of_day(session: Session, _now: datetime) -> Preview:
    """List the registrations that would be queued."""
    rows = session.execute(departures()).all()
    return Preview(("Inscription", "N° inscr."), [(row.id, row.candidate_number) for row in rows])
