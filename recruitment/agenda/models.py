"""The secret address of a person's calendar feed, of which only the digest is kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class AgendaFeed(Base):
    """One per account: another takes its place, and nothing opens the former one again."""

    __tablename__ = "agenda_feed"
    __table_args__ = (UniqueConstraint("token_hash"), SQLITE_STRICT)

    account_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("account.id"), primary_key=True, autoincrement=False
    )
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
