"""What holds retention back, what lets it through, and how far it has come."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT

HOLD_REASONS = ("appeal", "dispute", "authority")


class RetentionHold(Base):
    """Why the file of a candidate is kept as it is past its time; it ends when somebody lifts it."""

    __tablename__ = "retention_hold"
    __table_args__ = (
        CheckConstraint(f"reason IN {HOLD_REASONS}", name="reason_known"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_whole"),
        Index(
            "uq_retention_hold_standing",
            "application_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    centre_id: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(10))
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PurgePermit(Base):
    """While its row is there, and only in the transaction that wrote it, free texts of final rows may be emptied.

    The row refers to one that cannot exist, which the commit checks: it has to go before, so no transaction
    leaves it behind.
    """

    __tablename__ = "purge_permit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["gone_before_commit"],
            ["purge_permit.id"],
            name="fk_purge_permit_gone_before_commit",
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("gone_before_commit = 0", name="never_met"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    gone_before_commit: Mapped[int] = mapped_column(Integer)


class RetentionMark(Base):
    """Up to which instant a kind of rows was forgotten: what is older is missing rightly."""

    __tablename__ = "retention_mark"
    __table_args__ = (CheckConstraint("kind IN ('mails')", name="kind_known"), SQLITE_STRICT)

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    before: Mapped[datetime] = mapped_column(UTCDateTime)
