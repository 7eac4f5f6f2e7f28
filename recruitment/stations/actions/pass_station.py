"""Pass a station, with what was paid where that is the one for payment; undo it, with a reason (R6.8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges import moments, uplink_keys, uplink_queue
from recruitment.rules import stations as rules
from recruitment.rules.errors import RuleViolation
from recruitment.stations import pool
from recruitment.stations.actions.site import (
    Author,
    arrival_of,
    lock_site,
    open_stations,
    passed_by,
    tell,
)
from recruitment.stations.models import OnSite, Passage, Payment, Station


@dataclass(frozen=True, slots=True)
class Paid:
    """What somebody paid, or that they have nothing to pay (`waived`, 0). Never the number of a card."""

    method: str
    payer: str
    amount_cents: int
    reference: str | None = None


def pass_station(
    author: Author,
    centre_id: int,
    admitted_id: int,
    station_id: int,
    *,
    paid: Paid | None = None,
    submission: Submission | None = None,
) -> int:
    """Let somebody pass the station where they wait, and return the passage's id; passed already, it stays so.

    Raises stations_closed, not_in_pool, not_arrived, station_retired, not_at_this_station, payment_needed,
    already_paid, key_reused.
    """
    with transaction() as session:
        site = lock_site(session, centre_id)
        found = pool.lock(session, admitted_id)
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["passage"])
        order = open_stations(session, centre_id)
        station = next((one for one in order if one.id == station_id), None)
        if station is None:
            raise RuleViolation("station_retired")
        now = clock.now()
        passage = _standing(session, admitted_id, station_id)
        if passage is not None and paid is not None:
            raise RuleViolation("already_paid")
        if passage is None:
            passage = _pass(session, author, found, station, order, paid, now)
            if paid is not None and station.kind == "payment":
                _receive(session, site, passage, paid, found.year)
                tell(
                    session,
                    "payment_recorded",
                    author,
                    found,
                    now,
                    method=paid.method,
                    cents=paid.amount_cents,
                )
        remember(session, submission, {"passage": passage.id}, now)
        return passage.id


def undo_passage(author: Author, centre_id: int, passage_id: int, *, reason: str) -> None:
    """Undo a passage and the payment that came with it: the person waits at that station again.

    Raises stations_closed, reason_missing, passage_undone, payment_sent.
    """
    if not reason.strip():
        raise RuleViolation("reason_missing")
    with transaction() as session:
        lock_site(session, centre_id)
        passage = session.get_one(Passage, passage_id, populate_existing=True)
        found = pool.lock(session, passage.admitted_id, gone=True)
        if passage.undone_at is not None:
            raise RuleViolation("passage_undone")
        now = clock.now()
        if session.get(Payment, passage_id) is not None:
            _call_back(session, centre_id, found, now)
        passage.undone_at, passage.undone_by_id, passage.undo_reason = now, author.id, reason.strip()
        session.flush()
        tell(session, "station_undone", author, found, now, station=passage.station_id)


def _standing(session: Session, admitted_id: int, station_id: int) -> Passage | None:
    return session.scalars(
        select(Passage).where(
            Passage.admitted_id == admitted_id,
            Passage.station_id == station_id,
            Passage.undone_at.is_(None),
        )
    ).first()


def _pass(
    session: Session,
    author: Author,
    found: Any,
    station: Station,
    order: list[Station],
    paid: Paid | None,
    now: datetime,
) -> Passage:
    admitted_id = found.Admitted.id
    here = arrival_of(session, admitted_id, now)
    if here is None or here.left_at is not None:
        raise RuleViolation("not_arrived")
    rules.check_pass([one.id for one in order], passed_by(session, admitted_id), station.id)
    if station.kind == "payment" and paid is None:
        raise RuleViolation("payment_needed")
    passage = Passage(
        arrival_id=here.id,
        admitted_id=admitted_id,
        centre_id=station.centre_id,
        station_id=station.id,
        passed_at=now,
        passed_by_id=author.id,
    )
    session.add(passage)
    session.flush()
    tell(session, "station_passed", author, found, now, station=station.id)
    return passage


def _receive(session: Session, site: OnSite, passage: Passage, paid: Paid, year: int) -> None:
    """Write the payment under the next receipt number of the centre: none is skipped, none is used again."""
    site.receipts += 1
    payment = Payment(
        passage_id=passage.id,
        centre_id=passage.centre_id,
        receipt_number=rules.receipt(year, site.receipts),
        method=paid.method,
        payer=paid.payer,
        amount_cents=paid.amount_cents,
        reference=paid.reference,
    )
    session.add(payment)
    session.flush()


def _call_back(session: Session, centre_id: int, found: Any, now: datetime) -> None:
    """Take back what waits to go up because it was paid. Raises payment_sent when it has left."""
    if found.registration_id is None or moments.at_validation(session, centre_id):
        return
    key = uplink_keys.of_registration(found.registration_id)
    if not uplink_queue.withdraw(session, key, now):
        raise RuleViolation("payment_sent")
