"""What an enrolment tells the platform, queued in the transaction of the mark itself (R6.1, R6.2).

Where the centre chose the end of the day, those validated and paid go up then and nobody else (R6.8): a mark tells
nothing by itself, its registration does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.enrolments.models import Enrolment
from recruitment.exchanges import moments, uplink_queue
from recruitment.exchanges.models import UplinkEntry
from recruitment.exchanges.moments import AT_END_OF_DAY, UplinkMoment

SOURCE = "enrolment"
PRINCIPAL, CANCELLED = 1, 3

_last = (
    select(func.max(UplinkEntry.id))
    .join(Application, Application.id == Enrolment.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(
        UplinkEntry.programme_id == Enrolment.programme_id,
        UplinkEntry.candidate_number == Candidate.candidate_number,
        UplinkEntry.status != "withdrawn",
    )
    .correlate(Enrolment)
    .scalar_subquery()
)
#: Nothing has gone up, or is to, for a standing enrolment: the last word on the person is a cancellation, or none.
untold: ColumnElement[bool] = and_(
    Enrolment.undone_at.is_(None),
    Enrolment.sent_at.is_(None),
    ~exists().where(UplinkEntry.id == _last, UplinkEntry.platform_state != CANCELLED),
)
#: It waits for its registration to be validated and paid, as its centre chose.
waits: ColumnElement[bool] = and_(
    untold,
    exists().where(UplinkMoment.centre_id == Enrolment.centre_id, UplinkMoment.moment == AT_END_OF_DAY),
)


def key_of(enrolment_id: int, what: str) -> str:
    """Return the key of what is told of an enrolment: `done` or `cancelled`."""
    return f"enrolment:{enrolment_id}:{what}"


def tell_done(session: Session, enrolled: Sequence[tuple[int, Any]], now: datetime) -> None:
    """Have the marks go up, unless their centre waits; one that another act has sent already is marked so."""
    at_once = {id_: moments.at_validation(session, id_) for id_ in {row.centre_id for _, row in enrolled}}
    for enrolment_id, row in enrolled:
        going = at_once[row.centre_id] and _queue(session, row, enrolment_id, "done", PRINCIPAL, now)
        if not going:
            _known_already(session, enrolment_id, row)


def tell_waiting(session: Session, centre_id: int, holds: ColumnElement[bool], now: datetime) -> int:
    """Have the marks of a centre go up that waited for the end of a day, and return how many.

    `holds`: the condition on which a mark is still good. The caller has locked the centre's programmes.
    """
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.centre_id,
            Enrolment.programme_id,
            Application.campaign_id,
            Candidate.candidate_number,
        )
        .join(Application, Application.id == Enrolment.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Enrolment.centre_id == centre_id, untold, holds)
        .order_by(Enrolment.id)
    ).all()
    return sum(_queue(session, row, row.id, "done", PRINCIPAL, now) for row in rows)


def tell_cancelled(session: Session, enrolment_id: int, row: Any, now: datetime) -> None:
    """Have the cancellation go up."""
    _queue(session, row, enrolment_id, "cancelled", CANCELLED, now)


def take_back(session: Session, enrolment_id: int, now: datetime) -> bool:
    """Take back a mark that has not left; False when it has, or is leaving now."""
    return uplink_queue.withdraw(session, key_of(enrolment_id, "done"), now)


def is_leaving(session: Session, enrolment_id: int) -> bool:
    """Tell whether a mark has gone up, or may have."""
    return uplink_queue.has_left(session, key_of(enrolment_id, "done"))


def _queue(session: Session, row: Any, enrolment_id: int, what: str, state: int, now: datetime) -> bool:
    return uplink_queue.queue(
        session,
        event_key=key_of(enrolment_id, what),
        centre_id=row.centre_id,
        campaign_id=row.campaign_id,
        programme_id=row.programme_id,
        candidate_number=row.candidate_number,
        platform_state=state,
        source=SOURCE,
        source_id=enrolment_id,
        now=now,
    )


def _known_already(session: Session, enrolment_id: int, row: Any) -> None:
    last = session.execute(
        select(UplinkEntry.status, UplinkEntry.sent_at, UplinkEntry.platform_state)
        .where(
            UplinkEntry.programme_id == row.programme_id,
            UplinkEntry.candidate_number == row.candidate_number,
            UplinkEntry.status != "withdrawn",
        )
        .order_by(UplinkEntry.id.desc())
        .limit(1)
    ).first()
    if last is not None and last.status == "sent" and last.platform_state != CANCELLED:
        session.execute(
            update(Enrolment)
            .where(Enrolment.id == enrolment_id)
            .values(sent_at=last.sent_at)
            .execution_options(synchronize_session=False)
        )
