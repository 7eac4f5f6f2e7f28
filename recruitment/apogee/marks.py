"""Write down what Apogée said of each, in the row and in the log of exchanges, one small transaction each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from recruitment.apogee.models import OpiRow
from recruitment.apogee.queries import Scope
from recruitment.apogee.soap import Unanswered
from recruitment.apogee.wishes import held, not_told
from recruitment.core.transaction import transaction
from recruitment.exchanges import log
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.mail.backoff import before_retry

if TYPE_CHECKING:
    from recruitment.apogee.claims import Claimed

MOST_ATTEMPTS = 12
TAKEN = "Pris en compte par Apogée."
INTERRUPTED = "Interrompu avant la fin : la suite est dans l’échange suivant."
FAILED = "Envoi des OPI impossible : {}."
Holds = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
_QUIET = {"synchronize_session": False}
_FREE = {"claim_token": None, "claimed_until": None}


@dataclass(slots=True)
class Log:
    """The exchange of one pass, opened with the first row that leaves."""

    scope: Scope
    id: int | None = None
    line: int = 0
    sent: int = 0
    refused: int = 0
    unanswered: int = 0
    error: str | None = None

    def open(self, session: Session, now: datetime) -> None:
        """Open it, and close what a pass that died left open."""
        if self.id is not None:
            return
        _close_interrupted(session, self.scope, now)
        self.id = log.open_exchange(
            session,
            centre_id=self.scope.centre_id,
            campaign_id=self.scope.campaign_id,
            programme_id=None,
            direction="out",
            source="opi_soap",
            school_year=self.scope.year,
            account_id=None,
            state="applying",
            now=now,
        ).id

    def add(self, session: Session, row: "Claimed", action: str, words: str) -> None:
        """Add the line of a person."""
        if self.id is None:
            raise LookupError("no exchange is open")
        self.line += 1
        payload = {"name": row.name, "wishes": row.told}
        log.add_lines(session, self.id, [log.LogLine(self.line, action, row.number, payload, words)])

    def failed(self, words: str, now: datetime) -> None:
        """Keep what ended the pass."""
        self.error = FAILED.format(words.rstrip("."))
        if self.id is None:
            with transaction() as session:
                self.open(session, now)

    def close(self, now: datetime) -> None:
        """Close the exchange, if one was opened."""
        if self.id is None:
            return
        with transaction() as session:
            counts = {"sent": self.sent, "refused": self.refused, "failed": self.unanswered}
            state = "failed" if self.error and not self.sent else "done"
            exchange = session.get_one(Exchange, self.id)
            log.finish(session, exchange, state=state, counts=counts, error=self.error, now=now)


def _close_interrupted(session: Session, scope: Scope, now: datetime) -> None:
    left = select(Exchange).where(
        Exchange.centre_id == scope.centre_id,
        Exchange.campaign_id == scope.campaign_id,
        Exchange.source == "opi_soap",
        Exchange.state == "applying",
    )
    for exchange in session.scalars(left).all():
        told = (
            select(ExchangeLine.action, func.count().label("number"))
            .where(ExchangeLine.exchange_id == exchange.id)
            .group_by(ExchangeLine.action)
        )
        counts = {row.action: row.number for row in session.execute(told)}
        log.finish(session, exchange, state="done", counts=counts, error=INTERRUPTED, now=now)


def sent(exchange: Log, row: "Claimed", now: datetime) -> None:
    """Apogée has taken the message; when another has claimed the row meanwhile, nobody knows which it took last."""
    values = {
        "status": "sent",
        "sent_digest": row.digest,
        "sent_at": now,
        "attempts": 0,
        "answer": TAKEN,
    }
    marked = _mark(exchange, row, values, ("sent", TAKEN), now, lambda kept: held(kept, row.told))
    exchange.sent += marked
    if not marked:
        _tell_again(row, now)


def refused(exchange: Log, row: "Claimed", words: str, now: datetime) -> None:
    """Apogée said no: nothing of it was taken, and somebody has to look."""
    before, holds = _as_before(row)
    values = {"status": "failed", "answer": words, **before}
    exchange.refused += _mark(exchange, row, values, ("refused", words), now, holds)


def unanswered(exchange: Log, row: "Claimed", silence: Unanswered, now: datetime, wall: datetime) -> None:
    """No answer: it goes again, and the attempt is not counted against it.

    What Apogée holds stays in doubt, unless it surely took nothing: then the row says again what it said before.
    """
    before, holds = ({}, list) if silence.maybe_received else _as_before(row)
    values = {
        **before,
        "status": "queued",
        "answer": silence.words,
        "attempts": row.before["attempts"],
        "next_try_at": wall + before_retry(row.attempts),
    }
    marked = _mark(exchange, row, values, ("failed", silence.words), now, holds)
    exchange.unanswered += marked
    if silence.maybe_received and not marked:
        _tell_again(row, now)


def charge(rows: Sequence["Claimed"], wall: datetime) -> None:
    """Count an attempt against rows at which the service failed while it took others; after so many, somebody looks."""
    if not rows:
        return
    with transaction() as session:
        for row in sorted(rows, key=lambda one: one.id):
            same = (OpiRow.wanted_digest == row.digest, OpiRow.attempts == row.before["attempts"])
            session.execute(
                update(OpiRow)
                .where(OpiRow.id == row.id, OpiRow.status == "queued", *same)
                .values(
                    status="failed" if row.attempts >= MOST_ATTEMPTS else "queued",
                    attempts=row.attempts,
                    next_try_at=wall + before_retry(row.attempts),
                )
                .execution_options(**_QUIET)
            )


def _tell_again(row: "Claimed", now: datetime) -> None:
    """Have a row go once more: a call that lasted longer than its lease may have come after the next one's."""
    with transaction() as session:
        kept = session.execute(
            select(OpiRow.status, OpiRow.wishes).where(OpiRow.id == row.id).with_for_update()
        ).first()
        if kept is None:
            return
        again = {"status": "queued", **_FREE} if kept.status in ("sending", "sent") else {}
        session.execute(
            update(OpiRow)
            .where(OpiRow.id == row.id)
            .values(
                sent_digest=None, sent_at=None, wishes=held(kept.wishes, row.told), updated_at=now, **again
            )
            .execution_options(**_QUIET)
        )


def _as_before(row: "Claimed") -> tuple[dict[str, Any], Holds]:
    """Return what says again that nothing of this message is there."""
    before = {name: row.before[name] for name in ("sent_digest", "sent_at")}
    return before, lambda kept: not_told(kept, row.before["wishes"], row.told)


def _mark(
    exchange: Log,
    row: "Claimed",
    values: dict[str, Any],
    said: tuple[str, str],
    now: datetime,
    holds: Holds,
) -> int:
    """Write it down for whoever still holds the claim; `holds` says what Apogée holds, of what the row says now."""
    mine = (OpiRow.id == row.id, OpiRow.claim_token == row.token)
    with transaction() as session:
        found = session.execute(select(OpiRow.wishes).where(*mine).with_for_update()).first()
        if found is None:
            return 0
        values = {**values, "wishes": holds(found.wishes)}
        session.execute(
            update(OpiRow)
            .where(OpiRow.id == row.id)
            .values(**_FREE, **values, answered_at=now, updated_at=now, exchange_id=exchange.id)
            .execution_options(**_QUIET)
        )
        exchange.add(session, row, *said)
    return 1
