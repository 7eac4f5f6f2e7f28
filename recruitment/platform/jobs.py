"""The jobs of the platform's web service, as the scheduler knows them."""

from datetime import datetime

from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.jobs import Preview, Run
from recruitment.platform import queries, uplink

UPLINK = "run-uplink"


def run_uplink(run: Run) -> None:
    """Tell the platform what is due; without a tested connector everything stays where it is."""
    uplink.send_due(run)


def uplink_waits(session: Session) -> bool:
    """Tell whether a pass would find something to do."""
    return queries.left_open(session) or bool(queries.centres_due(session, clock.now()))


def preview_uplink(session: Session, _now: datetime) -> Preview:
    """Count what waits, by centre, and say whether its connector lets it go."""
    rows = [
        (f"{uai} {name}", number, "prêt" if enabled and tested else "à régler ou à essayer")
        for uai, name, number, enabled, tested in queries.waiting_by_centre(session)
    ]
    return Preview(("établissement", "à transmettre", "connecteur"), rows)
