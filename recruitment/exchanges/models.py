"""Connectors of a centre, the log of its exchanges (R6.4), and what waits to go up to the platform."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT

CONNECTORS = ("platform", "apogee")
EXCHANGE_STATES = ("checking", "previewed", "queued", "applying", "done", "failed", "cancelled", "undone")
LINE_ACTIONS = ("new", "changed", "unchanged", "gone", "left_out", "refused", "sent", "failed")
UPLINK_STATUSES = ("queued", "sending", "sent", "failed", "withdrawn")


class Connector(Base):
    """How a centre reaches one of its neighbours. Secrets are sealed; nothing leaves before it was tested (R7.3).

    `tested_digest` is the digest of the settings that were tested: other settings have not been.
    """

    __tablename__ = "connector"
    __table_args__ = (
        UniqueConstraint("centre_id", "kind"),
        CheckConstraint(f"kind IN {CONNECTORS}", name="kind_known"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    kind: Mapped[str] = mapped_column(String(12))
    enabled: Mapped[bool]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed: Mapped[str | None] = mapped_column(Text)
    push_login: Mapped[str | None] = mapped_column(String(120), unique=True)
    push_hash: Mapped[str | None] = mapped_column(String(200))
    tested_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tested_digest: Mapped[str | None] = mapped_column(String(64))
    tested_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: When the last trial failed, if the last one did; one that succeeded before still holds for the same settings.
    test_failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    test_answer: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, server_default="1", default=1)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: How the neighbour has answered lately: calls that failed in a row, since when, until when it is left alone.
    failures: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    failed_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)


class Exchange(Base):
    """One import from, or export to, another system: who, when, how many, what became of it (R6.4)."""

    __tablename__ = "exchange"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="direction_known"),
        CheckConstraint(f"state IN {EXCHANGE_STATES}", name="state_known"),
        CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone_whole"),
        Index(None, "centre_id", "id"),
        Index(None, "programme_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    direction: Mapped[str] = mapped_column(String(3))
    source: Mapped[str] = mapped_column(String(30))
    school_year: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str | None] = mapped_column(String(200))
    stored_name: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str | None] = mapped_column(String(64))
    total: Mapped[int] = mapped_column(Integer, default=0)
    progress: Mapped[int] = mapped_column(Integer, default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undo_reason: Mapped[str | None] = mapped_column(Text)


class ExchangeLine(Base):
    """One person of an exchange: what it did or would do to them, or the errors of their line."""

    __tablename__ = "exchange_line"
    __table_args__ = (
        CheckConstraint(f"action IN {LINE_ACTIONS}", name="action_known"),
        Index(None, "candidate_number"),
        SQLITE_STRICT,
    )

    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(10))
    candidate_number: Mapped[str | None] = mapped_column(String(20))
    payload: Mapped[str] = mapped_column(Text)
    message: Mapped[str | None] = mapped_column(Text)


class UplinkEntry(Base):
    """A state of an enrolment that the platform must be told once (`majInscriptionAdministrative`).

    Written in the transaction of the act that it tells of, like a mail; `event_key` makes it one.
    `platform_state`: 1 principal, 2 double, 3 cancelled, 4 and 5 parallel.
    """

    __tablename__ = "uplink_entry"
    __table_args__ = (
        UniqueConstraint("event_key"),
        CheckConstraint("platform_state BETWEEN 1 AND 5", name="platform_state_known"),
        CheckConstraint(f"status IN {UPLINK_STATUSES}", name="status_known"),
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_whole"),
        Index(None, "centre_id", "id"),
        Index(None, "programme_id", "candidate_number"),
        Index(None, "same_as_id"),
        Index(
            "ix_uplink_entry_waiting",
            "next_try_at",
            sqlite_where=text("status IN ('queued', 'sending')"),
            postgresql_where=text("status IN ('queued', 'sending')"),
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    event_key: Mapped[str] = mapped_column(String(120))
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    candidate_number: Mapped[str] = mapped_column(String(20))
    platform_state: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    status: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    claim_token: Mapped[str | None] = mapped_column(String(40))
    answer: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: A try ended without an answer: the platform may have received it.
    maybe_received: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    #: It repeats what another entry tells (then `withdrawn`): it goes up in its place should that one be withdrawn.
    same_as_id: Mapped[int | None] = mapped_column(Integer)
    exchange_id: Mapped[int | None] = mapped_column(ForeignKey("exchange.id"))
