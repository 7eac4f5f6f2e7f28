"""Personal accounts, their open logins, the links that set a password, the charter they accept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.accounts.factors.models import BackupCode, Factor, FactorAttempt, KnownPlace, MailCode
from recruitment.accounts.people.models import AccountLink, Charter, CharterAcceptance, ResetRequest
from recruitment.accounts.rights.models import ProgrammeRight
from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT

__all__ = [
    "Account",
    "AccountLink",
    "AccountProgramme",
    "BackupCode",
    "Charter",
    "CharterAcceptance",
    "Factor",
    "FactorAttempt",
    "KnownPlace",
    "Login",
    "LoginAttempt",
    "MailCode",
    "ProgrammeRight",
    "ResetRequest",
]

ROLES = ("administrator", "manager", "registrar", "viewer", "regional")


class Account(Base):
    """One person, one address.

    Without a centre an administrator is the installation's; a regional account has an académie instead.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("email_folded"),
        UniqueConstraint("id", "centre_id", name="uq_account_attachment"),
        CheckConstraint(f"role IN {ROLES}", name="role_known"),
        CheckConstraint(
            "(role = 'regional' AND academie IS NOT NULL AND centre_id IS NULL)"
            " OR (role = 'administrator' AND academie IS NULL)"
            " OR (role IN ('manager', 'registrar', 'viewer') AND centre_id IS NOT NULL AND academie IS NULL)",
            name="role_attachment",
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254))
    display_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("training_centre.id"))
    academie: Mapped[str | None] = mapped_column(String(60))
    all_programmes: Mapped[bool]
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    has_exceptions: Mapped[bool] = mapped_column(server_default=false(), default=False)
    mobile: Mapped[str | None] = mapped_column(String(20))
    # The machine's own times, as those of logins.
    invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    password_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    unused_warned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AccountProgramme(Base):
    """A programme that an account limited to some programmes may see."""

    __tablename__ = "account_programme"
    __table_args__ = (SQLITE_STRICT,)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)


class Login(Base):
    """An open login. The cookie holds a token of which only the digest is kept. The times are real.

    It owes its second factor until `factor_at`: until then it opens nothing but the pages that ask for it.
    """

    __tablename__ = "login"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "account_id"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))
    factor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The colleague through whose eyes an administrator looks, for a while.
    seen_as_id: Mapped[int | None] = mapped_column(Integer)
    seen_as_until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class LoginAttempt(Base):
    """An attempt to sign in, for the throttle. Times are the machine's own."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "email_folded", "at"), Index(None, "ip", "at"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    email_folded: Mapped[str] = mapped_column(String(254))
    ip: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    succeeded: Mapped[bool]
