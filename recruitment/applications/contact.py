"""The one way by which a candidate's contact details leave the database (R2.8, I19)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
