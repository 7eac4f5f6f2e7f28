"""What must go up to the platform, written in the transaction of the act that it tells of: once, never lost (R6.2).

A fact may be told twice (the mark of an enrolment, then the validation of the registration): the second entry stands
behind the first (`same_as_id`) and goes up in its place should the first be withdrawn.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from recruitment.exchanges.models import UplinkEntry

ON_ITS_WAY = ("sending", "sent")
_AS_LOCKED = {"populate_existing": True}  # what was read before the lock may have left since


def queue(
    session: Session,
    *,
    event_key: str,
    centre_id: int,
    campaign_id: int,
    programme_id: int,
    candidate_number: str,
    platform_state: int,
    source: str,
    source_id: int,
    now: datetime,
) -> bool:
    """Have a state go up once; return False when it had been told already, by this act or by another.

    `platform_state`: 1 principal, 2 double, 3 cancelled, 4 and 5 parallel. The caller has locked the programme, as
    every act upon its candidates does: of two acts at once the second finds the first.
    """
    again = _entry(session, event_key)
    if again is not None and (again.status != "withdrawn" or again.same_as_id is not None):
        return False
    if again is not None:  # withdrawn, and done anew: told after all that was told meanwhile
        session.delete(again)
        session.flush()
    first = _latest(session, programme_id, candidate_number)
    same = first.id if first is not None and first.platform_state == platform_state else None
    values = {
        "event_key": event_key,
        "centre_id": centre_id,
        "campaign_id": campaign_id,
        "programme_id": programme_id,
        "candidate_number": candidate_number,
        "platform_state": platform_state,
        "source": source,
        "source_id": source_id,
        "created_at": now,
        "status": "withdrawn" if same else "queued",
        "attempts": 0,
        "next_try_at": now,
        "same_as_id": same,
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(UplinkEntry).values(values).on_conflict_do_nothing()
    done = session.execute(statement.returning(UplinkEntry.id))
    return done.first() is not None and same is None


def withdraw(session: Session, event_key: str, now: datetime) -> bool:
    """Take back what has not left; False when it has, or is leaving now: its contrary must then go up.

    True as well when nothing was ever to go up for this act. Another act that told the same takes its place.
    """
    entry = _entry(session, event_key)
    if entry is None:
        return True
    if entry.same_as_id is not None:
        return _step_back(session, entry)
    if _may_be_known(entry):
        return False
    entry.status = "withdrawn"
    session.flush()
    _hand_over(session, entry, now)
    return True


def has_left(session: Session, event_key: str) -> bool:
    """Tell whether what an act told has gone up, or is going up now, by itself or by another act's entry.

    A page may ask: it locks nothing.
    """
    entry = session.scalars(select(UplinkEntry).where(UplinkEntry.event_key == event_key)).first()
    if entry is not None and entry.same_as_id is not None:
        entry = session.get(UplinkEntry, entry.same_as_id)
    return entry is not None and _may_be_known(entry)


def _may_be_known(entry: UplinkEntry) -> bool:
    """Tell whether the platform has it, or may: a try that ended without an answer was perhaps received."""
    return entry.maybe_received or entry.status in ON_ITS_WAY


def _latest(session: Session, programme_id: int, candidate_number: str) -> UplinkEntry | None:
    return session.scalars(
        select(UplinkEntry)
        .where(
            UplinkEntry.programme_id == programme_id,
            UplinkEntry.candidate_number == candidate_number,
            UplinkEntry.status != "withdrawn",
        )
        .order_by(UplinkEntry.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(**_AS_LOCKED)
    ).first()


def _entry(session: Session, event_key: str) -> UplinkEntry | None:
    return session.scalars(
        select(UplinkEntry)
        .where(UplinkEntry.event_key == event_key)
        .with_for_update()
        .execution_options(**_AS_LOCKED)
    ).first()


def _step_back(session: Session, entry: UplinkEntry) -> bool:
    """Take back what only repeated another: it has left if the other has."""
    first = session.get(UplinkEntry, entry.same_as_id, with_for_update=True)
    if first is not None and _may_be_known(first):
        return False
    entry.same_as_id = None
    session.flush()
    return True


def _hand_over(session: Session, entry: UplinkEntry, now: datetime) -> None:
    """Let the first of those that told the same go up in the place of a withdrawn one."""
    others = list(
        session.scalars(
            select(UplinkEntry)
            .where(UplinkEntry.same_as_id == entry.id)
            .order_by(UplinkEntry.id)
            .with_for_update()
            .execution_options(**_AS_LOCKED)
        )
    )
    if not others:
        return
    heir, rest = others[0], [other.id for other in others[1:]]
    heir.same_as_id, heir.status, heir.next_try_at = None, "queued", now
    session.flush()
    session.execute(update(UplinkEntry).where(UplinkEntry.id.in_(rest)).values(same_as_id=heir.id))
