"""Whether a candidate's phone and e-mail show (R2.8): one answer for screens, exports and prints."""

from datetime import datetime

from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import ContactVisibility


def contact_visibility(
    calendar: Calendar, *, confirmed_at: datetime | None, has_contract: bool, now: datetime
) -> ContactVisibility:
    """Return `visible`, or the reason why the details are masked.

    An unconfirmed wish is masked whatever the date, so that reason comes first; a contract stands for the
    confirmation, not for the date.
    """
    if confirmed_at is None and not has_contract:
        return ContactVisibility.NOT_CONFIRMED
    if calendar.contact_details_from is None:
        return ContactVisibility.DATE_MISSING
    return ContactVisibility.VISIBLE if calendar.contact_details_open(now) else ContactVisibility.NOT_YET_OPEN
