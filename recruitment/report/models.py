"""The public report of a programme (R9.5): a text of the team, and once frozen its figures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class PublicReport(Base):
    """A draft, then published for good, then frozen with its figures: triggers keep the last two."""

    __tablename__ = "public_report"
    __table_args__ = (
        UniqueConstraint("programme_id"),
        ForeignKeyConstraint(
            ["updated_by_id", "centre_id"],
            ["account.id", "account.centre_id"],
            name="fk_public_report_author",
        ),
        ForeignKeyConstraint(
            ["published_by_id", "centre_id"],
            ["account.id", "account.centre_id"],
            name="fk_public_report_publisher",
        ),
        CheckConstraint(
            "length(criteria) <= 6000 AND length(lessons) <= 6000 AND length(advice) <= 6000",
            name="texts_short",
        ),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_whole"),
        CheckConstraint("(frozen_at IS NULL) = (figures IS NULL)", name="frozen_whole"),
        CheckConstraint("frozen_at IS NULL OR published_at IS NOT NULL", name="frozen_published"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    centre_id: Mapped[int] = mapped_column(Integer)
    criteria: Mapped[str] = mapped_column(Text)
    lessons: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int] = mapped_column(Integer)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(Integer)
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    figures: Mapped[str | None] = mapped_column(Text)
