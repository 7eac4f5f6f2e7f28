"""The only writer of the pool: a list of admitted candidates goes in whole, in the transaction that it is given.

What is built on somebody (a decision, a contract, an enrolment, a registration) stays whatever a list says: who is
told no more leaves a tombstone, and is shown as somebody to look at (R6.6).
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.admissions.difference import Comparison, Difference, Mode
from recruitment.admissions.records import AdmittedRecord
from recruitment.admissions.writer import PoolWriter
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.journal.actions import SYSTEM, Line, person, record
from recruitment.programmes.models import Programme

ORIGIN_OF = {
    "platform_file": "file",
    "platform_pull": "pull",
    "platform_push": "push",
    "own_offers": "own",
}


def take_in(
    session: Session,
    exchange: Exchange,
    programme: Any,
    records: Iterable[AdmittedRecord],
    *,
    mode: Mode,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> Difference:
    """Write a list into the pool of a programme, with a line of the exchange for each person; return what it did.

    `replace`: the list is the whole pool, who is not in it goes. `merge`: it only adds and changes; somebody whose
    situation is 0 or 3 goes. `programme`: any row with `id`, `centre_id`, `campaign_id`. The caller opens the
    exchange before and finishes it with `counts()`.
    """
    session.execute(select(Programme.id).where(Programme.id == programme.id).with_for_update())
    origin = ORIGIN_OF[exchange.source]
    comparison = Comparison(session, programme, origin=origin, mode=mode)
    found = Difference(live_before=comparison.live_before())
    writer = PoolWriter(session, exchange, programme, origin=origin, now=now)
    for outcomes in comparison.outcomes(records):
        found.add(outcomes)
        writer.write(outcomes, lambda: _next_line(session, exchange.id, comparison.last_line))
        if progress is not None:
            progress(found.candidates + found.left_out)
    if found.new or found.changed or found.gone:
        _tell(session, exchange, programme, found, now)
    return found


def _next_line(session: Session, exchange_id: int, last_line: int) -> int:
    """Return the first line free for those whom the list does not tell."""
    written = session.scalar(
        select(func.max(ExchangeLine.line)).where(ExchangeLine.exchange_id == exchange_id)
    )
    return max(written or 0, last_line) + 1


def _tell(session: Session, exchange: Exchange, programme: Any, found: Difference, now: datetime) -> None:
    actor = SYSTEM if exchange.account_id is None else person(exchange.account_id)
    figures = {name: getattr(found, name) for name in ("new", "changed", "gone")}
    details = {"exchange": exchange.id, **figures}
    record(session, programme.centre_id, Line("admitted_taken", actor, now, programme.id, details=details))
