"""What must go up waits once, whoever tells it, and never gets lost (R6.2)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges import uplink_queue
from recruitment.exchanges.models import UplinkEntry
from recruitment.programmes.models import Programme
from tests import builders
from tests.year_2025 import BEGINNING

MARK, VALIDATED = "enrolment:1:done", "registration:1:validated"


def queue(programme: Programme, event_key: str, state: int = 1, number: str = "900001") -> bool:
    """Queue a state of a candidate."""
    with transaction() as session:
        return uplink_queue.queue(
            session,
            event_key=event_key,
            centre_id=programme.centre_id,
            campaign_id=programme.campaign_id,
            programme_id=programme.id,
            candidate_number=number,
            platform_state=state,
            source=event_key.split(":", maxsplit=1)[0],
            source_id=1,
            now=BEGINNING,
        )


def withdraw(event_key: str) -> bool:
    """Take an act's state back."""
    with transaction() as session:
        return uplink_queue.withdraw(session, event_key, BEGINNING)


def becomes(event_key: str, status: str, **values: Any) -> None:
    """Put an entry where the sender would."""
    sent_at = BEGINNING if status == "sent" else None
    here = UplinkEntry.event_key == event_key
    with transaction() as session:
        session.execute(update(UplinkEntry).where(here).values(status=status, sent_at=sent_at, **values))


def waiting() -> list[tuple[str, int]]:
    """Return what would go up, in its order."""
    db.session.rollback()
    rows = db.session.execute(
        select(UplinkEntry.event_key, UplinkEntry.platform_state)
        .where(UplinkEntry.status == "queued")
        .order_by(UplinkEntry.id)
    )
    return [(key, state) for key, state in rows]


def test_a_fact_told_twice_goes_up_once(app: Flask) -> None:
    """R6.2: the mark of the enrolment, then the validation: one entry; an act repeated changes nothing."""
    programme = builders.make_programme()
    assert queue(programme, MARK)
    assert not queue(programme, MARK)
    assert not queue(programme, VALIDATED)
    assert waiting() == [(MARK, 1)]
    assert queue(programme, "enrolment:9:done", number="900002"), "another candidate is another fact"
    assert queue(programme, "registration:1:cancelled", 3), "another state is another fact"
    assert queue(programme, "enrolment:2:done"), "and the first state after it, a new one"
    assert [state for _key, state in waiting()] == [1, 1, 3, 1]


def test_what_is_withdrawn_leaves_its_place_to_what_told_the_same(app: Flask) -> None:
    """R6.1, R6.2: the mark is undone, the validation stands: it still goes up, once; undone as well, nothing does."""
    programme = builders.make_programme()
    queue(programme, MARK)
    queue(programme, VALIDATED)
    queue(programme, "paid:1:1")
    assert withdraw(MARK)
    assert waiting() == [(VALIDATED, 1)]
    assert withdraw(MARK), "twice is once"
    assert withdraw("paid:1:1"), "what only repeated is taken back alone"
    assert waiting() == [(VALIDATED, 1)]
    assert withdraw(VALIDATED)
    assert waiting() == []
    assert withdraw("never:1:queued")
    assert queue(programme, MARK), "done anew, it is told anew"
    assert waiting() == [(MARK, 1)]


def test_what_left_is_not_withdrawn(app: Flask) -> None:
    """R6.1: sent, being sent, or perhaps received: its contrary must go up, also when another act had told it."""
    programme = builders.make_programme()
    queue(programme, MARK)
    queue(programme, VALIDATED)
    for status, values in (("sending", {}), ("sent", {}), ("queued", {"maybe_received": True})):
        becomes(MARK, status, **values)
        with transaction() as session:
            assert uplink_queue.has_left(session, VALIDATED), status
        assert not withdraw(MARK), status
        assert not withdraw(VALIDATED), status
    becomes(MARK, "failed", maybe_received=False)
    assert withdraw(MARK), "the platform refused it: nothing is there to be cancelled"
    assert waiting() == [(VALIDATED, 1)]


def test_what_was_read_before_it_left_is_read_again_once_locked(app: Flask) -> None:
    """R6.2: an entry that the session knows as waiting, and that left since, is not withdrawn."""
    queue(builders.make_programme(), MARK)
    with transaction() as session:
        known = session.scalars(select(UplinkEntry)).one()
        assert known.status == "queued"
        left = update(UplinkEntry).values(status="sent", sent_at=BEGINNING)
        session.execute(left.execution_options(synchronize_session=False))
        assert uplink_queue.withdraw(session, MARK, BEGINNING) is False


def test_told_at_the_same_instant_it_waits_once(app: Flask) -> None:
    programme = builders.make_programme()

    def tell(_rank: int) -> bool:
        with app.app_context():
            return queue(programme, MARK)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tell, range(16))) == 1
    assert waiting() == [(MARK, 1)]
