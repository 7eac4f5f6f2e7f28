"""Leave a wish, at any time (R5.7): with a contract its offer is declined and the seat is free."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy.exc import NoResultFound

from recruitment.contracts.actions.leaving import left, tell, write
from recruitment.contracts.actions.wishes import hold_wish, in_time
from recruitment.core import clock, clock_guard
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Actor
from recruitment.rules.replies import check_withdrawal
from recruitment.rules.vocabulary import Because


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A wish that was left, and its state since."""

    application_id: int
    state: str


def withdraw_wish(actor: Actor, application_id: int, *, submission: Submission | None = None) -> Withdrawn:
    """Leave one wish; the others stay as they are.

    Raises RuleViolation: already_decided (a refused wish stays refused), already_withdrawn, reply_too_late
    (its offer has run out), key_reused, and of the watch over the clock: clock_suspect, acts_stopped.
    """
    with transaction() as session:
        wish = hold_wish(session, application_id)
        if actor.kind == "candidate" and actor.id != wish.candidate_id:
            raise NoResultFound
        answered = replay(session, submission)
        if answered is not None:
            return Withdrawn(**answered)
        now = clock.now()
        clock_guard.check(session, now)
        reply_until = wish.contract.reply_until if wish.contract is not None else None
        check_withdrawal(wish.state, reply_until=reply_until, now=now)
        replied_at = in_time(now, wish.contract)
        events = [replace(one, replied_at=replied_at) for one in left([wish], Because.OWN, actor)]
        write(session, events, now)
        tell(session, events, now)
        withdrawn = Withdrawn(wish.id, str(events[0].state))
        remember(session, submission, asdict(withdrawn), now)
    return withdrawn
