"""The one way by which a candidate's contact details leave the database (R2.8, I19)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, false, literal, or_

from recruitment.applications.models import Application, Candidate
from recruitment.labels import MASKED
from recruitment.rules.calendar import Calendar
from recruitment.rules.contact import contact_visibility
from recruitment.rules.vocabulary import WITH_A_CONTRACT, ContactVisibility


@dataclass(frozen=True, slots=True)
class Contact:
    """What may be shown: everything, or nothing and the reason."""

    visibility: ContactVisibility
    mobile: str | None = None
    phone: str | None = None
    email: str | None = None

    @property
    def visible(self) -> bool:
        """Tell whether the details may be read."""
        return self.visibility is ContactVisibility.VISIBLE


def contact(row: Any, calendar: Calendar, now: datetime, *, allowed: bool) -> Contact:
    """Return what may be shown of a row with `confirmed_at`, `state`, `mobile`, `phone` and `email`.

    `allowed` tells whether the reader recruits at all (`accounts.access.sees_contact_details`).
    """
    if not allowed:
        return Contact(ContactVisibility.NOT_FOR_ROLE)
    visibility = contact_visibility(
        calendar, confirmed_at=row.confirmed_at, has_contract=row.state in WITH_A_CONTRACT, now=now
    )
    if visibility is not ContactVisibility.VISIBLE:
        return Contact(visibility)
    return Contact(visibility, row.mobile, row.phone, row.email)


def contact_shown(calendar: Calendar, now: datetime, *, allowed: bool) -> ColumnElement[bool]:
    """Return the condition on `application` under which `contact` shows the details."""
    known = contact_visibility(calendar, confirmed_at=None, has_contract=True, now=now)
    if not allowed or known is not ContactVisibility.VISIBLE:
        return false()
    return or_(Application.confirmed_at.is_not(None), Application.state.in_(sorted(WITH_A_CONTRACT)))


def contact_cells(calendar: Calendar, now: datetime, *, allowed: bool) -> list[ColumnElement[Any]]:
    """Return the mobile, the phone and the e-mail as cells of an export: what `contact` shows, or why not.

    The statement reads `application` and `candidate`.
    """
    unconfirmed, confirmed = (
        ContactVisibility.NOT_FOR_ROLE
        if not allowed
        else contact_visibility(calendar, confirmed_at=None, has_contract=known, now=now)
        for known in (False, True)
    )
    masked = and_(Application.confirmed_at.is_(None), Application.state.not_in(sorted(WITH_A_CONTRACT)))
    return [
        case(
            (masked, literal(MASKED[unconfirmed], String)),
            else_=column if confirmed is ContactVisibility.VISIBLE else literal(MASKED[confirmed], String),
        )
        for column in (Candidate.mobile, Candidate.phone, Candidate.email)
    ]
