"""Candidates, guardians, applications with their one decision, reasons for refusing, notes of the team."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
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

import recruitment.applications.personal_models  # noqa: F401 - its tables are this room's too
from recruitment.core.database import Base, UTCDateTime, sorted_text
from recruitment.core.models import SQLITE_STRICT

STATES = (
    "unconfirmed",
    "confirmed",
    "seeking_contract",
    "refused",
    "withdrawn",
    "offer_pending",
    "accepted",
    "accepted_keeping_wishes",
    "withdrawn_with_contract",
)
ACCEPTED = "state IN ('accepted', 'accepted_keeping_wishes')"
APPLICATION_CHECKS = {
    "state_known": f"state IN {STATES}",
    # I6: no decision without a confirmation, none dated before it.
    "decision_after_confirmation": "decision IS NULL"
    " OR (confirmed_at IS NOT NULL AND decided_at >= confirmed_at)",
    "decision_whole": (
        "(decision IS NULL AND decided_at IS NULL AND decision_origin IS NULL AND decided_by_id IS NULL"
        " AND decision_rule IS NULL AND decision_late IS NULL AND refusal_reason_id IS NULL"
        " AND refusal_details IS NULL)"
        " OR (decision IN ('retained', 'refused') AND decided_at IS NOT NULL AND decision_late IS NOT NULL"
        " AND decision_origin IN ('person', 'system'))"
    ),
    # I9: a person's decision has its author, the system's has none and names its rule.
    "decision_author": (
        "decision IS NULL"
        " OR (decision_origin = 'person' AND decided_by_id IS NOT NULL AND decision_rule IS NULL)"
        " OR (decision_origin = 'system' AND decided_by_id IS NULL AND decision_rule IS NOT NULL"
        " AND decision = 'retained')"
    ),
    "refusal_reason": "decision IS NULL OR decision <> 'refused' OR refusal_reason_id IS NOT NULL",
    # I3: the system never decides before the passage, a person never after it (R3.5).
    "no_early_passage": (
        "decision_origin IS NULL OR decision_origin <> 'system' OR decision_rule = 'no_examination'"
        " OR (auto_retain_at IS NOT NULL AND decided_at >= auto_retain_at)"
    ),
    "no_late_person": (
        "decision_origin IS NULL OR decision_origin <> 'person' OR auto_retain_at IS NULL"
        " OR decided_at < auto_retain_at"
    ),
    "exempt_never_automatic": (
        "decision_origin IS NULL OR decision_origin <> 'system' OR deadline_rule <> 'exempt'"
    ),
    "no_examination_decided": "deadline_rule IS NULL OR deadline_rule <> 'no_examination'"
    " OR decision IS NOT NULL",
    "deadline_with_confirmation": "(confirmed_at IS NULL) = (deadline_rule IS NULL)",
    "deadline_whole": (
        "(deadline_rule IN ('fixed_last_day', 'rolling_days')) = (auto_retain_at IS NOT NULL)"
        " OR deadline_rule IS NULL"
    ),
    "deadline_known": (
        "deadline_rule IN ('no_examination', 'exempt', 'fixed_last_day', 'rolling_days',"
        " 'calendar_incomplete')"
    ),
    "state_fits_decision": (
        "(state <> 'unconfirmed' OR confirmed_at IS NULL) AND (state <> 'confirmed'"
        " OR (confirmed_at IS NOT NULL"
        " AND decision IS NULL)) AND (state <> 'seeking_contract' OR decision = 'retained')"
        " AND (state <> 'refused' OR decision = 'refused')"
    ),
}


class Candidate(Base):
    """A person with a file on the platform; the number is the key in a campaign, the INE never is.

    `sort_name` and `search_text` are folded (no accents, one case) so that both engines sort and find alike.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        UniqueConstraint("campaign_id", "candidate_number"),
        UniqueConstraint("id", "campaign_id", name="uq_candidate_attachment"),
        CheckConstraint("sex IN ('M', 'F')", name="sex_known"),
        CheckConstraint("length(last_name) BETWEEN 1 AND 120", name="last_name_length"),
        CheckConstraint("length(first_name) BETWEEN 1 AND 120", name="first_name_length"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    candidate_number: Mapped[str] = mapped_column(sorted_text(20))
    last_name: Mapped[str] = mapped_column(String(120))
    first_name: Mapped[str] = mapped_column(String(120))
    birth_date: Mapped[date | None] = mapped_column(Date)
    sex: Mapped[str | None] = mapped_column(String(1))
    ine: Mapped[str | None] = mapped_column(String(11))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    mobile: Mapped[str | None] = mapped_column(String(30))
    origin_school: Mapped[str | None] = mapped_column(sorted_text(200))
    origin_uai: Mapped[str | None] = mapped_column(String(8))
    origin_department: Mapped[str | None] = mapped_column(String(3))
    bac_series: Mapped[str | None] = mapped_column(String(120))
    bac_honours: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[str | None] = mapped_column(String(300))
    postal_code: Mapped[str | None] = mapped_column(String(10))
    town: Mapped[str | None] = mapped_column(String(120))
    sort_name: Mapped[str] = mapped_column(sorted_text(260))
    search_text: Mapped[str] = mapped_column(String(600))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Renewing the personal link makes it the next one: those before open nothing (see `links`).
    link_generation: Mapped[int] = mapped_column(Integer, server_default="0", default=0)


class Guardian(Base):
    """A legal guardian of a candidate, the first or the second."""

    __tablename__ = "guardian"
    __table_args__ = (
        UniqueConstraint("candidate_id", "position"),
        CheckConstraint("position IN (1, 2)", name="position_known"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    position: Mapped[int] = mapped_column(Integer)
    last_name: Mapped[str | None] = mapped_column(String(120))
    first_name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))


class RefusalReason(Base):
    """A reason of the centre's own list (R2.7). A reason in use is retired, never deleted."""

    __tablename__ = "refusal_reason"
    __table_args__ = (
        UniqueConstraint("id", "centre_id", name="uq_refusal_reason_attachment"),
        Index(None, "centre_id", "position"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("training_centre.id"))
    label: Mapped[str] = mapped_column(String(200))
    needs_details: Mapped[bool]
    position: Mapped[int] = mapped_column(Integer)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Application(Base):
    """One candidate for one programme, with its state, its stored deadline and its one decision.

    Once `decision` is set, the decision, its instant, author, origin, reason and the confirmation never
    change, and the row is never deleted: triggers refuse it on both engines (R2.4, I2). Other triggers keep
    the seats taken and the board's version of the programme (I1, R1.2).
    """

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("programme_id", "candidate_id"),
        UniqueConstraint("id", "programme_id", "centre_id", name="uq_application_attachment"),
        ForeignKeyConstraint(
            ["programme_id", "centre_id", "campaign_id"],
            ["programme.id", "programme.centre_id", "programme.campaign_id"],
            name="fk_application_programme",
        ),
        ForeignKeyConstraint(
            ["candidate_id", "campaign_id"],
            ["candidate.id", "candidate.campaign_id"],
            name="fk_application_candidate",
        ),
        ForeignKeyConstraint(
            ["decided_by_id", "centre_id"], ["account.id", "account.centre_id"], name="fk_application_author"
        ),
        ForeignKeyConstraint(
            ["refusal_reason_id", "centre_id"],
            ["refusal_reason.id", "refusal_reason.centre_id"],
            name="fk_application_reason",
        ),
        *(CheckConstraint(condition, name=name) for name, condition in APPLICATION_CHECKS.items()),
        Index(None, "programme_id", "state"),
        Index(None, "candidate_id"),
        Index(
            "ix_application_due",
            "auto_retain_at",
            sqlite_where=text("state = 'confirmed' AND auto_retain_at IS NOT NULL"),
            postgresql_where=text("state = 'confirmed' AND auto_retain_at IS NOT NULL"),
        ),
        # I11: at most one accepted offer per candidate.
        Index(
            "uq_application_accepted",
            "candidate_id",
            unique=True,
            sqlite_where=text(ACCEPTED),
            postgresql_where=text(ACCEPTED),
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    programme_id: Mapped[int] = mapped_column(Integer)
    candidate_id: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(30))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    review_deadline: Mapped[date | None] = mapped_column(Date)
    auto_retain_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deadline_rule: Mapped[str | None] = mapped_column(String(20))
    decision: Mapped[str | None] = mapped_column(String(10))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(Integer)
    decision_origin: Mapped[str | None] = mapped_column(String(10))
    decision_rule: Mapped[str | None] = mapped_column(String(20))
    decision_late: Mapped[bool | None]
    refusal_reason_id: Mapped[int | None] = mapped_column(Integer)
    refusal_details: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(BigInteger, server_default="1", default=1)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RefusalDraft(Base):
    """A refusal that one person prepared and that another confirms, where a programme asks for two.

    It waits as long as its application may be decided; a passage, a withdrawal or the other decision leaves it
    without effect. The trigger `refusal_needs_two` lets no such refusal through without another's draft.
    """

    __tablename__ = "refusal_draft"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "programme_id", "centre_id"],
            ["application.id", "application.programme_id", "application.centre_id"],
            name="fk_refusal_draft_application",
        ),
        ForeignKeyConstraint(
            ["drafted_by_id", "centre_id"],
            ["account.id", "account.centre_id"],
            name="fk_refusal_draft_drafter",
        ),
        ForeignKeyConstraint(
            ["reason_id", "centre_id"],
            ["refusal_reason.id", "refusal_reason.centre_id"],
            name="fk_refusal_draft_reason",
        ),
        Index(None, "programme_id"),
        SQLITE_STRICT,
    )

    application_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    programme_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    drafted_by_id: Mapped[int] = mapped_column(Integer)
    drafted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason_id: Mapped[int] = mapped_column(Integer)
    details: Mapped[str | None] = mapped_column(Text)


class Note(Base):
    """A note of the team on a file; the candidate may ask to read it."""

    __tablename__ = "note"
    __table_args__ = (
        ForeignKeyConstraint(
            ["author_id", "centre_id"], ["account.id", "account.centre_id"], name="fk_note_author"
        ),
        Index(None, "application_id"),
        CheckConstraint("length(body) BETWEEN 1 AND 4000", name="body_length"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    centre_id: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(Integer)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    body: Mapped[str] = mapped_column(Text)
