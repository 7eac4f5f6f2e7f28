"""What Apogée is told of, and what it told us: OPI (R7.1 to R7.3), profiles of flat files, paid enrolments (R7.4).

No name is kept here: what is sent is made of the pool each time, and only its digest and its codes stay.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime, sorted_text
from recruitment.core.models import SQLITE_STRICT

#: `blocked`: cannot be written as it is; `failed`: Apogée refused it, or never answered: both wait for a person.
STATUSES = ("queued", "sending", "sent", "failed", "blocked")
WAITS = "status IN ('queued', 'sending')"


class OpiProgramme(Base):
    """Where a programme is in Apogée: its centre of management, and a version of a stage (VET) per reply (R7.1)."""

    __tablename__ = "opi_programme"
    __table_args__ = (SQLITE_STRICT,)

    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programme.id"), primary_key=True, autoincrement=False
    )
    cge: Mapped[str] = mapped_column(String(3))
    etp_yes: Mapped[str] = mapped_column(String(6))
    vet_yes: Mapped[str] = mapped_column(String(3))
    etp_yes_if_3: Mapped[str | None] = mapped_column(String(6))
    vet_yes_if_3: Mapped[str | None] = mapped_column(String(3))
    category_yes_if_3: Mapped[str | None] = mapped_column(String(10))
    motive_yes_if_3: Mapped[str | None] = mapped_column(String(200))
    etp_yes_if_4: Mapped[str | None] = mapped_column(String(6))
    vet_yes_if_4: Mapped[str | None] = mapped_column(String(3))
    category_yes_if_4: Mapped[str | None] = mapped_column(String(10))
    motive_yes_if_4: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(Integer, server_default="1", default=1)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class OpiRow(Base):
    """One person, with all their wishes of a campaign and a centre, as Apogée knows them.

    `wishes` is what it holds, or may hold: a try that ended without an answer was perhaps received. `sent_digest` is
    the digest of the message that it acknowledged last, and empty while that is in doubt; `wanted_digest` is that of
    the message which has to go. Where both are the same nothing is sent; where they differ it goes again.
    """

    __tablename__ = "opi_row"
    __table_args__ = (
        UniqueConstraint("centre_id", "campaign_id", "candidate_number"),
        CheckConstraint(f"status IN {STATUSES}", name="status_known"),
        CheckConstraint("(sent_at IS NULL) = (sent_digest IS NULL)", name="sent_whole"),
        CheckConstraint("(status = 'sending') = (claim_token IS NOT NULL)", name="claimed_whole"),
        CheckConstraint("(status = 'blocked') = (problem IS NOT NULL)", name="blocked_whole"),
        Index(None, "centre_id", "campaign_id", "status"),
        Index("ix_opi_row_waiting", "next_try_at", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    candidate_number: Mapped[str] = mapped_column(sorted_text(20))
    status: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str | None] = mapped_column(String(40))
    #: Codes only: programme, answer, VET, decision, category, why.
    wanted: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    wanted_digest: Mapped[str | None] = mapped_column(String(64))
    wishes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sent_digest: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claim_token: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    exchange_id: Mapped[int | None] = mapped_column(ForeignKey("exchange.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class OpiTold(Base):
    """Whom of the pool Apogée was told of: an import that made them can no longer be undone."""

    __tablename__ = "opi_told"
    __table_args__ = (Index(None, "row_id"), SQLITE_STRICT)

    admitted_id: Mapped[int] = mapped_column(ForeignKey("admitted.id"), primary_key=True, autoincrement=False)
    row_id: Mapped[int] = mapped_column(ForeignKey("opi_row.id"))


class OpiPreparation(Base):
    """What the rows of a centre and a campaign were last made from: the same again makes the same rows."""

    __tablename__ = "opi_preparation"
    __table_args__ = (SQLITE_STRICT,)

    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    signature: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime)


class OpiProfile(Base):
    """A centre's own layout of the flat files: which columns, in which order, how wide, parted by what."""

    __tablename__ = "opi_profile"
    __table_args__ = (UniqueConstraint("centre_id", "name"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    name: Mapped[str] = mapped_column(String(80))
    layout: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(Integer, server_default="1", default=1)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PaidEnrolment(Base):
    """The work table (S3 II.A): a first-year enrolment that was paid at the university, or cancelled since.

    `platform_state`: 1 principal, 2 double, 3 cancelled, 4 and 5 parallel. It goes up with the next daily run.
    """

    __tablename__ = "paid_enrolment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "centre_id", "campaign_id"],
            ["programme.id", "programme.centre_id", "programme.campaign_id"],
            name="fk_paid_enrolment_programme",
        ),
        CheckConstraint("platform_state BETWEEN 1 AND 5", name="platform_state_known"),
        Index(None, "programme_id", "candidate_number"),
        Index(None, "centre_id", "campaign_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(Integer)
    campaign_id: Mapped[int] = mapped_column(Integer)
    programme_id: Mapped[int] = mapped_column(Integer)
    candidate_number: Mapped[str] = mapped_column(sorted_text(20))
    platform_state: Mapped[int] = mapped_column(Integer)
    told_on: Mapped[date | None] = mapped_column(Date)
    exchange_id: Mapped[int | None] = mapped_column(ForeignKey("exchange.id"))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
