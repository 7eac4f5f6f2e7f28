"""Pre-registration by a personal link, then the day on site: who passed which station, who paid (R6.8)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
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
from recruitment.exchanges.moments import UplinkMoment
from recruitment.rules.stations import KINDS, METHODS, PAYERS

__all__ = [
    "Arrival", "OnSite", "Passage", "Payment", "PreRegistration", "PreRegistrationVisit", "Station", "UplinkMoment",
]  # fmt: skip

STANDING = "undone_at IS NULL"
PAYMENT_IN_USE = "kind = 'payment' AND retired_at IS NULL"
#: Amounts are in cents; more than this is a slip of the keyboard.
LARGEST_AMOUNT = 1_000_000


def _of_the_pool(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["admitted_id", "programme_id", "centre_id"],
        ["admitted.id", "admitted.programme_id", "admitted.centre_id"],
        name=name,
    )


class OnSite(Base):
    """Whether a centre receives people station by station. `version` moves at each act: boards ask whether it did.

    `receipts` is the number of the last receipt given.
    """

    __tablename__ = "on_site"
    __table_args__ = (
        CheckConstraint(f"amount_cents BETWEEN 1 AND {LARGEST_AMOUNT}", name="amount_sensible"),
        SQLITE_STRICT,
    )

    centre_id: Mapped[int] = mapped_column(
        ForeignKey("training_centre.id"), primary_key=True, autoincrement=False
    )
    enabled: Mapped[bool]
    amount_cents: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, server_default="1", default=1)
    receipts: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Station(Base):
    """A station of a centre. One in use is retired, never deleted; payment is taken at one at most."""

    __tablename__ = "station"
    __table_args__ = (
        UniqueConstraint("id", "centre_id", name="uq_station_attachment"),
        CheckConstraint(f"kind IN {KINDS}", name="kind_known"),
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name_length"),
        Index(
            "uq_station_payment",
            "centre_id",
            unique=True,
            sqlite_where=text(PAYMENT_IN_USE),
            postgresql_where=text(PAYMENT_IN_USE),
        ),
        Index(None, "centre_id", "position"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(Integer)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PreRegistration(Base):
    """What one admitted person typed from their link: `answers` as saved step by step, `sent` as last submitted.

    It never overwrites anything: a registrar takes or leaves each difference (`settled`: field → taken or left).
    """

    __tablename__ = "pre_registration"
    __table_args__ = (
        _of_the_pool("fk_pre_registration_admitted"),
        CheckConstraint("(sent IS NULL) = (sent_at IS NULL)", name="sent_whole"),
        CheckConstraint("settled_at IS NULL OR sent_at IS NOT NULL", name="settled_once_sent"),
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL) AND (settled_at IS NULL) = (settled IS NULL)",
            name="settled_whole",
        ),
        Index(None, "centre_id"),
        SQLITE_STRICT,
    )

    admitted_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    programme_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    link_generation: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_times: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    settled: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(Integer, server_default="1", default=1)


class PreRegistrationVisit(Base):
    """An admitted person on their pages, since they gave their number and birth date. Times are the machine's own."""

    __tablename__ = "pre_registration_visit"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "admitted_id"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    admitted_id: Mapped[int] = mapped_column(ForeignKey("admitted.id"))
    generation: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Arrival(Base):
    """One person on site on one day, in the order of their arrival (`rank`), until they have left."""

    __tablename__ = "arrival"
    __table_args__ = (
        _of_the_pool("fk_arrival_admitted"),
        UniqueConstraint("id", "admitted_id", "centre_id", name="uq_arrival_attachment"),
        UniqueConstraint("admitted_id", "day"),
        UniqueConstraint("centre_id", "day", "rank"),
        CheckConstraint("(left_at IS NULL) = (left_by_id IS NULL)", name="left_whole"),
        CheckConstraint("left_reason IS NULL OR left_at IS NOT NULL", name="reason_of_leaving"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    admitted_id: Mapped[int] = mapped_column(Integer)
    programme_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    rank: Mapped[int] = mapped_column(Integer)
    arrived_at: Mapped[datetime] = mapped_column(UTCDateTime)
    arrived_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    left_reason: Mapped[str | None] = mapped_column(Text)


class Passage(Base):
    """Who passed which station, when, before whom: once, until it is undone with a reason."""

    __tablename__ = "passage"
    __table_args__ = (
        ForeignKeyConstraint(
            ["arrival_id", "admitted_id", "centre_id"],
            ["arrival.id", "arrival.admitted_id", "arrival.centre_id"],
            name="fk_passage_arrival",
        ),
        ForeignKeyConstraint(
            ["station_id", "centre_id"], ["station.id", "station.centre_id"], name="fk_passage_station"
        ),
        UniqueConstraint("id", "centre_id", name="uq_passage_attachment"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_whole"),
        CheckConstraint("undo_reason IS NULL OR undone_at IS NOT NULL", name="reason_of_undoing"),
        Index(
            "uq_passage_standing",
            "admitted_id",
            "station_id",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
        Index(None, "arrival_id"),
        Index(None, "centre_id", "passed_at"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    arrival_id: Mapped[int] = mapped_column(Integer)
    admitted_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    station_id: Mapped[int] = mapped_column(Integer)
    passed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    passed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undo_reason: Mapped[str | None] = mapped_column(Text)


class Payment(Base):
    """What was paid when the payment station was passed; cancelled with that passage. Never a card's number."""

    __tablename__ = "payment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["passage_id", "centre_id"], ["passage.id", "passage.centre_id"], name="fk_payment_passage"
        ),
        UniqueConstraint("centre_id", "receipt_number"),
        CheckConstraint(f"method IN {METHODS}", name="method_known"),
        CheckConstraint(f"payer IN {PAYERS}", name="payer_known"),
        CheckConstraint("(method = 'waived') = (amount_cents = 0)", name="amount_unless_waived"),
        CheckConstraint(f"amount_cents BETWEEN 0 AND {LARGEST_AMOUNT}", name="amount_sensible"),
        SQLITE_STRICT,
    )

    passage_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    centre_id: Mapped[int] = mapped_column(Integer)
    receipt_number: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(10))
    payer: Mapped[str] = mapped_column(String(10))
    amount_cents: Mapped[int] = mapped_column(Integer)
    reference: Mapped[str | None] = mapped_column(String(60))
