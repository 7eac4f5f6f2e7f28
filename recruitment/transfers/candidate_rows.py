"""The rows that a chunk of a candidates' file makes, and their writing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate, Guardian
from recruitment.applications.notices import NewWish, queue_new_wish
from recruitment.core.bulk import insert_rows, update_rows
from recruitment.core.text import fold
from recruitment.journal.actions import Line, record_many
from recruitment.mail.actions import Mail, queue_many
from recruitment.programmes.families import with_guardians
from recruitment.transfers.candidate_lines import (
    CANDIDATE_FIELDS,
    FIRST_NAME,
    GUARDIAN_FIELDS,
    LAST_NAME,
    NUMBER,
    SLOT,
)
from recruitment.transfers.lines import Values

CANDIDATE_COLUMNS = (
    "id", "campaign_id", *CANDIDATE_FIELDS, "sort_name", "search_text", "created_at", "updated_at",
)  # fmt: skip
CANDIDATE_CHANGES = (*CANDIDATE_FIELDS, "sort_name", "search_text", "updated_at")
GUARDIAN_COLUMNS = ("candidate_id", "position", *GUARDIAN_FIELDS)
#: The only columns of an existing application that an import writes, once.
CONFIRMATION = (
    "state", "confirmed_at", "review_deadline", "auto_retain_at", "deadline_rule", "decision", "decided_at",
    "decision_origin", "decision_rule", "decision_late", "updated_at",
)  # fmt: skip
APPLICATION_COLUMNS = (
    "id", "campaign_id", "centre_id", "programme_id", "candidate_id", "received_at", "version", *CONFIRMATION,
)  # fmt: skip
SCHOOL = SLOT["origin_school"]

_CANDIDATE: Table = Candidate.__table__  # type: ignore[assignment]
_GUARDIAN: Table = Guardian.__table__  # type: ignore[assignment]
_APPLICATION: Table = Application.__table__  # type: ignore[assignment]


class JournalLines:
    """Lines on their way to the chains of their centres, written many at a time: a file mixes its centres."""

    MOST = 10_000  # lines kept in memory

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lines: dict[int, list[Line]] = defaultdict(list)
        self._count = 0

    def add(self, centre_id: int, line: Line) -> None:
        """Keep a line."""
        self._lines[centre_id].append(line)
        self._count += 1

    @property
    def is_full(self) -> bool:
        """Tell whether there are as many as are kept."""
        return self._count >= self.MOST

    def write(self) -> None:
        """Write the lines, centres in the order of their ids."""
        for centre_id in sorted(self._lines):
            record_many(self._session, centre_id, self._lines[centre_id])
        self._lines.clear()
        self._count = 0


@dataclass(slots=True)
class Rows:
    """What one chunk of lines adds and changes."""

    candidates: list[tuple[Any, ...]] = field(default_factory=list)
    changed_candidates: list[tuple[Any, ...]] = field(default_factory=list)
    guardians: list[tuple[Any, ...]] = field(default_factory=list)
    changed_guardians: list[tuple[Any, ...]] = field(default_factory=list)
    applications: list[tuple[Any, ...]] = field(default_factory=list)
    confirmations: list[tuple[Any, ...]] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    wishes: list[NewWish] = field(default_factory=list)

    def write(self, session: Session, at: datetime) -> None:
        """Write them all."""
        insert_rows(session, _CANDIDATE, CANDIDATE_COLUMNS, self.candidates)
        update_rows(session, _CANDIDATE, CANDIDATE_CHANGES, self.changed_candidates)
        insert_rows(session, _GUARDIAN, GUARDIAN_COLUMNS, self.guardians)
        guardian = ("candidate_id", "position")
        update_rows(session, _GUARDIAN, GUARDIAN_FIELDS, self.changed_guardians, keys=guardian)
        insert_rows(session, _APPLICATION, APPLICATION_COLUMNS, self.applications)
        update_rows(session, _APPLICATION, CONFIRMATION, self.confirmations, increment="version")
        queue_many(session, with_guardians(session, self.mails))
        queue_new_wish(session, self.wishes, at)


_fold = lru_cache(20_000)(fold)  # names and schools come again


def folded(values: Values) -> tuple[str, str]:
    """Return what a candidate is sorted by and found by: no accents, one case."""
    name = f"{_fold(str(values[LAST_NAME]))} {_fold(str(values[FIRST_NAME]))}"
    school = values[SCHOOL]
    words = f"{name} {values[NUMBER]} {_fold(school)}" if school else f"{name} {values[NUMBER]}"
    return name[:260], words[:600]
