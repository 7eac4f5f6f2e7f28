"""Contracts. Each is born with its offer.

One row holds both, so that no contract is without exactly one (I10).
"""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime, sorted_text
from recruitment.core.models import SQLITE_STRICT

ACTIVE = "status IN ('pending', 'accepted', 'accepted_keeping_wishes')"


class Contract(Base):
    """An employer's name and SIRET entered for an application, and the reply to the offer that they make.

    `entered_local` is what the clock of Paris showed at `entered_at`: a trigger holds both against each
    other, the campaign's window and its nightly lock (I4). A final status never moves again.

    `replied_at` is the first answer: an acceptance that kept other wishes may become one for good later.
    `reply_siret` and `reply_employer_name` are what the candidate confirmed (R5.3); where the number is another
    one than `siret`, somebody of the centre looks into it, and `siret_settled_…` says who did and when.
    """

    __tablename__ = "contract"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "programme_id", "centre_id"],
            ["application.id", "application.programme_id", "application.centre_id"],
            name="fk_contract_application",
        ),
        ForeignKeyConstraint(
            ["entered_by_id", "centre_id"], ["account.id", "account.centre_id"], name="fk_contract_author"
        ),
        CheckConstraint(
            "status IN ('pending', 'accepted', 'accepted_keeping_wishes', 'declined', 'expired',"
            " 'cancelled', 'broken')",
            name="status_known",
        ),
        CheckConstraint("length(siret) = 14 AND siret NOT GLOB '*[^0-9]*'", name="siret_shape").ddl_if(
            dialect="sqlite"
        ),
        CheckConstraint("siret ~ '^[0-9]{14}$'", name="siret_shape").ddl_if(dialect="postgresql"),
        CheckConstraint("siret <> '00000000000000'", name="siret_not_zeros"),
        CheckConstraint("length(trim(employer_name)) BETWEEN 1 AND 200", name="employer_name_length"),
        CheckConstraint(
            "replied_at IS NULL OR status NOT IN ('pending', 'expired')", name="reply_has_status"
        ),
        CheckConstraint(
            "replied_at IS NULL OR status = 'broken' OR status = 'cancelled' OR replied_at <= reply_until",
            name="reply_in_time",
        ),
        CheckConstraint("status <> 'expired' OR ended_at > reply_until", name="no_early_expiry"),
        CheckConstraint(
            "(status IN ('pending', 'accepted', 'accepted_keeping_wishes')) = (ended_at IS NULL)",
            name="end_with_status",
        ),
        CheckConstraint("length(entered_local) = 19", name="entered_local_shape"),
        CheckConstraint(
            "length(reply_siret) = 14 AND reply_siret NOT GLOB '*[^0-9]*'", name="reply_siret_shape"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint("reply_siret ~ '^[0-9]{14}$'", name="reply_siret_shape").ddl_if(dialect="postgresql"),
        CheckConstraint("(reply_siret IS NULL) = (reply_employer_name IS NULL)", name="reply_whole"),
        CheckConstraint("reply_origin IN ('candidate', 'file')", name="reply_origin_known"),
        CheckConstraint(
            "(siret_settled_at IS NULL) = (siret_settled_by_id IS NULL)", name="siret_settled_whole"
        ),
        Index(None, "programme_id", "status"),
        Index(
            "uq_contract_active",
            "application_id",
            unique=True,
            sqlite_where=text(ACTIVE),
            postgresql_where=text(ACTIVE),
        ),
        Index(None, "application_id"),
        Index(
            "ix_contract_pending",
            "reply_until",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    application_id: Mapped[int] = mapped_column(Integer)
    programme_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    campaign_id: Mapped[int] = mapped_column(Integer)
    employer_name: Mapped[str] = mapped_column(sorted_text(200))
    siret: Mapped[str] = mapped_column(String(14))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    entered_local: Mapped[str] = mapped_column(String(19))
    entered_by_id: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(30))
    reply_until: Mapped[datetime] = mapped_column(UTCDateTime)
    reply_rule: Mapped[str] = mapped_column(String(40))
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(Integer)
    end_reason: Mapped[str | None] = mapped_column(Text)
    broken_on: Mapped[date | None] = mapped_column(Date)
    reply_siret: Mapped[str | None] = mapped_column(String(14))
    reply_employer_name: Mapped[str | None] = mapped_column(String(200))
    reply_origin: Mapped[str | None] = mapped_column(String(10))
    siret_settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    siret_settled_by_id: Mapped[int | None] = mapped_column(Integer)
    siret_settled_note: Mapped[str | None] = mapped_column(Text)


class RegionalRequest(Base):
    """What a centre asks of the regional authority at capacity.

    To close the recruitment or to raise the capacity.
    """

    __tablename__ = "regional_request"
    __table_args__ = (
        ForeignKeyConstraint(
            ["made_by_id", "centre_id"],
            ["account.id", "account.centre_id"],
            name="fk_regional_request_author",
        ),
        CheckConstraint("kind IN ('closure', 'capacity')", name="kind_known"),
        CheckConstraint("status IN ('open', 'withdrawn', 'granted', 'declined')", name="status_known"),
        CheckConstraint("(kind = 'capacity') = (wanted_capacity IS NOT NULL)", name="wanted_with_kind"),
        CheckConstraint(
            "wanted_capacity IS NULL OR wanted_capacity BETWEEN 1 AND 9999", name="wanted_plausible"
        ),
        CheckConstraint(
            "granted_capacity IS NULL OR"
            " (kind = 'capacity' AND status = 'granted' AND granted_capacity BETWEEN 1 AND 9999)",
            name="granted_with_status",
        ),
        Index(None, "programme_id"),
        Index(
            "uq_regional_request_open",
            "programme_id",
            "kind",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    programme_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    wanted_capacity: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(Integer)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(Integer)
    answer: Mapped[str | None] = mapped_column(Text)
    granted_capacity: Mapped[int | None] = mapped_column(Integer)


class NumberSearch(Base):
    """Somebody looked a candidate up by number: counted, so that numbers are not tried one after the other."""

    __tablename__ = "number_search"
    __table_args__ = (Index(None, "account_id", "at"), Index(None, "at"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
