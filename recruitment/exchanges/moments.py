"""When what is validated goes up to the platform: at once, or at the end of the day when it is paid too (R6.8)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT

AT_VALIDATION, AT_END_OF_DAY = "validation", "end_of_day"
MOMENTS = (AT_VALIDATION, AT_END_OF_DAY)


class UplinkMoment(Base):
    """A centre's choice; without a row everything goes up at its validation."""

    __tablename__ = "uplink_moment"
    __table_args__ = (CheckConstraint(f"moment IN {MOMENTS}", name="moment_known"), SQLITE_STRICT)

    centre_id: Mapped[int] = mapped_column(
        ForeignKey("training_centre.id"), primary_key=True, autoincrement=False
    )
    moment: Mapped[str] = mapped_column(String(12))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


def at_validation(session: Session, centre_id: int) -> bool:
    """Tell whether a validation goes up at once; else the day's end takes those that are paid too."""
    chosen = session.scalar(select(UplinkMoment.moment).where(UplinkMoment.centre_id == centre_id))
    return chosen != AT_END_OF_DAY
