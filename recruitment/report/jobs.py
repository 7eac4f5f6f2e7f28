"""Freeze the reports whose period is over, by their state: once each, however often and late it runs."""

from datetime import datetime

from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Preview, Run
from recruitment.report import queries
from recruitment.report.actions import freeze_report

FREEZE = "freeze-reports"


def freeze_reports(run: Run) -> None:
    """Keep the figures of each published report as they stood on its last day (R9.5)."""
    for report in queries.to_freeze(db.session(), clock.today()):
        run.check_stop()
        run.rows += freeze_report(run.lease, report.id)


def preview_freeze(session: Session, now: datetime) -> Preview:
    """Return the reports that would be frozen now."""
    found = queries.to_freeze(session, clock.in_paris(now).date())
    rows = [(row.code, row.year, row.public_report_until) for row in found]
    return Preview(("formation", "session", "dernier jour"), rows)
