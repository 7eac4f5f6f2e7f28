"""The journal, one chain per centre (chain 0 for the installation), and who opened which file."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class JournalChain(Base):
    """The last line of a chain: locked by whoever adds one, so that one centre never waits for another."""

    __tablename__ = "journal_chain"
    __table_args__ = (SQLITE_STRICT,)

    chain: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


class JournalEntry(Base):
    """One line: never changed nor deleted, tied to the one before it by its hash.

    Ids and codes only, never a name.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        CheckConstraint(
            "actor_kind IN ('person', 'system', 'operator', 'candidate')", name="actor_kind_known"
        ),
        Index(None, "application_id"),
        # The history of capacities, for the pictures.
        Index(
            "ix_journal_entry_programme_changed",
            "programme_id",
            sqlite_where=text("event = 'programme_changed'"),
            postgresql_where=text("event = 'programme_changed'"),
        ),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    chain: Mapped[int] = mapped_column(Integer)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    event: Mapped[str] = mapped_column(String(40))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None] = mapped_column(Integer)
    programme_id: Mapped[int | None] = mapped_column(Integer)
    candidate_id: Mapped[int | None] = mapped_column(Integer)
    application_id: Mapped[int | None] = mapped_column(Integer)
    contract_id: Mapped[int | None] = mapped_column(Integer)
    details: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AccessEntry(Base):
    """Somebody saw a candidate's contact details: kept one year, then purged; no name in it.

    On the file or on paper, in a list, beside an act, or in a file that was exported: a line per candidate.
    """

    __tablename__ = "access_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('file', 'print', 'list', 'act', 'export')", name="kind_known"),
        Index(None, "at"),
        Index(None, "application_id", "at"),
        Index(None, "centre_id", "at"),
        Index(None, "account_id", "at"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    application_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    login_id: Mapped[int | None] = mapped_column(Integer)


class AccessAlert(Base):
    """Somebody opened more files in an hour than work asks for; told to the centre's administrator."""

    __tablename__ = "access_alert"
    __table_args__ = (Index(None, "centre_id", "at"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[int] = mapped_column(Integer)
    centre_id: Mapped[int] = mapped_column(Integer)
    files: Mapped[int] = mapped_column(Integer)
