"""At the end of a day: those validated and paid go up to the platform, once each (R6.8).

What is due is read from the state, whatever the day: what another day forgot goes with this one.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from recruitment.admissions.models import Admitted
from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.enrolments.actions.locks import lock_programmes
from recruitment.exchanges import uplink_keys, uplink_queue
from recruitment.exchanges.models import UplinkEntry
from recruitment.exchanges.moments import AT_END_OF_DAY, UplinkMoment
from recruitment.journal.actions import SYSTEM, Actor, Line, person, record
from recruitment.learners.models import Registration
from recruitment.learners.validation import told
from recruitment.programmes.models import Programme
from recruitment.stations.actions.site import Author
from recruitment.stations.models import OnSite, Passage, Payment

AT_ONCE = 200
PRINCIPAL = 1


class Closed(NamedTuple):
    """How many registrations the end of a day has put on their way, and how many the platform is told of already."""

    queued: int = 0
    known: int = 0


def close_day(author: Author, centre_id: int, programmes: ColumnElement[bool]) -> Closed:
    """Queue now what is due of a centre in the programmes that the condition leaves, and return how many."""
    done = Closed()
    while (some := queue_some(due(centre_id, programmes), person(author.id))) is not None:
        done = Closed(done.queued + some.queued, done.known + some.known)
    return done


def queue_some(statement: Any, actor: Actor = SYSTEM) -> Closed | None:
    """Queue some of what a statement of `due` reads, and return how many; None when nothing is left."""
    with transaction() as session:
        now = clock.now()
        found = session.execute(statement.limit(AT_ONCE)).all()
        if not found:
            return None
        programmes = {row.programme_id for row in found}
        lock_programmes(session, programmes)
        _lock(session)
        # Read once all is locked: another end of the day may have queued them meanwhile.
        mine = statement.where(Registration.programme_id.in_(programmes)).limit(AT_ONCE)
        rows = session.execute(mine.with_for_update(of=Registration)).all()
        done: dict[int, int] = {}
        for row in rows:
            done[row.centre_id] = done.get(row.centre_id, 0) + _queue(session, row, now)
        for centre, number in sorted(done.items()):
            record(session, centre, Line("day_closed", actor, now, details={"registrations": number}))
    queued = sum(done.values())
    return Closed(queued, len(rows) - queued)


def queue_validated(session: Session, centre_id: int, now: datetime) -> int:
    """Queue all that a centre validated and has not told, paid or not, and return how many.

    The caller has locked the centre's programmes.
    """
    mine = _untold().where(Registration.centre_id == centre_id).with_for_update(of=Registration)
    rows = session.execute(mine).all()
    for row in rows:
        _queue(session, row, now)
    return len(rows)


def _lock(session: Session) -> None:
    """Lock the days on site of the centres concerned: no payment is undone between what is read and what is queued."""
    chosen = select(UplinkMoment.centre_id).where(UplinkMoment.moment == AT_END_OF_DAY)
    sites = select(OnSite.centre_id).where(OnSite.centre_id.in_(chosen)).order_by(OnSite.centre_id)
    session.execute(sites.with_for_update())


def due(centre_id: int | None = None, programmes: ColumnElement[bool] | None = None) -> Any:
    """Return a statement: the registrations validated and paid that nothing has been queued for.

    What another act told already is among them, to stand behind it in the queue. Of one centre, and of the programmes
    that a condition leaves, when they are given.
    """
    paid = exists().where(
        Payment.passage_id == Passage.id,
        Passage.admitted_id == Registration.admitted_id,
        Passage.undone_at.is_(None),
    )
    statement = (
        _untold()
        .join(UplinkMoment, UplinkMoment.centre_id == Registration.centre_id)
        .where(UplinkMoment.moment == AT_END_OF_DAY, paid)
    )
    if centre_id is not None:
        statement = statement.where(Registration.centre_id == centre_id)
    return statement if programmes is None else statement.where(programmes)


def departures(centre_id: int | None = None, programmes: ColumnElement[bool] | None = None) -> Any:
    """Return a statement: of those due, the ones that the platform does not know of yet through another act."""
    return due(centre_id, programmes).outerjoin(told.Known, told.known()).where(told.Known.id.is_(None))


def _untold() -> Any:
    queued = exists().where(
        UplinkEntry.event_key == uplink_keys.of_registrations(Registration.id),
        or_(UplinkEntry.status != "withdrawn", UplinkEntry.same_as_id.is_not(None)),
    )
    return (
        select(
            Registration.id,
            Registration.centre_id,
            Registration.campaign_id,
            Registration.programme_id,
            Registration.platform_state,
            Admitted.candidate_number,
        )
        .join(Admitted, Admitted.id == Registration.admitted_id)
        .join(Programme, Programme.id == Registration.programme_id)
        .where(Registration.validated_at.is_not(None), Registration.cancelled_at.is_(None), ~queued)
        .order_by(Registration.id)
    )


def _queue(session: Session, row: Any, now: datetime) -> bool:
    return uplink_queue.queue(
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
