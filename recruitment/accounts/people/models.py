"""The links that set a password, who asked for one, the charter and who accepted it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class AccountLink(Base):
    """A link of single use that sets a password; the mail's token is made of its id and its nonce."""

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('invitation', 'reset')", name="purpose_known"),
        UniqueConstraint("nonce"),
        Index(None, "account_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(String(10))
    nonce: Mapped[str] = mapped_column(String(43))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ResetRequest(Base):
    """Somebody said that they forgot the password of that address, which may have no account."""

    __tablename__ = "reset_request"
    __table_args__ = (Index(None, "email_folded", "at"), Index(None, "ip", "at"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    email_folded: Mapped[str] = mapped_column(String(254))
    ip: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Charter(Base):
    """What everybody accepts before anything else; a new version asks everybody again."""

    __tablename__ = "charter"
    __table_args__ = (
        UniqueConstraint("campaign_id", "version"),
        CheckConstraint("version > 0", name="version_positive"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class CharterAcceptance(Base):
    """Who accepted which text, and when."""

    __tablename__ = "charter_acceptance"
    __table_args__ = (SQLITE_STRICT,)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
