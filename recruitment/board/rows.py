"""A row of the list as the screen shows it: what the database gave, with days counted and contacts masked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from recruitment.applications.contact import contact
from recruitment.core.clock import in_paris
from recruitment.rules.calendar import Calendar
from recruitment.web.filters import date_short

REPLY_WORDS = {
    "accepted": "Acceptée le {day}",
    "accepted_keeping_wishes": "Acceptée le {day}, vœux gardés",
    "declined": "Renonce, {day}",
    "expired": "Sans réponse, {day}",
    "cancelled": "Contrat annulé, {day}",
    "broken": "Rupture, {day}",
}


class ListRow(NamedTuple):
    """One line of the list."""

    id: int
    version: int
    state: str
    candidate_number: str
    last_name: str
    first_name: str
    school: str
    review_deadline: date | None
    days_left: int | None
    passage: date | None
    late: bool
    reply_until: datetime | None
    reply_days: int | None
    reply_text: str
    employer_name: str | None
    enrolment: str
    decided_at: datetime | None
    masked: bool
    phone: str | None
    email: str | None


def present(
    rows: Sequence[Row[*tuple[Any, ...]]], calendar: Calendar, now: datetime, *, contacts: bool
) -> list[ListRow]:
    """Return the rows for the screen; `contacts` tells whether the reader may see contact details at all."""
    today = in_paris(now).date()
    return [_row(row, calendar, now, today, contacts) for row in rows]


def _row(row: Any, calendar: Calendar, now: datetime, today: date, contacts: bool) -> ListRow:  # noqa: FBT001
    details = contact(row, calendar, now, allowed=contacts)
    waits = row.state == "offer_pending" and row.reply_until is not None
    return ListRow(
        id=row.id,
        version=row.version,
        state=row.state,
        candidate_number=row.candidate_number,
        last_name=row.last_name,
        first_name=row.first_name,
        school=_school(row.origin_school, row.origin_department),
        review_deadline=row.review_deadline,
        days_left=(row.review_deadline - today).days if row.review_deadline else None,
        passage=in_paris(row.auto_retain_at).date() if row.auto_retain_at else None,
        late=bool(row.decision_late),
        reply_until=row.reply_until,
        reply_days=(in_paris(row.reply_until).date() - today).days if waits else None,
        reply_text=_reply(row),
        employer_name=row.employer_name,
        enrolment=row.enrolment,
        decided_at=row.decided_at,
        masked=not details.visible,
        phone=details.mobile or details.phone,
        email=details.email,
    )


def _school(name: str | None, department: str | None) -> str:
    if not name:
        return ""
    return f"{name} ({department})" if department else name


def _reply(row: Any) -> str:
    words = REPLY_WORDS.get(row.contract_status)
    return words.format(day=date_short(row.replied_at or row.ended_at)) if words else ""
