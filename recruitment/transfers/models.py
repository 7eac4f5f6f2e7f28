"""Imports: each is checked first into a staging table, shown, and written only when a person says so."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class ImportRun(Base):
    """One file somebody gave, and what became of it."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("kind IN ('programmes', 'candidates', 'replies')", name="kind_known"),
        CheckConstraint(
            "state IN ('checking', 'previewed', 'queued', 'applying', 'done', 'failed', 'cancelled')",
            name="state_known",
        ),
        Index(None, "centre_id", "id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("training_centre.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    stored_name: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    total: Mapped[int] = mapped_column(Integer, default=0)
    progress: Mapped[int] = mapped_column(Integer, default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    programme_id: Mapped[int | None] = mapped_column(
        Integer
    )  # of a file of replies, when the user says which


class ImportRow(Base):
    """One line of a checked file: what it would do, or the errors it holds."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint("action IN ('new', 'changed', 'unchanged', 'refused')", name="action_known"),
        SQLITE_STRICT,
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(10))
    payload: Mapped[str] = mapped_column(Text)
