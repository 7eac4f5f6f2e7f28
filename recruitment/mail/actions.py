"""Queue mails: one row per event, template and recipient, in the transaction of the event."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from recruitment.mail.models import OutboxMail


@dataclass(frozen=True, slots=True)
class Mail:
    """What has to be told to one person about one event.

    `payload` holds ids, codes and dates, never an address.
    """

    event_key: str
    template: str
    recipient: str
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)


def to_candidate(candidate_id: int) -> str:
    """Return the recipient that stands for a candidate; the address is looked up when the mail leaves."""
    return f"candidate:{candidate_id}"


def to_account(account_id: int) -> str:
    """Return the recipient that stands for a user."""
    return f"account:{account_id}"


def queue(session: Session, mail: Mail) -> None:
    """Queue one mail; the same event, template and recipient again changes nothing."""
    queue_many(session, [mail])


def queue_many(session: Session, mails: Sequence[Mail]) -> None:
    """Queue mails at once; those already queued or sent for the same event are left as they are."""
    if not mails:
        return
    rows = [
        {
            "event_key": mail.event_key,
            "template": mail.template,
            "recipient": mail.recipient,
            "payload": mail.payload,
            "created_at": mail.at,
            "status": "queued",
        }
        for mail in mails
    ]
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(OutboxMail).on_conflict_do_nothing(), rows)
