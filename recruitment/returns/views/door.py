"""Who takes exports of persons: those of the centre who export; a region counts, and takes no names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask_login import current_user

from recruitment.accounts import access
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.returns.queries import Wanted
from recruitment.rules.vocabulary import Permission

View = TypeVar("View", bound=Callable[..., Any])


def kept_for_the_centre(view: View) -> View:
    """Keep a view for whoever exports in a centre."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        exports = access.may_somewhere(current_user, Permission.EXPORT)
        access.refuse_unless(exports and access.sees_contact_details(current_user), Permission.EXPORT)
        return view(*args, **kwargs)

    return guarded  # type: ignore[return-value]


def wanted() -> Wanted:
    """Return the registrations of the session asked for, in the programmes where one exports."""
    year, campaign_id = session_asked()
    mine = access.programmes_where(current_user, Permission.EXPORT)
    return Wanted(current_user.centre_id, campaign_id, year, (mine,))
