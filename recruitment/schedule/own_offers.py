"""Our own acceptances, taken into the pool again each morning where somebody has asked for it once (R6.2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from recruitment.admissions.own import followed_programmes, take_own
from recruitment.core.database import db
from recruitment.core.jobs import Preview, Run

OWN = "take-own-offers"


def take_own_offers(run: Run) -> None:
    """Take the acceptances of each programme that follows them."""
    for programme_id, year in followed_programmes(db.session()):
        run.check_stop()
        run.keep()
        found = take_own(None, [programme_id], year)
        changes = found.new + found.changed + found.gone
        if changes:
            run.rows += changes
            run.log(f"Formation {programme_id} : {changes} changements.")


def preview_own_offers(session: Session, _now: datetime) -> Preview:
    """Return the programmes whose acceptances would be looked at."""
    return Preview(("formation", "année"), followed_programmes(session))
