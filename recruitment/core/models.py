"""Tables of the machinery: single-use keys, leases and runs of jobs, the watch over the clock."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime

SQLITE_STRICT = {"sqlite_strict": True}


class SubmissionRow(Base):
    """A form that was carried out, by its single-use key, with the answer it got."""

    __tablename__ = "submission"
    __table_args__ = (SQLITE_STRICT,)

    account_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    route: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class JobLease(Base):
    """Who may write for a job now; the token only grows, so that a paused holder cannot write later."""

    __tablename__ = "job_lease"
    __table_args__ = (CheckConstraint("token >= 0", name="token_positive"), SQLITE_STRICT)

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str | None] = mapped_column(String(120))
    token: Mapped[int] = mapped_column(BigInteger)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class JobRun(Base):
    """One run of a job, for the administrator's page. Both times are the machine's own."""

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("started_by IN ('tick', 'person', 'command')", name="started_by_known"),
        CheckConstraint("outcome IN ('running', 'done', 'failed', 'lost')", name="outcome_known"),
        Index(None, "job", "id"),
        SQLITE_STRICT,
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    job: Mapped[str] = mapped_column(String(60))
    token: Mapped[int] = mapped_column(BigInteger)
    holder: Mapped[str] = mapped_column(String(120))
    started_by: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    procedure_time: Mapped[datetime] = mapped_column(UTCDateTime)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    outcome: Mapped[str] = mapped_column(String(10))
    log: Mapped[str] = mapped_column(Text, default="")


class ClockGuard(Base):
    """The last instant seen.

    The clock never goes back past it, and a long jump waits for an operator (I16). `stopped_for` names the
    invariant whose breach stopped the acts that cannot be taken back, until an operator has looked.
    """

    __tablename__ = "clock_guard"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_seen: Mapped[datetime] = mapped_column(UTCDateTime)
    stopped_for: Mapped[str | None] = mapped_column(String(200))


class SimulatedClock(Base):
    """How far the demonstration's time is from the real one, shared by its processes."""

    __tablename__ = "simulated_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    offset_us: Mapped[int] = mapped_column(BigInteger)
