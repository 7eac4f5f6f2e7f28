"""The dates of a centre's school year: its first day of term, the day of the baccalauréat's results (R6.2, R7.2)."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.core import clock
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.journal.actions import Line, person, record
from recruitment.learners.locks import Author, lock_centre
from recruitment.learners.models import Registration, SchoolYear
from recruitment.rules.registrations import check_first_day


def set_dates(
    author: Author,
    centre_id: int,
    year: int,
    *,
    first_day: date | None,
    bac_results_day: date | None,
    submission: Submission | None = None,
) -> None:
    """Set them; nothing validated is ever left before the first day. Raises RuleViolation: first_day_passed_by."""
    with transaction() as session:
        lock_centre(session, centre_id)
        row = session.get(SchoolYear, (centre_id, year), with_for_update=True)
        if replay(session, submission) is not None:
            return
        now = clock.now()
        check_first_day(first_day, _earliest(session, centre_id, year))
        if row is None:
            row = SchoolYear(centre_id=centre_id, year=year, updated_at=now)
            session.add(row)
        changed = _write(row, author, now, first_day=first_day, bac_results_day=bac_results_day)
        session.flush()
        if changed:
            details = {"year": year, **changed}
            record(session, centre_id, Line("school_year_dated", person(author.id), now, details=details))
        remember(session, submission, {}, now)


def _write(row: SchoolYear, author: Author, now: datetime, **dates: date | None) -> dict[str, str | None]:
    """Write the dates that change; return them."""
    changed: dict[str, str | None] = {}
    for name, day in dates.items():
        if getattr(row, name) != day:
            setattr(row, name, day)
            changed[name] = day.isoformat() if day else None
    if changed:
        row.updated_at, row.updated_by_id = now, author.id
    return changed


def _earliest(session: Session, centre_id: int, year: int) -> date | None:
    """Return the first day on which something that still stands was validated."""
    return session.scalar(
        select(func.min(Registration.validated_on)).where(
            Registration.centre_id == centre_id,
            Registration.school_year == year,
            Registration.cancelled_at.is_(None),
        )
    )
