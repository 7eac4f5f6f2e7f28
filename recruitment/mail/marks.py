"""Write down what becomes of a mail, one small transaction each: never while the server is spoken to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, literal, update
from sqlalchemy.orm import Session

from recruitment.core import lease
from recruitment.core.database import UTCDateTime
from recruitment.core.lease import Lease
from recruitment.core.transaction import transaction
from recruitment.mail import backoff
from recruitment.mail.models import MailRoute, OutboxMail

_QUIET = {"synchronize_session": False}
_ANSWERS = {"failures": 0, "failed_since": None, "paused_until": None, "last_error": None}


class Failure(StrEnum):
    """Why a mail will not be tried again."""

    NO_RECIPIENT = "no_recipient"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    NOT_NEEDED = "not_needed"
    DROPPED = "dropped"


#: Nobody has anything to do about these.
SETTLED_AT_ONCE = frozenset({Failure.NO_RECIPIENT, Failure.NOT_NEEDED, Failure.DROPPED})


def begin(held: Lease, row: Any, message_id: str, wall: datetime) -> bool:
    """Count an attempt before it is made; tell whether the mail is still to be sent.

    The next attempt is set already: a process that dies now leaves the mail to be tried again, not at once.
    """
    attempts = row.attempts + 1
    with transaction() as session:
        lease.fenced(session, held)
        statement = (
            update(OutboxMail)
            .where(
                OutboxMail.id == row.id, OutboxMail.status == "queued", OutboxMail.attempts == row.attempts
            )
            .values(
                attempts=attempts,
                message_id=message_id,
                first_tried_at=func.coalesce(OutboxMail.first_tried_at, literal(wall, UTCDateTime())),
                next_try_at=wall + backoff.before_retry(attempts),
            )
            .returning(OutboxMail.id)
            .execution_options(**_QUIET)
        )
        return session.execute(statement).first() is not None


def sent(mail_id: int, wall: datetime) -> None:
    """The server has taken the mail, whoever holds the job now."""
    with transaction() as session:
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.id == mail_id, OutboxMail.status == "queued")
            .values(status="sent", sent_at=wall, next_try_at=None, last_error=None)
            .execution_options(**_QUIET)
        )
        _route(session, **_ANSWERS, succeeded_at=wall)


def server_answers() -> None:
    """End a pause: the server has just taken a mail that no row stands for."""
    with transaction() as session:
        _route(session, **_ANSWERS)


def deferred(row: Any, words: str, wall: datetime) -> None:
    """Keep why an attempt did not succeed; when the next one would come after three days, it was the last."""
    begun, attempts = row.first_tried_at or wall, row.attempts + 1
    next_try = wall + backoff.before_retry(attempts)
    if next_try > begun + backoff.GIVEN_UP:
        failed(row.id, Failure.GIVEN_UP, words, wall)
        return
    _update(row.id, last_error=words, first_tried_at=begun, next_try_at=next_try, attempts=attempts)


def not_tried(row: Any, words: str) -> None:
    """The server wanted no mail at all: this one stays where it was in the queue."""
    _update(
        row.id,
        last_error=words,
        first_tried_at=row.first_tried_at,
        next_try_at=row.next_try_at,
        attempts=row.attempts,
    )


def failed(mail_id: int, why: Failure, words: str, wall: datetime) -> None:
    """Give a mail up."""
    _update(
        mail_id,
        status="failed",
        failure=why,
        failed_at=wall,
        last_error=words,
        next_try_at=None,
        settled_at=wall if why in SETTLED_AT_ONCE else None,
    )


def _update(mail_id: int, **values: object) -> None:
    with transaction() as session:
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.id == mail_id, OutboxMail.status == "queued")
            .values(values)
            .execution_options(**_QUIET)
        )


def server_down(words: str, wall: datetime) -> None:
    """Leave the server alone for a while: no mail is to blame, none is counted as tried."""
    with transaction() as session:
        failures = session.execute(
            update(MailRoute)
            .values(
                failures=MailRoute.failures + 1,
                failed_since=func.coalesce(MailRoute.failed_since, literal(wall, UTCDateTime())),
                last_error=words,
            )
            .returning(MailRoute.failures)
            .execution_options(**_QUIET)
        ).scalar_one()
        _route(session, paused_until=wall + backoff.before_server(failures))


def _route(session: Session, **values: object) -> None:
    session.execute(update(MailRoute).values(values).execution_options(**_QUIET))
