"""Learners of a centre, their registrations of a school year, and what a registration is completed with (R6.2)."""

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

REGIMES = ("day", "half_board", "board")
DOCUMENT_STATES = ("asked", "received", "refused", "waived")
STANDING = "cancelled_at IS NULL"


class SchoolYear(Base):
    """A centre's own calendar of a school year: `year` 2025 is 2025/2026; nothing is validated before `first_day`."""

    __tablename__ = "school_year"
    __table_args__ = (SQLITE_STRICT,)

    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    first_day: Mapped[date | None] = mapped_column(Date)
    bac_results_day: Mapped[date | None] = mapped_column(Date)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Division(Base):
    """A class of a school year, of one programme or of several. One in use is retired, never deleted."""

    __tablename__ = "division"
    __table_args__ = (
        UniqueConstraint("centre_id", "year", "code"),
        CheckConstraint("seats > 0", name="seats_positive"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    year: Mapped[int] = mapped_column(Integer)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    seats: Mapped[int | None] = mapped_column(Integer)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Learner(Base):
    """A person known to a centre, year after year. Two that are one are merged: the second keeps a trace."""

    __tablename__ = "learner"
    __table_args__ = (
        UniqueConstraint("id", "centre_id", name="uq_learner_attachment"),
        CheckConstraint("sex IN ('M', 'F')", name="sex_known"),
        CheckConstraint("ine_origin IN ('platform', 'typed', 'batch')", name="ine_origin_known"),
        CheckConstraint("(merged_into_id IS NULL) = (merged_at IS NULL)", name="merged_whole"),
        CheckConstraint("merged_into_id <> id", name="merged_elsewhere"),
        Index(
            "uq_learner_ine",
            "centre_id",
            "ine",
            unique=True,
            sqlite_where=text("ine IS NOT NULL AND merged_into_id IS NULL"),
            postgresql_where=text("ine IS NOT NULL AND merged_into_id IS NULL"),
        ),
        Index(None, "centre_id", "sort_name"),
        Index(None, "centre_id", "match_key"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    last_name: Mapped[str] = mapped_column(String(120))
    usual_name: Mapped[str | None] = mapped_column(String(120))
    first_name: Mapped[str] = mapped_column(String(120))
    first_name_2: Mapped[str | None] = mapped_column(String(120))
    first_name_3: Mapped[str | None] = mapped_column(String(120))
    sex: Mapped[str | None] = mapped_column(String(1))
    birth_date: Mapped[date | None] = mapped_column(Date)
    birth_town: Mapped[str | None] = mapped_column(String(120))
    birth_department: Mapped[str | None] = mapped_column(String(3))
    birth_country: Mapped[str | None] = mapped_column(String(120))
    birth_town_code: Mapped[str | None] = mapped_column(String(5))
    nationality: Mapped[str | None] = mapped_column(String(120))
    ine: Mapped[str | None] = mapped_column(String(11))
    ine_origin: Mapped[str | None] = mapped_column(String(10))
    ine_doubtful: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    mobile: Mapped[str | None] = mapped_column(String(30))
    address_1: Mapped[str | None] = mapped_column(String(200))
    address_2: Mapped[str | None] = mapped_column(String(200))
    address_3: Mapped[str | None] = mapped_column(String(200))
    postal_code: Mapped[str | None] = mapped_column(String(10))
    town: Mapped[str | None] = mapped_column(String(120))
    town_code: Mapped[str | None] = mapped_column(String(5))
    country: Mapped[str | None] = mapped_column(String(120))
    last_school_uai: Mapped[str | None] = mapped_column(String(8))
    last_school: Mapped[str | None] = mapped_column(String(200))
    bac_series: Mapped[str | None] = mapped_column(String(120))
    bac_honours: Mapped[str | None] = mapped_column(String(60))
    bac_year: Mapped[int | None] = mapped_column(Integer)
    #: Names folded and sorted, with the birth date: what two files of one person share whatever the order (R6.2).
    match_key: Mapped[str] = mapped_column(sorted_text(300))
    sort_name: Mapped[str] = mapped_column(sorted_text(260))
    search_text: Mapped[str] = mapped_column(String(600))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id"))
    merged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(Integer, server_default="1", default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class LearnerGuardian(Base):
    """A legal guardian of a learner, the first or the second."""

    __tablename__ = "learner_guardian"
    __table_args__ = (CheckConstraint("position IN (1, 2)", name="position_known"), SQLITE_STRICT)

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_name: Mapped[str | None] = mapped_column(String(120))
    first_name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(600))


class Registration(Base):
    """A learner's registration in a programme for a school year, from the admission to its validation.

    Validated once, from the first day of term on; a cancelled one stays, and another may stand in its place.
    """

    __tablename__ = "registration"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "centre_id"], ["learner.id", "learner.centre_id"], name="fk_registration_learner"
        ),
        ForeignKeyConstraint(
            ["admitted_id", "programme_id", "centre_id"],
            ["admitted.id", "admitted.programme_id", "admitted.centre_id"],
            name="fk_registration_admitted",
        ),
        CheckConstraint(f"regime IN {REGIMES}", name="regime_known"),
        CheckConstraint("(validated_at IS NULL) = (validated_by_id IS NULL)", name="validated_whole"),
        CheckConstraint("(validated_at IS NULL) = (validated_on IS NULL)", name="validated_dated"),
        CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL) AND (cancelled_at IS NULL) = (cancel_reason IS NULL)",
            name="cancelled_whole",
        ),
        Index(
            "uq_registration_standing",
            "admitted_id",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
        Index(None, "learner_id"),
        Index(None, "centre_id", "school_year"),
        Index(None, "programme_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(Integer)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    programme_id: Mapped[int] = mapped_column(Integer)
    school_year: Mapped[int] = mapped_column(Integer)
    learner_id: Mapped[int] = mapped_column(Integer)
    admitted_id: Mapped[int] = mapped_column(Integer)
    #: What of the row among the admitted has been read: its version, and a digest of each field. A field is taken
    #: again only when the platform itself says otherwise since, never over what was typed here.
    admitted_version: Mapped[int | None] = mapped_column(Integer)
    admitted_seen: Mapped[dict[str, str] | None] = mapped_column(JSON)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    division_id: Mapped[int | None] = mapped_column(ForeignKey("division.id"))
    regime: Mapped[str | None] = mapped_column(String(10))
    options: Mapped[list[str]] = mapped_column(JSON)
    #: What the controls said last: their codes; the controls themselves are in `rules`.
    controlled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    findings: Mapped[list[str]] = mapped_column(JSON)
    validated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    validated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    validated_on: Mapped[date | None] = mapped_column(Date)
    #: What the platform is told of it: 1 principal, 2 double, 4 and 5 parallel.
    platform_state: Mapped[int | None] = mapped_column(Integer)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, server_default="1", default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RequiredDocument(Base):
    """A document that a centre asks for, of one programme or of all. One in use is retired, never deleted."""

    __tablename__ = "required_document"
    __table_args__ = (Index(None, "centre_id", "position"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    label: Mapped[str] = mapped_column(String(200))
    blocking: Mapped[bool]
    position: Mapped[int] = mapped_column(Integer)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RegistrationDocument(Base):
    """Where one document of one registration stands; no row: it has not been asked for yet."""

    __tablename__ = "registration_document"
    __table_args__ = (CheckConstraint(f"state IN {DOCUMENT_STATES}", name="state_known"), SQLITE_STRICT)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("required_document.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RegistrationReport(Base):
    """What a run of the controls, or of validations, said of each registration: ids and codes only."""

    __tablename__ = "registration_report"
    __table_args__ = (
        CheckConstraint("kind IN ('controls', 'validation')", name="kind_known"),
        Index(None, "centre_id", "id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    school_year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    outcomes: Mapped[list[Any]] = mapped_column(JSON)
