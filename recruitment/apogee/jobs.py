"""The job that keeps Apogée up to date, as the scheduler knows it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.apogee import paid, preparing, queries, sending
from recruitment.apogee.models import OpiRow, PaidEnrolment
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Preview, Run
from recruitment.exchanges import connectors
from recruitment.programmes.models import TrainingCentre

SEND_OPI = "send-opi"
UPLINK_PAID = "pass-on-paid"


def send_opi(run: Run) -> None:
    """Bring the rows up to date, then send what is due of the centres whose connector was tested (R7.3)."""
    session = db.session()
    found = queries.scopes(session)
    session.rollback()
    for scope in found:
        run.check_stop()
        preparing.prepare(run, scope, clock.now(), clock.wall())
        opened = connectors.opened(db.session(), scope.centre_id, "apogee")
        waits = queries.due(db.session(), scope, clock.wall())
        db.session.rollback()  # nothing of ours stays open while Apogée is spoken to
        if waits and opened is not None and opened.ready:
            sending.send_due(run, scope, opened)


def opi_wait(session: Session) -> bool:
    """Tell whether a pass would find something to do."""
    now, wall = clock.now(), clock.wall()
    return any(
        not queries.is_prepared(session, scope, now)
        or (queries.due(session, scope, wall) and connectors.ready(session, scope.centre_id, "apogee"))
        for scope in queries.scopes(session)
    )


def preview_opi(session: Session, now: datetime) -> Preview:  # noqa: ARG001 - what every preview is given
    """Count the rows by centre and by where they stand."""
    counted = session.execute(
        select(TrainingCentre.name, OpiRow.status, func.count())
        .join(TrainingCentre, TrainingCentre.id == OpiRow.centre_id)
        .group_by(TrainingCentre.name, OpiRow.status)
        .order_by(TrainingCentre.name, OpiRow.status)
    )
    return Preview(("centre", "état", "personnes"), [tuple(row) for row in counted])


def pass_on_paid(run: Run) -> None:
    """Have the paid and cancelled enrolments of the work table go up to the platform (R7.4)."""
    paid.pass_on(run)


def preview_paid(session: Session, now: datetime) -> Preview:  # noqa: ARG001 - what every preview is given
    """Count what waits, by state."""
    counted = session.execute(
        select(PaidEnrolment.platform_state, func.count())
        .where(PaidEnrolment.queued_at.is_(None))
        .group_by(PaidEnrolment.platform_state)
        .order_by(PaidEnrolment.platform_state)
    )
    return Preview(("état", "inscriptions"), [tuple(row) for row in counted])
