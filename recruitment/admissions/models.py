"""The pool: who was admitted to a programme, as the neighbour that says so knows them (R6.2)."""

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
)
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime, sorted_text
from recruitment.core.models import SQLITE_STRICT

ORIGINS = ("own", "file", "pull", "push")
#: The platform's `codeSituation`: 0 waiting, 1 accepted for good, 2 accepted keeping wishes, 3 refused or resigned.
SITUATIONS = "situation BETWEEN 0 AND 3"
ANSWERS = ("yes", "yes_if_3", "yes_if_4")
BAC_RESULTS = ("unknown", "passed", "second_round", "failed")


class Admitted(Base):
    """One person admitted to one programme; a new file that holds them no more leaves a tombstone (`gone_at`).

    The key is the candidate's number, never the INE. `application_id` ties it to a wish of ours where there is one;
    `learner_id` and what is built on it belong to the registrars, and no refresh takes it away (R6.6).
    """

    __tablename__ = "admitted"
    __table_args__ = (
        UniqueConstraint("programme_id", "candidate_number"),
        UniqueConstraint("id", "programme_id", "centre_id", name="uq_admitted_attachment"),
        ForeignKeyConstraint(
            ["programme_id", "centre_id", "campaign_id"],
            ["programme.id", "programme.centre_id", "programme.campaign_id"],
            name="fk_admitted_programme",
        ),
        ForeignKeyConstraint(
            ["application_id", "programme_id", "centre_id"],
            ["application.id", "application.programme_id", "application.centre_id"],
            name="fk_admitted_application",
        ),
        CheckConstraint(f"origin IN {ORIGINS}", name="origin_known"),
        CheckConstraint(SITUATIONS, name="situation_known"),
        CheckConstraint(f"answer IN {ANSWERS}", name="answer_known"),
        CheckConstraint(f"bac_result IN {BAC_RESULTS}", name="bac_result_known"),
        CheckConstraint("gone_because IS NULL OR gone_at IS NOT NULL", name="left_only_when_gone"),
        CheckConstraint("sex IN ('M', 'F')", name="sex_known"),
        CheckConstraint("length(last_name) BETWEEN 1 AND 120", name="last_name_length"),
        CheckConstraint("length(first_name) BETWEEN 1 AND 120", name="first_name_length"),
        Index(None, "centre_id", "campaign_id"),
        Index(None, "application_id"),
        Index(None, "exchange_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    programme_id: Mapped[int] = mapped_column(Integer)
    candidate_number: Mapped[str] = mapped_column(sorted_text(20))
    application_id: Mapped[int | None] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(String(5))
    situation: Mapped[int] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(String(10), server_default="yes", default="yes")
    conditional_category: Mapped[str | None] = mapped_column(String(10))
    conditional_reason: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    exchange_id: Mapped[int | None] = mapped_column(ForeignKey("exchange.id"))
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    gone_exchange_id: Mapped[int | None] = mapped_column(ForeignKey("exchange.id"))
    gone_because: Mapped[str | None] = mapped_column(String(10))  # `rules.opi.Left`
    version: Mapped[int] = mapped_column(Integer, server_default="1", default=1)
    # The person, as the platform wrote them.
    last_name: Mapped[str] = mapped_column(String(120))
    usual_name: Mapped[str | None] = mapped_column(String(120))
    first_name: Mapped[str] = mapped_column(String(120))
    first_name_2: Mapped[str | None] = mapped_column(String(120))
    first_name_3: Mapped[str | None] = mapped_column(String(120))
    sex: Mapped[str | None] = mapped_column(String(1))
    birth_date: Mapped[date | None] = mapped_column(Date)
    birth_town: Mapped[str | None] = mapped_column(String(120))
    birth_town_code: Mapped[str | None] = mapped_column(String(5))
    birth_department: Mapped[str | None] = mapped_column(String(3))
    birth_country: Mapped[str | None] = mapped_column(String(120))
    nationality: Mapped[str | None] = mapped_column(String(120))
    ine: Mapped[str | None] = mapped_column(String(11))
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
    origin_uai: Mapped[str | None] = mapped_column(String(8))
    origin_school: Mapped[str | None] = mapped_column(String(200))
    bac_series: Mapped[str | None] = mapped_column(String(120))
    bac_honours: Mapped[str | None] = mapped_column(String(60))
    bac_year: Mapped[int | None] = mapped_column(Integer)
    bac_result: Mapped[str] = mapped_column(String(12), server_default="unknown", default="unknown")
    bac_result_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    gap_year: Mapped[bool | None]
    boarding: Mapped[bool | None]
    sort_name: Mapped[str] = mapped_column(sorted_text(260))
    search_text: Mapped[str] = mapped_column(String(600))
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AdmittedGuardian(Base):
    """A legal guardian of an admitted candidate, the first or the second, as the platform wrote them."""

    __tablename__ = "admitted_guardian"
    __table_args__ = (CheckConstraint("position IN (1, 2)", name="position_known"), SQLITE_STRICT)

    admitted_id: Mapped[int] = mapped_column(ForeignKey("admitted.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_name: Mapped[str | None] = mapped_column(String(120))
    first_name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(600))


class MappingProfile(Base):
    """A centre's own way of reading a file: which of its headers holds what."""

    __tablename__ = "mapping_profile"
    __table_args__ = (UniqueConstraint("centre_id", "name"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    name: Mapped[str] = mapped_column(String(80))
    headers: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None] = mapped_column(Text)
