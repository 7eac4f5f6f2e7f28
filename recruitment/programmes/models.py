"""Campaigns with their calendars, training centres, programmes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

import recruitment.programmes.message_models  # noqa: F401 - its table is this room's too
from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT
from recruitment.rules.calendar import Calendar

SEATS_WITHIN_CAPACITY = "seats_taken = 0 OR (capacity IS NOT NULL AND seats_taken <= capacity)"


class Campaign(Base):
    """One yearly round. A date that is not public yet is NULL; the calendar says what it blocks."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("year"),
        CheckConstraint("year BETWEEN 2000 AND 2999", name="year_plausible"),
        CheckConstraint("late_refusals IN ('allowed', 'forbidden')", name="late_refusals_known"),
        CheckConstraint("seat_rule IN ('active', 'entered')", name="seat_rule_known"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    wishes_open: Mapped[date | None] = mapped_column(Date)
    wishes_until: Mapped[date | None] = mapped_column(Date)
    confirmation_until: Mapped[date | None] = mapped_column(Date)
    contact_details_from: Mapped[date | None] = mapped_column(Date)
    admissions_from: Mapped[date | None] = mapped_column(Date)
    contracts_from: Mapped[date | None] = mapped_column(Date)
    contracts_until: Mapped[date | None] = mapped_column(Date)
    public_report_from: Mapped[date | None] = mapped_column(Date)
    public_report_until: Mapped[date | None] = mapped_column(Date)
    examination_pivot: Mapped[date | None] = mapped_column(Date)
    examination_fixed_last_day: Mapped[date | None] = mapped_column(Date)
    examination_days: Mapped[int | None] = mapped_column(Integer)
    lock_timezone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    lock_from: Mapped[str] = mapped_column(String(8), default="00:00:00")
    lock_until: Mapped[str] = mapped_column(String(8), default="01:00:00")
    reply_rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reply_pauses: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    late_refusals: Mapped[str] = mapped_column(String(10), default="allowed")
    seat_rule: Mapped[str] = mapped_column(String(10), default="active")
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def calendar(self) -> Calendar:
        """Return the campaign's dates as the rules read them."""
        return Calendar.from_mapping(
            {
                "session": self.year,
                **{name: getattr(self, name) for name in CALENDAR_DATES if getattr(self, name)},
                "examination": {
                    key: value
                    for key, value in (
                        ("pivot", self.examination_pivot),
                        ("fixed_last_day", self.examination_fixed_last_day),
                        ("days", self.examination_days),
                    )
                    if value is not None
                },
                "nightly_lock": {
                    "timezone": self.lock_timezone,
                    "from": self.lock_from,
                    "until": self.lock_until,
                },
                "reply": self.reply_rules,
                "reply_pause": self.reply_pauses,
                "late_refusals": self.late_refusals,
                "seat_rule": self.seat_rule,
            }
        )


CALENDAR_DATES = (
    "wishes_open",
    "wishes_until",
    "confirmation_until",
    "contact_details_from",
    "admissions_from",
    "contracts_from",
    "contracts_until",
    "public_report_from",
    "public_report_until",
)


class TrainingCentre(Base):
    """A CFA or a school with an apprenticeship section, known by its UAI code.

    `mail_contact` is whom its mails say to call; `mail_guardians` whether a minor's guardians get them too.
    """

    __tablename__ = "training_centre"
    __table_args__ = (UniqueConstraint("uai"), Index(None, "academie"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    uai: Mapped[str] = mapped_column(String(8))
    siret: Mapped[str | None] = mapped_column(String(14))
    name: Mapped[str] = mapped_column(String(200))
    town: Mapped[str | None] = mapped_column(String(120))
    department: Mapped[str | None] = mapped_column(String(3))
    academie: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    mail_guardians: Mapped[bool] = mapped_column(server_default=false(), default=False)
    mail_contact: Mapped[str | None] = mapped_column(String(200))


class Programme(Base):
    """What a candidate applies to: one centre's, in one campaign.

    `seats_taken` and `board_version` belong to the database: triggers on `application` keep them, code never writes
    them. A capacity that is NULL or 0 is not set: no contract can be entered.
    """

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        UniqueConstraint("id", "centre_id", "campaign_id", name="uq_programme_attachment"),
        CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity_positive"),
        CheckConstraint("seats_taken >= 0", name="seats_positive"),
        CheckConstraint(SEATS_WITHIN_CAPACITY, name="seats_within_capacity"),
        CheckConstraint("seat_rule IN ('active', 'entered')", name="seat_rule_known"),
        Index(None, "centre_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    code: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(300))
    town: Mapped[str | None] = mapped_column(String(120))
    department: Mapped[str | None] = mapped_column(String(3))
    examines: Mapped[bool]
    exempt: Mapped[bool]
    rncp: Mapped[str | None] = mapped_column(String(9))
    diploma_code: Mapped[str | None] = mapped_column(String(8))
    capacity: Mapped[int | None] = mapped_column(Integer)
    seats_taken: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    seat_rule: Mapped[str] = mapped_column(String(10), default="active")
    board_version: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    two_step_refusals: Mapped[bool] = mapped_column(server_default=false(), default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
