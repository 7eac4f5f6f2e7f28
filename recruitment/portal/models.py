"""Who opened a candidate's pages, and who tried to. Times are the machine's own, as those of logins."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from recruitment.core.database import Base, UTCDateTime
from recruitment.core.models import SQLITE_STRICT


class CandidateVisit(Base):
    """A candidate on their pages, since they gave their number and their birth date.

    The cookie holds a token of which only the digest is kept. It ends with the generation of the link.
    """

    __tablename__ = "candidate_visit"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "candidate_id"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    generation: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CandidateAttempt(Base):
    """An attempt to open the pages of a link, whether the link exists or not: for the throttle."""

    __tablename__ = "candidate_attempt"
    __table_args__ = (Index(None, "link_hash", "at"), Index(None, "ip", "at"), SQLITE_STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    link_hash: Mapped[str] = mapped_column(String(64))
    ip: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    succeeded: Mapped[bool]
