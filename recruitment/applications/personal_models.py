"""What is kept of a person beside the file: corrections of their identity, and the trace that they were erased."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT

#: What a person may correct, in the order of the form: columns of `candidate`.
CORRECTED = (
    "last_name",
    "first_name",
    "birth_date",
    "email",
    "mobile",
    "phone",
    "address",
    "postal_code",
    "town",
)


class IdentityChange(Base):
    """One field of a candidate that somebody corrected. Gone with the person.

    `file_value` is what the files said until then: an import that still says so does not undo the correction.
    """

    __tablename__ = "identity_change"
    __table_args__ = (
        CheckConstraint(f"field IN {CORRECTED}", name="field_known"),
        Index(None, "candidate_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    field: Mapped[str] = mapped_column(String(20))
    old_value: Mapped[str | None] = mapped_column(Text)
    new_value: Mapped[str | None] = mapped_column(Text)
    file_value: Mapped[str | None] = mapped_column(Text)


class ErasedPerson(Base):
    """Somebody who was made anonymous, by a keyed hash of their number: a backup or a file that comes back
    cannot bring them back."""

    __tablename__ = "erased_person"
    __table_args__ = (SQLITE_STRICT,)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    erased_at: Mapped[datetime] = mapped_column(UTCDateTime)
