"""Have what was refused, or waits for its next try, go at once."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, aliased

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import Connector, UplinkEntry
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation

MANY = 500


class Author(Protocol):
    """The person who asks."""

    @property
    def id(self) -> int: ...


def retry(
    author: Author, mine: ColumnElement[bool], entry_ids: Sequence[int], submission: Submission | None = None
) -> tuple[int, int]:
    """Try entries again; return how many, and how many a later state of the same person replaces.

    `mine` leaves the programmes on which the person may enrol. Raises RuleViolation: nothing_selected, key_reused.
    """
    wanted = list(dict.fromkeys(entry_ids))[:MANY]
    if not wanted:
        raise RuleViolation("nothing_selected")
    with transaction() as session:
        answered = replay(session, submission)
        if answered is not None:
            return int(answered["tried"]), int(answered["passed"])
        now = clock.now()
        entries = _locked(session, mine, wanted)
        tried = [one for one in entries if not _is_overtaken(session, one)]
        for one in tried:
            one.status, one.next_try_at = "queued", now
        session.flush()
        _wake(session, {one.centre_id for one in tried})
        for one in tried:
            details = {"entry": one.id, "number": one.candidate_number}
            record(
                session,
                one.centre_id,
                Line("uplink_retried", person(author.id), now, one.programme_id, details=details),
            )
        result = {"tried": len(tried), "passed": len(entries) - len(tried)}
        remember(session, submission, result, now)
    return result["tried"], result["passed"]


def _locked(session: Session, mine: ColumnElement[bool], wanted: Sequence[int]) -> list[UplinkEntry]:
    """Lock entries, after their programmes: an act that has something go up locks them in that order too."""
    theirs = select(Programme.id).where(mine)
    touched = select(UplinkEntry.programme_id).where(UplinkEntry.id.in_(wanted))
    session.execute(
        theirs.where(Programme.id.in_(touched)).order_by(Programme.id).with_for_update(key_share=True)
    )
    asked = select(UplinkEntry).where(
        UplinkEntry.id.in_(wanted),
        UplinkEntry.programme_id.in_(theirs),
        UplinkEntry.status.in_(("queued", "failed")),
    )
    rows = session.scalars(
        asked.order_by(UplinkEntry.id).with_for_update().execution_options(populate_existing=True)
    )
    return list(rows)


def _is_overtaken(session: Session, entry: UplinkEntry) -> bool:
    """Tell whether a later state of the same person has gone, or goes: the older one must not come after it."""
    later = aliased(UplinkEntry)
    found = select(later.id).where(
        later.programme_id == entry.programme_id,
        later.candidate_number == entry.candidate_number,
        later.id > entry.id,
        later.status.in_(("queued", "sending", "sent")),
    )
    return entry.status == "failed" and session.scalar(found.limit(1)) is not None


def _wake(session: Session, centre_ids: set[int]) -> None:
    """Let the platform be called again at once."""
    session.execute(
        update(Connector)
        .where(Connector.centre_id.in_(centre_ids), Connector.kind == "platform")
        .values(paused_until=None)
        .execution_options(synchronize_session=False)
    )
