"""The session that the worklists are about."""

from recruitment.core import clock
from recruitment.programmes.queries import campaigns
from recruitment.web.forms import whole_number


def session_asked() -> tuple[int, int]:
    """Return the year and the id of the session asked for, else of the current one."""
    year = whole_number("session", 0, most=9999) or clock.today().year
    known = [(row.year, row.id) for row in campaigns()]
    return next((one for one in known if one[0] <= year), known[-1] if known else (year, 0))
