"""Queue mails: one row per event, template and recipient, in the transaction of the event."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, or_, select
from sqlalchemy.orm import Session

from recruitment.core.bulk import insert_rows
from recruitment.core.database import utc_text
from recruitment.mail.models import OutboxMail

CANDIDATE, GUARDIAN = "candidate", "guardian"
_TABLE = cast("Table", OutboxMail.__table__)
_COLUMNS = (
    "event_key",
    "template",
    "recipient",
    "payload",
    "created_at",
    "status",
    "attempts",
    "centre_id",
)


@dataclass(frozen=True, slots=True)
class Mail:
    """What has to be told to one person about one event.

    `payload` holds ids, codes and dates, never an address. `centre_id` is the centre whose administrator sees
    what became of it; a mail to an account needs none, it goes with the account.
    """

    event_key: str
    template: str
    recipient: str
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    centre_id: int | None = None


def to_candidate(candidate_id: int) -> str:
    """Return the recipient that stands for a candidate; the address is looked up when the mail leaves."""
    return f"{CANDIDATE}:{candidate_id}"


def to_guardian(guardian_id: int) -> str:
    """Return the recipient that stands for a candidate's guardian."""
    return f"{GUARDIAN}:{guardian_id}"


def to_account(account_id: int) -> str:
    """Return the recipient that stands for a user."""
    return f"account:{account_id}"


def queue_again(session: Session, row: Any, at: datetime) -> int:
    """Queue a mail once more, as a mail of its own, and return its id; the caller holds its row.

    The address is looked up and the text is made again when it leaves: either may have changed meanwhile.
    """
    key = f"resent:{row.id}"
    times = session.scalar(
        select(func.count())
        .select_from(OutboxMail)
        .where(
            OutboxMail.recipient == row.recipient,
            or_(OutboxMail.event_key == key, OutboxMail.event_key.startswith(f"{key}:", autoescape=True)),
        )
    )
    values = {name: getattr(row, name) for name in ("template", "recipient", "payload", "centre_id")}
    statement = (
        insert(OutboxMail)
        .values(
            event_key=f"{key}:{times + 1}" if times else key,
            created_at=at,
            status="queued",
            attempts=0,
            **values,
        )
        .returning(OutboxMail.id)
    )
    again: int = session.execute(statement).scalar_one()
    return again


def queue(session: Session, mail: Mail) -> None:
    """Queue one mail; the same event, template and recipient again changes nothing."""
    queue_many(session, [mail])


def queue_many(session: Session, mails: Sequence[Mail]) -> None:
    """Queue mails at once; those already queued or sent for the same event are left as they are."""
    if not mails:
        return
    sqlite = session.get_bind().dialect.name == "sqlite"
    instants = {at: utc_text(at) if sqlite else at for at in {mail.at for mail in mails}}
    rows = [
        (
            mail.event_key,
            mail.template,
            mail.recipient,
            json.dumps(mail.payload),
            instants[mail.at],
            "queued",
            0,
            mail.centre_id,
        )
        for mail in mails
    ]
    insert_rows(session, _TABLE, _COLUMNS, rows, ignore_conflicts=True)
