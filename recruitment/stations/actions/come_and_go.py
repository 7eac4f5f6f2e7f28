"""Somebody arrives on site, or leaves before they have finished (R6.8)."""

from recruitment.core import clock
from recruitment.core.transaction import transaction
from recruitment.rules.errors import RuleViolation
from recruitment.rules.paris import paris_day
from recruitment.stations import pool
from recruitment.stations.actions.site import Author, arrival_of, lock_site, next_rank, tell
from recruitment.stations.models import Arrival


def arrive(author: Author, centre_id: int, admitted_id: int) -> int:
    """Put somebody at the end of today's queue and return the arrival's id; who is there already stays there.

    Raises stations_closed or not_in_pool.
    """
    with transaction() as session:
        lock_site(session, centre_id)
        found = pool.lock(session, admitted_id)
        now = clock.now()
        here = arrival_of(session, admitted_id, now)
        if here is not None and here.left_at is None:
            return here.id
        if here is None:
            here = Arrival(
                admitted_id=admitted_id,
                programme_id=found.Admitted.programme_id,
                centre_id=centre_id,
                day=paris_day(now),
                rank=next_rank(session, centre_id, now),
                arrived_at=now,
                arrived_by_id=author.id,
            )
            session.add(here)
        else:
            here.left_at = here.left_by_id = here.left_reason = None
        session.flush()
        tell(session, "person_arrived", author, found, now, rank=here.rank)
        return here.id


def leave(author: Author, centre_id: int, admitted_id: int, *, reason: str) -> None:
    """Take somebody out of today's queue: what they passed stays. Raises stations_closed, not_arrived."""
    with transaction() as session:
        lock_site(session, centre_id)
        found = pool.lock(session, admitted_id, gone=True)
        now = clock.now()
        here = arrival_of(session, admitted_id, now)
        if here is None or here.left_at is not None:
            raise RuleViolation("not_arrived")
        here.left_at, here.left_by_id, here.left_reason = now, author.id, reason or None
        session.flush()
        tell(session, "person_left", author, found, now)
