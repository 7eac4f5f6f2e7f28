"""What comes after the reply: administrative enrolments, and what the platform's list says otherwise."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT

STANDING = "undone_at IS NULL"


class Enrolment(Base):
    """One administrative enrolment of one application, marked after a « oui » (I12: a trigger holds it).

    It stands until it is undone, with a reason. Once it has been sent (`sent_at`) the platform knows of it: it is
    cancelled then, which keeps when it had been sent (`was_sent_at`), and goes up too. A contract broken or a wish
    renounced later leaves it as it is, to be undone by hand: it was done, and somebody must undo it elsewhere too.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "programme_id", "centre_id"],
            ["application.id", "application.programme_id", "application.centre_id"],
            name="fk_enrolment_application",
        ),
        ForeignKeyConstraint(
            ["done_by_id", "centre_id"], ["account.id", "account.centre_id"], name="fk_enrolment_author"
        ),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_whole"),
        CheckConstraint("undo_reason IS NULL OR undone_at IS NOT NULL", name="reason_of_undoing"),
        CheckConstraint("undone_at IS NULL OR sent_at IS NULL", name="not_undone_once_sent"),
        Index(
            "uq_enrolment_standing",
            "application_id",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
        Index(None, "application_id"),
        Index(None, "programme_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    application_id: Mapped[int] = mapped_column(Integer)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    programme_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    done_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int] = mapped_column(Integer)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undo_reason: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    was_sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ReplyDiscrepancy(Base):
    """What the platform's list of replies says of one candidate and we do not, or the other way round.

    Nothing of ours was overwritten: somebody looks and settles it with a note, or a later file agrees and closes
    it (`settled_by_id` is then empty). `application_id` is empty for a candidate who has no wish here.
    """

    __tablename__ = "reply_discrepancy"
    __table_args__ = (
        CheckConstraint("kind IN ('missing_here', 'missing_there', 'different')", name="kind_known"),
        CheckConstraint(
            "settled_at IS NOT NULL OR (settled_by_id IS NULL AND note IS NULL)", name="settled_whole"
        ),
        Index(
            "uq_reply_discrepancy_standing",
            "programme_id",
            "candidate_number",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index(None, "application_id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    centre_id: Mapped[int] = mapped_column(Integer)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    candidate_number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(15))
    facts: Mapped[str] = mapped_column(Text)
    import_id: Mapped[int] = mapped_column(Integer)
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None] = mapped_column(Text)
