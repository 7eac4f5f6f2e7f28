"""Automatic passages to come: which applications, when, by programme (R3.4, R3.7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from recruitment.applications.models import Application, Candidate
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState


@dataclass(frozen=True, slots=True)
class ProgrammePassages:
    """What the sweep would do in one programme up to an instant: how many files, from when to when."""

    programme_id: int
    code: str
    title: str
    count: int
    first_at: datetime
    last_at: datetime
    last_day: date


@dataclass(frozen=True, slots=True)
class Passage:
    """One file that the sweep would place in contract search."""

    application_id: int
    candidate_number: str
    last_name: str
    first_name: str
    programme_code: str
    review_deadline: date
    auto_retain_at: datetime
    rule: str


def due(until: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return the SQL condition of R3.4: confirmed, not decided, its passage instant come. One index answers
    it."""
    return and_(
        Application.state == ApplicationState.CONFIRMED,
        Application.auto_retain_at.is_not(None),
        Application.auto_retain_at <= until,
    )


def preview_by_programme(
    session: Session, until: datetime, condition: ColumnElement[bool] | None = None
) -> list[ProgrammePassages]:
    """Return what would have passed at that instant if nobody decided before, by programme; nothing is done
    (R3.7).

    `condition` is what the reader may see, from `accounts.access.visible_applications`.
    """
    counted = (
        select(
            Application.programme_id,
            func.count().label("count"),
            func.min(Application.auto_retain_at).label("first_at"),
            func.max(Application.auto_retain_at).label("last_at"),
            func.min(Application.review_deadline).label("last_day"),
        )
        .where(due(until), true() if condition is None else condition)
        .group_by(Application.programme_id)
        .subquery()
    )
    statement = (
        select(
            Programme.id,
            Programme.code,
            Programme.title,
            counted.c.count,
            counted.c.first_at,
            counted.c.last_at,
            counted.c.last_day,
        )
        .join(counted, counted.c.programme_id == Programme.id)
        .order_by(counted.c.first_at, Programme.title, Programme.code)
    )
    return [ProgrammePassages(*row) for row in session.execute(statement)]


def preview_files(
    session: Session, until: datetime, condition: ColumnElement[bool] | None = None
) -> Iterator[Passage]:
    """Yield the files behind `preview_by_programme`, the first to pass first."""
    statement = (
        select(
            Application.id,
            Candidate.candidate_number,
            Candidate.last_name,
            Candidate.first_name,
            Programme.code,
            Application.review_deadline,
            Application.auto_retain_at,
            Application.deadline_rule,
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Programme, Programme.id == Application.programme_id)
        .where(due(until), true() if condition is None else condition)
        .order_by(Application.auto_retain_at, Programme.code, Candidate.sort_name, Application.id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(statement):
        yield Passage(*row)  # type: ignore[arg-type]


def passage_instants(session: Session, after: datetime, until: datetime) -> list[datetime]:
    """Return the distinct passage instants between two moments, in order."""
    statement = (
        select(Application.auto_retain_at)
        .where(due(until), Application.auto_retain_at > after)
        .distinct()
        .order_by(Application.auto_retain_at)
    )
    return [instant for instant in session.scalars(statement) if instant is not None]
