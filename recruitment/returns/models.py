"""What exports ask for and nothing else of the product needs: of a centre, of a programme, of one person."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class ReturnSetting(Base):
    """The facts of a centre, or of one of its programmes where `programme_id` is set; names in `fact_list`."""

    __tablename__ = "return_setting"
    __table_args__ = (
        Index(
            "uq_return_setting_centre",
            "centre_id",
            unique=True,
            sqlite_where=text("programme_id IS NULL"),
            postgresql_where=text("programme_id IS NULL"),
        ),
        Index(
            "uq_return_setting_programme",
            "programme_id",
            unique=True,
            sqlite_where=text("programme_id IS NOT NULL"),
            postgresql_where=text("programme_id IS NOT NULL"),
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ReturnDetail(Base):
    """What exports ask of one registered person beyond their file: the year before, the contract."""

    __tablename__ = "return_detail"
    __table_args__ = (SQLITE_STRICT,)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
