"""The outbox: what has to be told, written in the transaction of the event itself, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class OutboxMail(Base):
    """One mail to one person for one event, exactly once (I13). The address is looked up when it leaves.

    `created_at` is the procedure's time; everything about sending is the machine's own. Once sent, only what came
    back (`bounced_at`, `bounce`) and whether somebody has dealt with it (`settled_at`) may still be written.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("event_key", "template", "recipient", name="uq_outbox_event"),
        CheckConstraint("status IN ('queued', 'sent', 'failed')", name="status_known"),
        CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failure_said"),
        CheckConstraint("bounced_at IS NULL OR status = 'sent'", name="bounce_after_sending"),
        _partial("ix_outbox_queued", "id", where="status = 'queued'"),
        _partial("ix_outbox_waiting", "recipient", "id", where="status = 'queued'"),
        Index("ix_outbox_recipient", "recipient", "id"),
        _partial("ix_outbox_sent_at", "sent_at", where="status = 'sent'"),
        _partial("ix_outbox_message_id", "message_id", where="message_id IS NOT NULL", unique=True),
        _partial(
            "ix_outbox_trouble",
            "id",
            where="settled_at IS NULL AND (status = 'failed' OR bounced_at IS NOT NULL)",
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_key: Mapped[str] = mapped_column(String(80))
    template: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    status: Mapped[str] = mapped_column(String(10))
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    centre_id: Mapped[int | None] = mapped_column(Integer)
    message_id: Mapped[str | None] = mapped_column(String(300))
    first_tried_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failure: Mapped[str | None] = mapped_column(String(20))
    bounced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bounce: Mapped[str | None] = mapped_column(Text)
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class MailText(Base):
    """How a centre words a mail to its candidates; without a row it leaves as the product words it."""

    __tablename__ = "mail_text"
    __table_args__ = (
        CheckConstraint("length(subject) BETWEEN 10 AND 120", name="subject_length"),
        CheckConstraint("length(body) BETWEEN 20 AND 6000", name="body_length"),
        SQLITE_STRICT,
    )

    centre_id: Mapped[int] = mapped_column(
        ForeignKey("training_centre.id"), primary_key=True, autoincrement=False
    )
    template: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class MailRoute(Base):
    """How the mail server has answered, in one row, and what makes this installation's Message-IDs its own."""

    __tablename__ = "mail_route"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    installation: Mapped[str] = mapped_column(String(32))
    failures: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    failed_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    succeeded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
