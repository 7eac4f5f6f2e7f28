"""What an enrolment tells the platform, queued in the transaction of the mark itself (R6.1, R6.2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from recruitment.enrolments.models import Enrolment
from recruitment.exchanges import uplink_queue
from recruitment.exchanges.models import UplinkEntry

SOURCE = "enrolment"
PRINCIPAL, CANCELLED = 1, 3


def key_of(enrolment_id: int, what: str) -> str:
    """Return the key of what is told of an enrolment: `done` or `cancelled`."""
    return f"enrolment:{enrolment_id}:{what}"


def tell_done(session: Session, enrolled: Sequence[tuple[int, Any]], now: datetime) -> None:
    """Have the marks go up; one that another act has sent already is known there, and marked so."""
    for enrolment_id, row in enrolled:
        if not _queue(session, row, enrolment_id, "done", PRINCIPAL, now):
            _known_already(session, enrolment_id, row)


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
        select(UplinkEntry.status, UplinkEntry.sent_at)
        .where(
            UplinkEntry.programme_id == row.programme_id,
            UplinkEntry.candidate_number == row.candidate_number,
            UplinkEntry.status != "withdrawn",
        )
        .order_by(UplinkEntry.id.desc())
        .limit(1)
    ).first()
    if last is not None and last.status == "sent":
        session.execute(
            update(Enrolment)
            .where(Enrolment.id == enrolment_id)
            .values(sent_at=last.sent_at)
            .execution_options(synchronize_session=False)
        )
