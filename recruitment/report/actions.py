"""Write a report, publish it, freeze it at the end of the period (R9.5): the actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from recruitment.core import clock, clock_guard
from recruitment.core.lease import Lease, fenced
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM, Line, person, record
from recruitment.programmes.models import Programme
from recruitment.programmes.queries import calendar_of
from recruitment.report.figures import gather, kept
from recruitment.report.models import PublicReport
from recruitment.rules import reports
from recruitment.rules.errors import RuleViolation

_TABLE = PublicReport.__table__


class Author(Protocol):
    """The person who acts."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Texts:
    """What the team writes."""

    criteria: str
    lessons: str
    advice: str


def save_report(author: Author, programme_id: int, texts: Texts, version: int) -> int:
    """Keep the texts and return their version; a published report is changed for the public at once.

    Raises RuleViolation: stale_version, calendar_incomplete, report_over, report_empty.
    """
    with transaction() as session:
        programme, report = _locked(session, programme_id)
        now = clock.now()
        reports.check_draft(calendar_of(programme.campaign_id), now)
        if (report.version if report else 0) != version:
            raise RuleViolation("stale_version")
        if report is not None and report.published_at is not None:
            _refuse_empty(texts.criteria)
        values = {
            "criteria": texts.criteria,
            "lessons": texts.lessons,
            "advice": texts.advice,
            "version": version + 1,
            "updated_at": now,
            "updated_by_id": author.id,
        }
        _write(session, programme, report, values)
        _tell(session, programme, "report_saved", author, now, {"version": version + 1})
    return version + 1


def publish_report(
    author: Author, programme_id: int, version: int, submission: Submission | None = None
) -> None:
    """Make the report public, for good.

    Raises RuleViolation: key_reused, stale_version, calendar_incomplete, report_not_open, report_over,
    report_empty, report_published, clock_suspect, acts_stopped.
    """
    with transaction() as session:
        programme, report = _locked(session, programme_id)
        if replay(session, submission) is not None:
            return
        now = clock.now()
        clock_guard.check(session, now)
        reports.check_publication(calendar_of(programme.campaign_id), now)
        _refuse_empty(report.criteria if report else "")
        if report.published_at is not None:
            raise RuleViolation("report_published")
        if report.version != version:
            raise RuleViolation("stale_version")
        _write(session, programme, report, {"published_at": now, "published_by_id": author.id})
        _tell(session, programme, "report_published", author, now, {"version": version})
        remember(session, submission, {"programme": programme_id}, now)


def freeze_report(lease: Lease, report_id: int) -> int:
    """Keep the figures of a report as they stood at the end of its period; return 0 when it was done already.

    They are those of that instant, whenever this runs. Raises RuleViolation: clock_suspect, acts_stopped.
    """
    with transaction() as session:
        fenced(session, lease)
        report = session.execute(select(_TABLE).where(PublicReport.id == report_id).with_for_update()).one()
        now, programme = clock.now(), _programme(session, report.programme_id)
        period = reports.period(calendar_of(programme.campaign_id))
        if report.frozen_at is not None or period is None or now < period.closes_at:
            return 0
        clock_guard.check(session, now)
        figures = gather(session, report.programme_id, period.closes_at - timedelta(microseconds=1))
        _write(session, programme, report, {"frozen_at": now, "figures": kept(figures)})
        line = Line("report_frozen", SYSTEM, now, report.programme_id, details={"report": report_id})
        record(session, programme.centre_id, line)
    return 1


def _locked(session: Session, programme_id: int) -> tuple[Row[Any], Any]:
    """Lock the programme, so that of two first texts the second sees the other; then its report, if any."""
    programme = _programme(session, programme_id, lock=True)
    statement = select(_TABLE).where(PublicReport.programme_id == programme_id)
    return programme, session.execute(statement.with_for_update()).first()


def _programme(session: Session, programme_id: int, *, lock: bool = False) -> Any:
    columns = (Programme.id, Programme.centre_id, Programme.campaign_id)
    statement = select(*columns).where(Programme.id == programme_id)
    return session.execute(statement.with_for_update() if lock else statement).one()


def _write(session: Session, programme: Row[Any], report: Any, values: Mapping[str, Any]) -> None:
    if report is None:
        row = {"programme_id": programme.id, "centre_id": programme.centre_id, **values}
        session.execute(insert(PublicReport).values(row))
        return
    session.execute(
        update(PublicReport)
        .where(PublicReport.id == report.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _refuse_empty(criteria: str) -> None:
    if not criteria.strip():
        raise RuleViolation("report_empty")


def _tell(
    session: Session, programme: Row[Any], event: str, author: Author, now: datetime, details: dict[str, Any]
) -> None:
    line = Line(event, person(author.id), now, programme.id, details=details)
    record(session, programme.centre_id, line)
