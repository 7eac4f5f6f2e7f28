"""One batch of the sweep of offers: some candidates, in one transaction with their journal lines and mails (R5.6).

State-based, like the sweep of deadlines: what waits past its last second runs out, whenever this runs, once.
The candidate's other open wishes are lost with it, save an accepted offer, which waits for nothing, and a
wish received or a contract entered since, which a sweep at the very second would not have found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from recruitment.contracts.actions.leaving import Happened, left, tell, write
from recruitment.contracts.actions.locks import application, contract
from recruitment.contracts.actions.wishes import Wish, hold_wishes, until_they_stay
from recruitment.core import clock, clock_guard, lease
from recruitment.core.database import utc_text
from recruitment.core.lease import Lease
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM
from recruitment.rules.deadlines import reply_expired
from recruitment.rules.paris import whole_second
from recruitment.rules.replies import ends_with
from recruitment.rules.vocabulary import ApplicationState, Because, ContractStatus, Event

BATCH = 100  # candidates of one transaction


@dataclass(frozen=True, slots=True)
class Batch:
    """Candidates of one transaction."""

    ids: tuple[int, ...]

    def halves(self) -> tuple["Batch", "Batch"]:
        """Cut the batch in two, to find the candidate that the database refuses."""
        middle = len(self.ids) // 2
        return Batch(self.ids[:middle]), Batch(self.ids[middle:])


def run_out(now: datetime) -> ColumnElement[bool]:
    """Return the SQL condition of R5.6: pending, its last second over. One index answers it."""
    return and_(contract.c.status == ContractStatus.PENDING, contract.c.reply_until < whole_second(now))


def candidates_due(session: Session, now: datetime) -> Sequence[int]:
    """Return the candidates who let an offer run out."""
    statement = (
        select(application.c.candidate_id)
        .join(contract, contract.c.application_id == application.c.id)
        .where(run_out(now))
        .distinct()
        .order_by(application.c.candidate_id)
    )
    return session.scalars(statement).all()


def batches(candidate_ids: Sequence[int], size: int = BATCH) -> Iterator[Batch]:
    """Cut them into batches."""
    for start in range(0, len(candidate_ids), size):
        yield Batch(tuple(candidate_ids[start : start + size]))


def expire_batch(held: Lease, batch: Batch) -> int:
    """End the offers of these candidates that have run out by now; return how many.

    Raises LeaseLost, and RuleViolation(clock_suspect) when the clock jumped since the sweep began.
    """
    return until_they_stay(lambda: _expire(held, batch))


def _expire(held: Lease, batch: Batch) -> int:
    with transaction() as session:
        lease.fenced(session, held)
        wishes = hold_wishes(session, batch.ids)
        now = clock.now()
        clock_guard.check(session, now)
        real = utc_text(clock.wall())
        events = [one for own in wishes.values() for one in _ends(own, now, real)]
        write(session, events, now)
        tell(session, events, now)
    return sum(one.event is Event.EXPIRE for one in events)


def _ends(wishes: Sequence[Wish], now: datetime, real: str) -> list[Happened]:
    """Return what ends of one candidate: the offers that ran out, and the wishes lost with them."""
    over = [wish for wish in wishes if _is_over(wish, now)]
    if not over:
        return []
    first = min(wish.contract.reply_until for wish in over if wish.contract is not None)
    lost = [
        wish
        for wish in wishes
        if wish not in over and ends_with(Event.EXPIRE, wish.state) and _since(wish) <= first
    ]
    expired = [Happened(wish, Event.EXPIRE, SYSTEM, details=_details(wish, real)) for wish in over]
    return expired + left(lost, Because.NO_REPLY, SYSTEM)


def _since(wish: Wish) -> datetime:
    """Return from when on the wish was as a sweep finds it: received, or given its contract."""
    since: datetime = wish.received_at if wish.contract is None else wish.contract.entered_at
    return since


def _is_over(wish: Wish, now: datetime) -> bool:
    return (
        wish.state is ApplicationState.OFFER_PENDING
        and wish.contract is not None
        and reply_expired(wish.contract.reply_until, now)
    )


def _details(wish: Wish, real: str) -> dict[str, str]:
    """Return what the line keeps: the instant it was due, the machine's own time (F20)."""
    return {"due": utc_text(wish.contract.reply_until), "real": real} if wish.contract is not None else {}
