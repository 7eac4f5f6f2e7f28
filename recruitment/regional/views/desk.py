"""The académie at a glance: totals, pictures, centres, what waits for an answer; and its calendar (R4.9, R8.3)."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, render_template, request
from flask_login import current_user

from recruitment.accounts.access import require
from recruitment.board.drawing import drawing as calendar_drawing
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.labels.regions import region_title
from recruitment.pictures import queries as pictures
from recruitment.pictures import scopes
from recruitment.pictures.drawing import drawings
from recruitment.programmes.queries import calendar_of
from recruitment.regional import asked, figures
from recruitment.regional.lines import with_activity
from recruitment.regional.listing import Listing, read
from recruitment.regional.views.place import Session, departments, session_for
from recruitment.rules.vocabulary import Permission
from recruitment.web import htmx
from recruitment.web.access import unattended
from recruitment.web.forms import whole_number

blueprint = Blueprint("desk", __name__)
ADDRESS = "/region"
SHOWN, ASKED = 8, 6  # centres of a page, requests beside them


@blueprint.get(ADDRESS)
@require(Permission.SUPERVISE)
def region() -> str:
    """Show the académie, or for htmx its list of centres."""
    listing = read(ADDRESS, request.args, SHOWN)
    session = session_for(listing.year)
    if session is None:
        return render_template("board/nothing.html")
    found = _centres(session, listing)
    shown = with_activity(listing.of(found))
    if htmx.target() == "liste":
        return render_template("regional/_centres.html", listing=shown, wide=False)
    return render_template(
        "regional/region.html",
        title=region_title(current_user.academie or ""),
        campaign=session,
        departments=departments(current_user.academie),
        **_block(session, shown, found),
    )


@blueprint.get(f"{ADDRESS}/tableau")
@unattended
@require(Permission.SUPERVISE)
def region_again() -> str:
    """Give what moves on the page again, sorted and searched as its address says by now."""
    shown = urlsplit(htmx.page_address() or "").query
    listing = read(ADDRESS, dict(parse_qsl(shown)) or request.args, SHOWN)
    session = session_for(listing.year)
    if session is None:
        return ""
    found = _centres(session, listing)
    return render_template(
        "regional/_region.html", **_block(session, with_activity(listing.of(found)), found)
    )


@blueprint.get(f"{ADDRESS}/calendrier")
@require(Permission.SUPERVISE)
def region_calendar() -> str:
    """Show the dates of a session: those of the procedure are the same for every centre."""
    session = session_for(whole_number("session", 0, most=9999))
    if session is None:
        return render_template("board/nothing.html")
    calendar = calendar_of(session.id)
    return render_template(
        "regional/calendar.html",
        campaign=session,
        dates=calendar,
        calendar=calendar_drawing(calendar, clock.today()),
        missing=calendar.missing(),
    )


def _centres(session: Session, listing: Listing) -> list[figures.Centre]:
    return figures.centres(db.session(), session.id, current_user.academie, listing.department)


def _block(session: Session, listing: Listing, found: list[figures.Centre]) -> dict[str, Any]:
    """Return what the page shows below its head."""
    number, requests = asked.open_ones(db.session(), current_user.academie, listing.department, ASKED)
    theirs = figures.within(current_user.academie, listing.department)
    scope = scopes.of_many(session.id, session.year, theirs)
    return {
        "listing": listing,
        "totals": figures.totals(found),
        "pictures": drawings(pictures.compared(db.session(), scope, clock.now(), brief=True)),
        "requests": requests,
        "waiting": number,
        "wide": False,
    }
