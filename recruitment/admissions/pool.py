"""The only writer of the pool: a list of admitted candidates goes in whole, in the transaction that it is given.

What is built on somebody (a decision, a contract, an enrolment, a registration) stays whatever a list says: who is
told no more leaves a tombstone, and is shown as somebody to look at (R6.6).
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.admissions.difference import Comparison, Difference, Mode
from recruitment.admissions.records import AdmittedRecord
from recruitment.admissions.writer import PoolWriter
from recruitment.exchanges.models import Exchange
from recruitment.journal.actions import SYSTEM, Line, person, record
from recruitment.programmes.models import Programme
from recruitment.rules.admissions import ORIGIN_OF


def take_in(
    session: Session,
    exchange: Exchange,
    programme: Any,
    records: Iterable[AdmittedRecord],
    *,
    mode: Mode,
    now: datetime,
    untouched: Iterable[tuple[str, int]] = (),
    progress: Callable[[int], None] | None = None,
) -> Difference:
    """Write a list into the pool of a programme, with a line of the exchange for each person; return what it did.

    `replace`: the list is the whole pool, who is not in it goes. `merge`: it only adds and changes; somebody whose
    situation is 0 or 3 goes. `untouched`: those told in lines that cannot be taken (number, line). `programme`: any
    row with `id`, `centre_id`, `campaign_id`. The caller opens the exchange before and finishes it with `counts()`.
    """
    lock_programmes(session, [programme.id])
    found = write(
        session, exchange, programme, records, mode=mode, now=now, untouched=untouched, progress=progress
    )
    tell(session, exchange, programme, found, now)
    return found


def lock_programmes(session: Session, programme_ids: Iterable[int]) -> None:
    """Lock programmes, in the order that every act keeps."""
    mine = Programme.id.in_(sorted(programme_ids))
    session.execute(select(Programme.id).where(mine).order_by(Programme.id).with_for_update())


def write(
    session: Session,
    exchange: Exchange,
    programme: Any,
    records: Iterable[AdmittedRecord],
    *,
    mode: Mode,
    now: datetime,
    untouched: Iterable[tuple[str, int]] = (),
    progress: Callable[[int], None] | None = None,
) -> Difference:
    """Do what `take_in` does, but for the journal.

    For whoever writes into several programmes: all of them are locked before, and told once all are written. The
    journal is what every act takes last; who had it and then waited for a programme or a person would hold a ring.
    """
    origin = ORIGIN_OF[exchange.source]
    comparison = Comparison(session, programme, origin=origin, mode=mode, locks=True)
    found = Difference(live_before=comparison.live_before())
    for number, line in untouched:
        comparison.keep(number, line)
    writer = PoolWriter(session, exchange, programme, origin=origin, now=now)
    for outcomes in comparison.outcomes(records):
        found.add(outcomes)
        writer.write(outcomes)
        if progress is not None:
            progress(found.candidates + found.left_out)
    return found


def tell(session: Session, exchange: Exchange, programme: Any, found: Difference, now: datetime) -> None:
    """Have the journal say what a list did to the pool of a programme, when it did something."""
    if not (found.new or found.changed or found.gone):
        return
    actor = SYSTEM if exchange.account_id is None else person(exchange.account_id)
    figures = {name: getattr(found, name) for name in ("new", "changed", "gone")}
    details = {"exchange": exchange.id, **figures}
    record(session, programme.centre_id, Line("admitted_taken", actor, now, programme.id, details=details))
