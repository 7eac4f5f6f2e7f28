"""What a programme tells its candidates on their own pages."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class ProgrammeMessage(Base):
    """The messages of a programme (R5.8, R9.2): to those admitted, to those in search; whom to call for help."""

    __tablename__ = "programme_message"
    __table_args__ = (SQLITE_STRICT,)

    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programme.id"), primary_key=True, autoincrement=False
    )
    admitted: Mapped[str | None] = mapped_column(Text)
    searching: Mapped[str | None] = mapped_column(Text)
    support_sessions: Mapped[str | None] = mapped_column(Text)
    contact_phone: Mapped[str | None] = mapped_column(String(30))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
