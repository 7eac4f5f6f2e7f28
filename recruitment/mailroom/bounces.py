"""Read what a mail server sends back about a mail that it could not deliver (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

from sqlalchemy import update

from recruitment.core.transaction import transaction
from recruitment.mail.models import OutboxMail
from recruitment.mail.smtp import words_of

LONGEST_REPORT = 5 * 1024 * 1024  # bytes read; a report is a few thousand
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,290}>")


@dataclass(frozen=True, slots=True)
class Report:
    """Which mail came back, and why. `final` tells a failure from a delay."""

    message_ids: tuple[str, ...]
    words: str
    final: bool


def read(raw: bytes) -> Report | None:
    """Return what a report says; None when it is no delivery report."""
    message = message_from_bytes(raw[:LONGEST_REPORT], policy=policy.compat32)
    status = next(
        (part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None
    )
    if status is None:
        return None
    actions, words = [], []
    for group in status.walk():
        action = str(group.get("Action", "")).strip().lower()
        if action:
            actions.append(action)
            words += [str(group.get("Status", "")), str(group.get("Diagnostic-Code", ""))]
    found = tuple(dict.fromkeys(_message_ids(message)))
    return Report(found, words_of(" ".join(word for word in words if word)), "failed" in actions)


def mark(report: Report, wall: datetime) -> int | None:
    """Mark the mail that came back; return its id, or None when it is none of ours, or is marked already."""
    with transaction() as session:
        return session.execute(
            update(OutboxMail)
            .where(
                OutboxMail.message_id.in_(report.message_ids),
                OutboxMail.status == "sent",
                OutboxMail.bounced_at.is_(None),
            )
            .values(bounced_at=wall, bounce=report.words)
            .returning(OutboxMail.id)
            .execution_options(synchronize_session=False)
        ).scalar()


def _message_ids(report: Message) -> Iterator[str]:
    """Yield the Message-IDs of the mail that is reported on: of the copy sent back, else what it refers to."""
    for part in report.walk():
        if part is not report and part.get("Message-ID"):
            yield from _MESSAGE_ID.findall(str(part["Message-ID"]))
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            for line in re.findall(r"(?im)^message-id:\s*(\S+)", text):
                yield from _MESSAGE_ID.findall(line)
    for name in ("In-Reply-To", "References"):
        yield from _MESSAGE_ID.findall(str(report.get(name, "")))
