"""The exceptions to the roles."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base
from recruitment.core.models import SQLITE_STRICT

ACTS = ("see", "decide", "enter_contracts", "cancel_contracts", "export", "enrol", "settings")


class ProgrammeRight(Base):
    """An act that an account may do on a programme though its role may not, or may not though its role may.

    Without a row the role holds; `account.has_exceptions` tells whether an account has any (R8.3).
    """

    __tablename__ = "programme_right"
    __table_args__ = (
        CheckConstraint(f"act IN {ACTS}", name="act_known"),
        Index(None, "programme_id"),
        SQLITE_STRICT,
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    act: Mapped[str] = mapped_column(String(20), primary_key=True)
    granted: Mapped[bool]
