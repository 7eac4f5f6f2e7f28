"""The jobs of the platform's web service, as the scheduler knows them."""

from datetime import datetime

from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Incomplete, Preview, Run
from recruitment.platform import queries, uplink
from recruitment.platform.receive import receive
from recruitment.platform.sorting import Asked
from recruitment.rules.errors import RuleViolation

UPLINK, RECEIVE = "run-uplink", "receive-admitted"


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


def receive_admitted(run: Run) -> None:
    """Receive those admitted of each centre that has done so by hand once; nobody confirms that many are gone."""
    year = clock.today().year
    session = db.session()
    centres = queries.centres_receiving(session, year)
    session.rollback()
    failed = 0
    for centre in centres:
        run.check_stop()
        run.keep()
        try:
            done = receive(Asked(centre.id, centre.campaign_id, year))
        except RuleViolation as refusal:
            if refusal.code != "connector_not_ready":
                raise
            continue
        run.log(f"{centre.uai} : {done.sentence}")
        run.rows += done.done
        failed += not done.done
    if failed:
        raise Incomplete(f"Réceptions qui n’ont pas abouti : {failed}.")


def preview_receive(session: Session, now: datetime) -> Preview:
    """List the centres whose admitted candidates would be asked for."""
    year = clock.in_paris(now).year
    rows = [(centre.uai, centre.name) for centre in queries.centres_receiving(session, year)]
    return Preview(("UAI", "établissement"), rows)
