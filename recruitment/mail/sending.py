"""One pass over what is due: claim a mail, close the transaction, hand it over, mark it.

A process that dies between the server's "250" and the mark sends that one mail a second time, under the same
Message-ID: SMTP allows no better. Nothing is lost, and no other mail is sent twice.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.jobs import Run
from recruitment.mail import marks, message, queries, registry, rendering
from recruitment.mail.marks import Failure
from recruitment.mail.settings import Route
from recruitment.mail.smtp import Connection, Deferred, Interrupted, Refused, ServerDown

BATCH = 20
PER_CONNECTION = 50  # mails; then a new conversation, as many servers ask
IN_A_ROW = 3  # conversations broken off one after the other: the server's fault, not the mails'
REFUSED_IN_A_ROW = 10  # the same for refusals: a quota, a policy, our own address

log = logging.getLogger("tremplin.mail")


class _Cannot(Exception):  # noqa: N818 - the reason is the point
    def __init__(self, why: Failure, words: str = "") -> None:
        super().__init__(why)
        self.why, self.words = why, words


@dataclass(slots=True)
class Postman:
    """The conversation with the server over one pass, opened when the first mail is ready."""

    route: Route
    connect: Callable[[Route], Connection]
    connection: Connection | None = None
    carried: int = 0
    interrupted: int = 0
    refused: int = 0

    def open(self) -> Connection:
        """Return an open conversation."""
        if self.carried >= PER_CONNECTION:
            self.close()
        if self.connection is None:
            self.connection = self.connect(self.route)
        return self.connection

    def close(self) -> None:
        """End the conversation, if there is one."""
        if self.connection is not None:
            self.connection.close()
        self.connection, self.carried = None, 0


def connect(route: Route) -> Connection:
    """Open a conversation with the server."""
    return Connection(route.server, name=route.host_name, ca_file=route.ca_file)


def send_due(run: Run, route: Route) -> None:
    """Send what is due, until nothing is, the server does not answer, or the process is asked to stop."""
    postman = Postman(route, connect)
    try:
        while ids := _due(route):
            for mail_id in ids:
                run.check_stop()
                _send(run, postman, mail_id)
    except ServerDown as down:
        marks.server_down(down.words, clock.wall())
        run.log(f"Envoi suspendu, le serveur n’a pas pris les courriels : {down.words}")
        log.warning("the mail server took no mail")
    finally:
        postman.close()


def _due(route: Route) -> list[int]:
    session = db.session()
    at = queries.Moment(clock.wall(), clock.now())
    ids = list(queries.due(session, at, BATCH, per_hour=route.per_hour))
    session.rollback()
    return ids


def _send(run: Run, postman: Postman, mail_id: int) -> None:
    session = db.session()
    row = queries.read(session, mail_id)
    if row is None:
        return
    message_id = row.message_id or _message_id(
        queries.read_route(session).installation, row.id, postman.route
    )
    try:
        to, made = _made(row, message_id, postman.route)
    except _Cannot as cannot:
        marks.failed(row.id, cannot.why, cannot.words, clock.wall())
        return
    except Exception as error:  # noqa: BLE001 - a text that does not render: kept, tried again, and seen
        log.warning("mail %d (%s) cannot be made: %s", row.id, row.template, _where(error))
        marks.deferred(row, f"Le texte n’a pas pu être composé ({type(error).__name__}).", clock.wall())
        return
    finally:
        session.rollback()  # nothing of ours stays open while the server is spoken to
    connection = postman.open()
    if not marks.begin(run.lease, row, message_id, clock.wall()):
        return
    _deliver(run, postman, connection, row, to, made.as_bytes())


def _where(error: Exception) -> str:
    """Return the kind of an error and its line: its message quotes what it met, which the log must not hold."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__qualname__}, {frame.filename}:{frame.lineno}"


def _deliver(run: Run, postman: Postman, connection: Connection, row: Any, to: str, made: bytes) -> None:
    try:
        connection.deliver(postman.route.sender, to, made)
    except Refused as refusal:
        postman.refused += 1
        if postman.refused >= REFUSED_IN_A_ROW:
            marks.not_tried(row, refusal.words)
            raise ServerDown(f"{postman.refused} refus de suite : {refusal.words}") from refusal
        marks.failed(row.id, Failure.REFUSED, refusal.words, clock.wall())
    except Deferred as delay:
        postman.refused = postman.interrupted = 0
        marks.deferred(row, delay.words, clock.wall())
    except Interrupted as broken:
        postman.close()
        postman.interrupted += 1
        marks.deferred(row, broken.words, clock.wall())
        if postman.interrupted >= IN_A_ROW:
            raise ServerDown(broken.words) from broken
    except ServerDown as down:
        marks.not_tried(row, down.words)
        raise
    else:
        marks.sent(row.id, clock.wall())
        postman.carried += 1
        postman.refused = postman.interrupted = 0
        run.rows += 1


def _made(row: Any, message_id: str, route: Route) -> tuple[str, EmailMessage]:
    """Return the envelope's address and the mail; raises _Cannot."""
    session = db.session()
    to = registry.addressees(session, [row.recipient]).get(row.recipient)
    if to is None:
        raise _Cannot(Failure.NO_RECIPIENT)
    if not to.address.strip():
        raise _Cannot(Failure.NO_ADDRESS)
    address = message.envelope_address(to.address)
    if address is None:
        raise _Cannot(Failure.BAD_ADDRESS)
    template = registry.find(row.template)
    if template is None:
        raise LookupError(row.template)
    try:
        variables = template.variables(session, row.payload)
    except registry.NoLongerNeeded as reason:
        raise _Cannot(Failure.NOT_NEEDED, str(reason)) from reason
    addressee = registry.Addressee(address, to.name)
    texts = rendering.render(template, addressee, variables, route.base_url)
    at = clock.wall()
    return address, message.build(texts, addressee, sender=route.sender, message_id=message_id, at=at)


def _message_id(installation: str, mail_id: int, route: Route) -> str:
    """Return the same at each retry: it is kept with the first attempt."""
    return f"<{mail_id}.{installation}@{route.sender.rpartition('@')[2]}>"
