"""Stored deadlines of undecided applications, worked out again when a calendar or a programme changes (R3.2).

What is decided is never touched. Applications belong to the room above this one: their deadline columns
follow the
campaign's dates and the programme's examination, so they are written here, through their table, page by page.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, update
from sqlalchemy.orm import Session

from recruitment.accounts.queries import table
from recruitment.core.database import utc_text
from recruitment.journal.actions import SYSTEM, Actor, Line, record_many
from recruitment.mail.actions import Mail, queue_many, to_candidate
from recruitment.programmes.families import with_guardians
from recruitment.programmes.models import Programme
from recruitment.rules import deadlines
from recruitment.rules.calendar import Calendar
from recruitment.rules.deadlines import ReviewDeadline
from recruitment.rules.transitions import LEFT
from recruitment.rules.vocabulary import ApplicationState, DeadlineRule, Decision, Event, Origin

PAGE = 2000


@dataclass(frozen=True, slots=True)
class Recomputation:
    """Why deadlines are worked out again: by whom, when, with which calendar."""

    calendar: Calendar
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """An application whose deadline is no longer the stored one."""

    row: Row[Any]
    deadline: ReviewDeadline


def count_moved(session: Session, scope: ColumnElement[bool], calendar: Calendar) -> int:
    """Say how many stored deadlines would change, without changing any."""
    return sum(len(moved) for moved in _pages(session, scope, calendar))


def recompute(session: Session, scope: ColumnElement[bool], why: Recomputation) -> int:
    """Write the deadlines that changed, each with its journal line; return how many.

    `scope` is a condition on `programme`. Where files are no longer examined, confirmed wishes pass at once
    (R2.2).
    The caller has locked the programmes.
    """
    count = 0
    for moved in _pages(session, scope, why.calendar):
        _write_deadlines(session, moved, why.at)
        _journal(session, moved, why)
        passed = [one for one in moved if one.deadline.rule == DeadlineRule.NO_EXAMINATION]
        queue_many(session, with_guardians(session, [_mail(one.row, why.at) for one in passed]))
        count += len(moved)
    return count


def _pages(session: Session, scope: ColumnElement[bool], calendar: Calendar) -> Iterator[list[Moved]]:
    """Walk over the undecided applications in the order of their ids; give those whose deadline changes."""
    statement = _undecided(scope)
    application = table("application").c
    known: dict[tuple[Any, ...], ReviewDeadline] = {}
    last = 0
    while rows := session.execute(statement.where(application.id > last).limit(PAGE)).all():
        moved = [Moved(row, deadline) for row in rows if (deadline := _moved(row, calendar, known))]
        if moved:
            yield moved
        last = rows[-1].id


def _undecided(scope: ColumnElement[bool]) -> Select[Any]:
    application = table("application")
    columns = application.c
    return (
        select(
            columns.id, columns.centre_id, columns.programme_id, columns.candidate_id, columns.state,
            columns.confirmed_at, columns.review_deadline, columns.auto_retain_at, columns.deadline_rule,
            Programme.examines, Programme.exempt,
        )
        .join(Programme, Programme.id == columns.programme_id)
        .where(scope, columns.decision.is_(None), columns.confirmed_at.is_not(None),
        columns.state.not_in(LEFT))
        .order_by(columns.id)
    )  # fmt: skip


def _moved(
    row: Row[Any], calendar: Calendar, known: dict[tuple[Any, ...], ReviewDeadline]
) -> ReviewDeadline | None:
    # Deadlines depend on the day: whole hours keep the table small and days of Paris apart.
    key = (row.confirmed_at.replace(minute=0, second=0, microsecond=0), row.examines, row.exempt)
    deadline = known.get(key)
    if deadline is None:
        deadline = known[key] = deadlines.review(
            calendar, examines=row.examines, exempt=row.exempt, confirmed_at=row.confirmed_at
        )
    stored = (row.review_deadline, row.auto_retain_at, row.deadline_rule)
    return None if stored == (deadline.last_day, deadline.auto_retain_at, deadline.rule) else deadline


def _write_deadlines(session: Session, moved: Sequence[Moved], at: datetime) -> None:
    """One statement for each deadline and state: a page holds few of them."""
    groups: dict[tuple[ReviewDeadline, str], list[int]] = defaultdict(list)
    for one in moved:
        groups[one.deadline, one.row.state].append(one.row.id)
    application = table("application")
    for (deadline, state), ids in groups.items():
        values = {
            "review_deadline": deadline.last_day,
            "auto_retain_at": deadline.auto_retain_at,
            "deadline_rule": str(deadline.rule),
            "version": application.c.version + 1,
            "updated_at": at,
        }
        if deadline.rule == DeadlineRule.NO_EXAMINATION:
            values |= retained_by_system(state, at)
        session.execute(
            update(application)
            .where(application.c.id.in_(ids), application.c.decision.is_(None))
            .values(values)
        )


def retained_by_system(state: str, at: datetime) -> dict[str, Any]:
    """Return the columns of a passage at the confirmation (R2.2); a contract keeps the state that it gave."""
    waiting = state in (ApplicationState.UNCONFIRMED, ApplicationState.CONFIRMED)
    return {
        "state": str(ApplicationState.SEEKING_CONTRACT) if waiting else state,
        "decision": str(Decision.RETAINED),
        "decided_at": at,
        "decision_origin": str(Origin.SYSTEM),
        "decision_rule": str(DeadlineRule.NO_EXAMINATION),
        "decision_late": False,
    }


def _journal(session: Session, moved: Sequence[Moved], why: Recomputation) -> None:
    lines: dict[int, list[Line]] = defaultdict(list)
    for one in moved:
        row, ids = one.row, (one.row.programme_id, one.row.candidate_id, one.row.id)
        details = {
            "old": _facts(row.review_deadline, row.auto_retain_at, row.deadline_rule),
            "new": _facts(one.deadline.last_day, one.deadline.auto_retain_at, one.deadline.rule),
        }
        lines[row.centre_id].append(Line("deadline_recomputed", why.actor, why.at, *ids, details=details))
        if one.deadline.rule == DeadlineRule.NO_EXAMINATION:
            rule = {"rule": str(DeadlineRule.NO_EXAMINATION)}
            lines[row.centre_id].append(Line(Event.AUTO_RETAIN, SYSTEM, why.at, *ids, details=rule))
    for centre_id in sorted(lines):
        record_many(session, centre_id, lines[centre_id])


def _facts(last_day: Any, auto_retain_at: datetime | None, rule: str) -> dict[str, str | None]:
    return {
        "review_deadline": last_day.isoformat() if last_day else None,
        "auto_retain_at": utc_text(auto_retain_at) if auto_retain_at else None,
        "rule": str(rule),
    }


def _mail(row: Row[Any], at: datetime) -> Mail:
    key = f"application:{row.id}:{Event.AUTO_RETAIN}"
    told = {"application": row.id}
    return Mail(key, str(Decision.RETAINED), to_candidate(row.candidate_id), at, told, row.centre_id)
