"""Write down what becomes of an entry of the uplink, one small transaction each: never while the platform is called."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, literal, select, update
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.core import lease
from recruitment.core.database import UTCDateTime
from recruitment.core.lease import Lease
from recruitment.core.transaction import transaction
from recruitment.enrolments.models import Enrolment
from recruitment.exchanges import connectors, log
from recruitment.exchanges.connectors import Opened
from recruitment.exchanges.log import LogLine
from recruitment.exchanges.models import Connector, Exchange, ExchangeLine, UplinkEntry

#: Until the next try of an entry that got no answer, and of a platform that gives none to anybody.
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
JITTER = 0.1
CLAIMED = timedelta(minutes=10)
CANCELLED = 3
INTERRUPTED = "L’envoi s’est interrompu. La suite est dans l’échange suivant."
_QUIET = {"synchronize_session": False}
_OPEN = ("queued", "sending")
_chance = random.SystemRandom()


def wait_after(attempts: int, waits: tuple[timedelta, ...]) -> timedelta:
    """Return how long to wait after so many tries."""
    return waits[min(max(attempts, 1), len(waits)) - 1] * _chance.uniform(1 - JITTER, 1 + JITTER)


def begin(held: Lease, connector: Opened, row: Any, now: datetime) -> bool:
    """Claim an entry before it is told; whether it was still to be told. Raises LeaseLost, ConnectorChanged.

    Undoing what it tells is refused from here on. The next try is set already: a process that dies now leaves the
    entry `sending`, of which nobody knows whether it arrived; claimed again, it keeps that it may have.
    """
    attempts = row.attempts + 1
    with transaction() as session:
        lease.fenced(session, held)
        connectors.check_unchanged(session, connector)
        claimed = session.execute(
            update(UplinkEntry)
            .where(
                UplinkEntry.id == row.id,
                UplinkEntry.status == row.status,
                UplinkEntry.attempts == row.attempts,
            )
            .values(
                status="sending",
                attempts=attempts,
                claimed_until=now + CLAIMED,
                claim_token=f"{held.job}:{held.token}",
                next_try_at=now + wait_after(attempts, RETRIES),
                maybe_received=_may_be_there(row),
            )
            .returning(UplinkEntry.id)
            .execution_options(**_QUIET)
        )
        return claimed.first() is not None


def sent(row: Any, exchange_id: int, answer: str, told: dict[str, Any], now: datetime) -> None:
    """The platform has it: so says the entry, the report, and the enrolment that it told of."""
    values = {"status": "sent", "sent_at": now, "answer": answer, "exchange_id": exchange_id}
    with transaction() as session:
        if not _close(session, row.id, values):
            return
        if row.platform_state != CANCELLED:
            _mark_enrolment(session, row, now)
        _add_line(session, exchange_id, row, "sent", told, answer)


def refused(row: Any, exchange_id: int, words: str, told: dict[str, Any], now: datetime) -> None:
    """The platform, or we, will not have it: it stays to be looked at, and can be tried again by hand.

    A try before this one may have arrived all the same (« déjà inscrit »): the enrolment that it told of counts as
    sent, to be cancelled and no more undone, and the cancellation goes up.
    """
    values = {"status": "failed", "answer": words, "exchange_id": exchange_id, "next_try_at": now}
    maybe = _may_be_there(row)
    with transaction() as session:
        if _close(session, row.id, {**values, "maybe_received": maybe}):
            if maybe and row.platform_state != CANCELLED:
                _mark_enrolment(session, row, now)
            _add_line(session, exchange_id, row, "failed", told, words)


def unanswered(row: Any, words: str, now: datetime) -> None:
    """No readable answer came: the platform may have it. It is asked before the next try."""
    wait = now + wait_after(row.attempts + 1, RETRIES)
    _back(row.id, answer=words, maybe_received=True, next_try_at=wait)


def not_tried(row: Any, words: str) -> None:
    """The platform was not reached: the entry stays where it was."""
    _back(row.id, answer=words, attempts=row.attempts, next_try_at=row.next_try_at)


def outage(connector_id: int, words: str, now: datetime) -> None:
    """Leave a neighbour alone for a while, longer each time: no entry is to blame."""
    with transaction() as session:
        failures = session.execute(
            update(Connector)
            .where(Connector.id == connector_id)
            .values(
                failures=Connector.failures + 1,
                failed_since=func.coalesce(Connector.failed_since, literal(now, UTCDateTime())),
                last_error=words,
            )
            .returning(Connector.failures)
            .execution_options(**_QUIET)
        ).scalar_one()
        _connector(session, connector_id, paused_until=now + wait_after(failures, PAUSES))


def answers(connector_id: int) -> None:
    """A neighbour answers again."""
    with transaction() as session:
        _connector(session, connector_id, failures=0, failed_since=None, paused_until=None, last_error=None)


def open_report(held: Lease, row: Any, year: int, now: datetime) -> int:
    """Open the exchange that reports a pass."""
    with transaction() as session:
        lease.fenced(session, held)
        return log.open_exchange(
            session,
            centre_id=row.centre_id,
            campaign_id=row.campaign_id,
            programme_id=None,
            direction="out",
            source="uplink",
            school_year=year,
            account_id=None,
            state="applying",
            now=now,
        ).id


def close_left_reports(held: Lease, now: datetime) -> None:
    """Close the exchanges that a pass which died has left open."""
    with transaction() as session:
        lease.fenced(session, held)
        left = select(Exchange).where(Exchange.source == "uplink", Exchange.state == "applying")
        for exchange in session.scalars(left).all():
            _close_report(session, exchange, INTERRUPTED, now)


def close_report(exchange_id: int, error: str | None, now: datetime) -> None:
    """Close the exchange of a pass with what came out of it."""
    with transaction() as session:
        _close_report(session, session.get_one(Exchange, exchange_id), error, now)


def _close_report(session: Session, exchange: Exchange, error: str | None, now: datetime) -> None:
    rows = session.execute(
        select(UplinkEntry.status, func.count())
        .where(UplinkEntry.exchange_id == exchange.id)
        .group_by(UplinkEntry.status)
    )
    counted = {row[0]: row[1] for row in rows}
    counts = {"sent": counted.get("sent", 0), "failed": counted.get("failed", 0)}
    counts["candidates"] = exchange.total = exchange.progress = sum(counts.values())
    state = "failed" if error and not counts["candidates"] else "done"
    log.finish(session, exchange, state=state, counts=counts, error=error, now=now)


def _may_be_there(row: Any) -> bool:
    """Tell whether a try before this one may have arrived: it had no answer, or nobody was left to hear it."""
    return bool(row.maybe_received or row.status == "sending")


def _close(session: Session, entry_id: int, values: dict[str, Any]) -> bool:
    closed = session.execute(
        update(UplinkEntry)
        .where(UplinkEntry.id == entry_id, UplinkEntry.status.in_(_OPEN))
        .values(claimed_until=None, claim_token=None, **values)
        .returning(UplinkEntry.id)
        .execution_options(**_QUIET)
    )
    return closed.first() is not None


def _back(entry_id: int, **values: Any) -> None:
    with transaction() as session:
        _close(session, entry_id, {"status": "queued", **values})


def _mark_enrolment(session: Session, row: Any, now: datetime) -> None:
    """Say of the standing enrolment of this candidate that the platform knows of it (R6.1)."""
    wish = and_(Application.id == Enrolment.application_id, Application.programme_id == row.programme_id)
    theirs = (
        select(Enrolment.id)
        .join(Application, wish)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(
            Candidate.candidate_number == row.candidate_number,
            Enrolment.programme_id == row.programme_id,
            Enrolment.undone_at.is_(None),
            Enrolment.sent_at.is_(None),
        )
    )
    for enrolment_id in session.scalars(theirs).all():
        session.execute(
            update(Enrolment)
            .where(Enrolment.id == enrolment_id)
            .values(sent_at=now)
            .execution_options(**_QUIET)
        )


def _add_line(
    session: Session, exchange_id: int, row: Any, action: str, told: dict[str, Any], words: str
) -> None:
    """Write a line of the report after its last one: an entry tried again in the same pass has two."""
    payload = {
        "last_name": told.get("nom", row.last_name),
        "first_name": told.get("prenom", row.first_name),
        "ine": told.get("ine"),
        "birth_date": told.get("dateNaissance"),
        "programme": row.code,
        "platform_state": row.platform_state,
    }
    last = session.scalar(select(func.max(ExchangeLine.line)).where(ExchangeLine.exchange_id == exchange_id))
    line = LogLine((last or 0) + 1, action, row.candidate_number, payload, words or None)
    log.add_lines(session, exchange_id, [line])


def _connector(session: Session, connector_id: int, **values: Any) -> None:
    session.execute(
        update(Connector).where(Connector.id == connector_id).values(values).execution_options(**_QUIET)
    )
