"""At the end of a day: those validated and paid go up to the platform, once each (R6.8).

What is due is read from the state, whatever the day: what another day forgot goes with this one.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.exchanges import uplink_keys, uplink_queue
from recruitment.exchanges.models import UplinkEntry
from recruitment.exchanges.moments import AT_END_OF_DAY, UplinkMoment
from recruitment.journal.actions import SYSTEM, Actor, Line, person, record
from recruitment.learners.models import Registration
from recruitment.stations.actions.site import Author
from recruitment.stations.models import OnSite, Passage, Payment

AT_ONCE = 200
PRINCIPAL = 1


def close_day(author: Author, centre_id: int) -> int:
    """Queue now what is due of one centre, and return how many."""
    queued = 0
    while some := queue_some(centre_id, person(author.id)):
        queued += some
    return queued


def queue_some(centre_id: int | None = None, actor: Actor = SYSTEM) -> int:
    """Queue some of what is due, and return how many; 0 when nothing is left."""
    with transaction() as session:
        now = clock.now()
        _lock(session)
        rows = session.execute(due(centre_id).limit(AT_ONCE).with_for_update(of=Registration)).all()
        done: dict[int, int] = {}
        for row in rows:
            _queue(session, row, now)
            done[row.centre_id] = done.get(row.centre_id, 0) + 1
        for centre, number in sorted(done.items()):
            record(session, centre, Line("day_closed", actor, now, details={"registrations": number}))
    return len(rows)


def _lock(session: Session) -> None:
    """Lock the days on site of the centres concerned: no payment is undone between what is read and what is queued."""
    chosen = select(UplinkMoment.centre_id).where(UplinkMoment.moment == AT_END_OF_DAY)
    sites = select(OnSite.centre_id).where(OnSite.centre_id.in_(chosen)).order_by(OnSite.centre_id)
    session.execute(sites.with_for_update())


def due(centre_id: int | None = None) -> Any:
    """Return a statement: the registrations validated and paid that nothing has been queued for."""
    told = exists().where(
        UplinkEntry.event_key == uplink_keys.of_registrations(Registration.id),
        or_(UplinkEntry.status != "withdrawn", UplinkEntry.same_as_id.is_not(None)),
    )
    paid = exists().where(
        Payment.passage_id == Passage.id,
        Passage.admitted_id == Registration.admitted_id,
        Passage.undone_at.is_(None),
    )
    statement = (
        select(
            Registration.id,
            Registration.centre_id,
            Registration.campaign_id,
            Registration.programme_id,
            Registration.platform_state,
            Admitted.candidate_number,
        )
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .join(UplinkMoment, UplinkMoment.centre_id == Registration.centre_id)
        .where(
            UplinkMoment.moment == AT_END_OF_DAY,
            Registration.validated_at.is_not(None),
            Registration.cancelled_at.is_(None),
            paid,
            ~told,
        )
        .order_by(Registration.id)
    )
    return statement if centre_id is None else statement.where(Registration.centre_id == centre_id)


def _queue(session: Session, row: Any, now: datetime) -> None:
    uplink_queue.queue(
        session,
        event_key=uplink_keys.of_registration(row.id),
        centre_id=row.centre_id,
        campaign_id=row.campaign_id,
        programme_id=row.programme_id,
        candidate_number=row.candidate_number,
        platform_state=row.platform_state or PRINCIPAL,
        source="registration",
        source_id=row.id,
        now=now,
    )
