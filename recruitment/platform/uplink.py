"""One pass of the uplink: claim an entry, close the transaction, tell the platform, mark it (R6.2).

Nothing is lost: an entry that got no answer stays, and is tried again. Nothing is told twice where the platform lets
us know: before an entry of which nobody knows whether it arrived is told again, the platform is asked for the state
that it has (`etatInscription`); where it does not say, the same state is told again, which changes nothing there.
"""

import logging
from dataclasses import dataclass, field
from typing import Any

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Run
from recruitment.exchanges import connectors
from recruitment.exchanges.connectors import ConnectorChanged, Opened
from recruitment.exchanges.outgoing_errors import OutgoingError
from recruitment.platform import marks, messages, queries, uplink_people
from recruitment.platform.messages import BodyRefused
from recruitment.platform.uplink_people import Message, NothingToSend
from recruitment.platform.wire import KIND, Wire

BATCH = 50
IN_A_ROW = 3  # calls without an answer one after the other: the platform's fault, not the entries'
REFUSED_IN_A_ROW = 10  # the same for refusals of HTTP: an address, a quota
KNOWN = "La plateforme l’avait déjà reçue."
TAKEN = "Prise en compte par la plateforme."

log = logging.getLogger("tremplin.uplink")


class Outage(Exception):  # noqa: N818 - the sentence is the point
    """The platform is not to be called again in this pass."""


@dataclass(slots=True)
class Courier:
    """What one pass for one centre and one session remembers."""

    run: Run
    connector: Opened
    wire: Wire
    year: int
    exchange_id: int | None = None
    unanswered: int = 0
    refused: int = 0
    known: dict[tuple[str, str], int] | None = field(default=None)

    def report(self, row: Any) -> int:
        """Return the exchange that reports this pass, opened with its first entry."""
        if self.exchange_id is None:
            self.exchange_id = marks.open_report(self.run.lease, row, self.year, clock.now())
        return self.exchange_id


def send_due(run: Run) -> None:
    """Send what is due, centre by centre, until nothing is or the process is asked to stop."""
    session = db.session()
    if queries.left_open(session):
        marks.close_left_reports(run.lease, clock.now())
    due = queries.centres_due(session, clock.now())
    session.rollback()
    for centre_id, campaign_id, year in due:
        run.check_stop()
        session = db.session()
        connector = connectors.opened(session, centre_id, KIND)
        session.rollback()
        if connector is not None and connector.ready:
            _send_of(Courier(run, connector, Wire(connector), year), campaign_id)


def _send_of(courier: Courier, campaign_id: int) -> None:
    error: str | None = marks.INTERRUPTED
    try:
        _knock(courier)
        while ids := _due(courier.connector.centre_id, campaign_id):
            for entry_id in ids:
                courier.run.check_stop()
                _send(courier, entry_id)
        error = None
    except Outage as outage:
        error = f"Envoi suspendu : {outage}."
        marks.outage(courier.connector.id, str(outage), clock.now())
        courier.run.log(error)
        log.warning("the platform took nothing from centre %d", courier.connector.centre_id)
    except ConnectorChanged as changed:
        error = f"Envoi arrêté : {changed.sentence}."
        courier.run.log(error)
    finally:
        if courier.exchange_id is not None:
            marks.close_report(courier.exchange_id, error, clock.now())


def _knock(courier: Courier) -> None:
    """Make the first call, with nobody in it: what cannot be reached is left before anybody is claimed."""
    try:
        courier.wire.knock()
    except OutgoingError as error:
        raise Outage(error.sentence) from error
    except BodyRefused as error:
        raise Outage(error.sentence.rstrip(".")) from error
    marks.answers(courier.connector.id)


def _due(centre_id: int, campaign_id: int) -> list[int]:
    session = db.session()
    ids = queries.due(session, centre_id, campaign_id, clock.now(), BATCH)
    session.rollback()
    return ids


def _send(courier: Courier, entry_id: int) -> None:
    session = db.session()
    row = uplink_people.read(session, entry_id)
    session.rollback()  # nothing of ours stays open while the platform is spoken to
    if row is None:
        return
    exchange_id = courier.report(row)
    try:
        message = uplink_people.message(row)
    except NothingToSend as why:
        marks.refused(row, exchange_id, str(why), {}, clock.now())
        return
    if (row.maybe_received or row.status == "sending") and _is_known(courier, row, message):
        marks.sent(row, exchange_id, KNOWN, message.body, clock.now())
        courier.run.rows += 1
    elif marks.begin(courier.run.lease, courier.connector, row, clock.now()):
        _tell(courier, row, message, exchange_id)


def _is_known(courier: Courier, row: Any, message: Message) -> bool:
    """Ask the platform which states it has: once in a pass, and again once another entry is in doubt."""
    if courier.known is None:
        session = db.session()
        connectors.check_unchanged(session, courier.connector)
        session.rollback()
        try:
            courier.known = messages.states(courier.wire.admitted())
        except OutgoingError as error:
            raise Outage(error.sentence) from error
        except BodyRefused:
            courier.known = {}
    return bool(courier.known.get(message.key) == row.platform_state)


def _tell(courier: Courier, row: Any, message: Message, exchange_id: int) -> None:
    try:
        taken, words = courier.wire.tell(message.body)
    except OutgoingError as error:
        _went_wrong(courier, row, message, exchange_id, error)
        return
    except BodyRefused as error:
        _unanswered(courier, row, error.sentence.rstrip("."))
        return
    courier.unanswered = courier.refused = 0
    if taken:
        marks.sent(row, exchange_id, words or TAKEN, message.body, clock.now())
        courier.run.rows += 1
    else:
        marks.refused(row, exchange_id, words or "Refusée par la plateforme.", message.body, clock.now())


def _went_wrong(courier: Courier, row: Any, message: Message, exchange_id: int, error: OutgoingError) -> None:
    if error.maybe_received:
        _unanswered(courier, row, error.sentence)
    elif error.kind != "refused":
        marks.not_tried(row, error.sentence)
        raise Outage(error.sentence) from error
    else:
        courier.refused += 1
        if courier.refused >= REFUSED_IN_A_ROW:
            marks.not_tried(row, error.sentence)
            raise Outage(error.sentence) from error
        marks.refused(row, exchange_id, error.sentence, message.body, clock.now())


def _unanswered(courier: Courier, row: Any, words: str) -> None:
    marks.unanswered(row, words, clock.now())
    courier.known = None  # it was asked before: it says nothing of this one
    courier.unanswered += 1
    if courier.unanswered >= IN_A_ROW:
        raise Outage(words)
