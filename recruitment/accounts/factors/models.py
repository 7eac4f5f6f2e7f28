"""Second factors, backup codes, known places, codes sent by mail, and the attempts at a code.

All times are the machine's own.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class Factor(Base):
    """One way to prove who signs in, besides the password.

    A device (`totp`) has its seed, sealed; a passkey its public key; `email` writes to the account's address.
    """

    __tablename__ = "factor"
    __table_args__ = (
        UniqueConstraint("credential_id"),
        CheckConstraint("kind IN ('totp', 'email', 'passkey')", name="kind_known"),
        CheckConstraint("(kind = 'totp') = (sealed IS NOT NULL)", name="device_has_seed"),
        CheckConstraint(
            "(kind = 'passkey') = (credential_id IS NOT NULL AND public_key IS NOT NULL)",
            name="passkey_has_key",
        ),
        Index(None, "account_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[str | None] = mapped_column(Text)
    credential_id: Mapped[str | None] = mapped_column(String(1400))
    public_key: Mapped[str | None] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger, server_default="0", default=0)
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class BackupCode(Base):
    """A code to keep on paper, for the day when the device is lost: it opens one login, once."""

    __tablename__ = "backup_code"
    __table_args__ = (UniqueConstraint("account_id", "digest"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class KnownPlace(Base):
    """A network from where the account gave its second factor: an IPv4 address, or an IPv6 /64."""

    __tablename__ = "known_place"
    __table_args__ = (SQLITE_STRICT,)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(50), primary_key=True)
    first_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class MailCode(Base):
    """A code sent by mail, for one login alone. The code itself is derived from the nonce, and never kept."""

    __tablename__ = "mail_code"
    __table_args__ = (Index(None, "login_id"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class FactorAttempt(Base):
    """An attempt at a code, for the throttle."""

    __tablename__ = "factor_attempt"
    __table_args__ = (Index(None, "account_id", "at"), Index(None, "ip", "at"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ip: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    succeeded: Mapped[bool]
