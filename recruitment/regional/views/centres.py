"""The centres of the académie: all of them, and one with its programmes, live (R1.1, R1.2)."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from recruitment.accounts.access import require
from recruitment.accounts.people import by_hand
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.mail import settings as mail
from recruitment.pictures import queries as pictures
from recruitment.pictures import scopes
from recruitment.pictures.drawing import drawings
from recruitment.programmes.models import Programme
from recruitment.regional import administrators, asked, figures, lines, queries
from recruitment.regional.listing import read
from recruitment.regional.views.place import Session, centre_or_404, departments, session_for
from recruitment.rules.vocabulary import Permission
from recruitment.web import htmx
from recruitment.web.access import unattended
from recruitment.web.forms import Form, whole_number
from recruitment.web.unchanged import unless_changed

blueprint = Blueprint("centres", __name__)
ADDRESS = "/region/etablissements"
SHOWN = 25


@blueprint.get(ADDRESS)
@require(Permission.SUPERVISE)
def region_centres() -> str:
    """List the centres with what their programmes hold, by pages."""
    listing = read(ADDRESS, request.args, SHOWN)
    session = session_for(listing.year)
    if session is None:
        return render_template("board/nothing.html")
    found = figures.centres(db.session(), session.id, current_user.academie, listing.department)
    context = {"listing": lines.with_activity(listing.of(found)), "wide": True}
    if htmx.target() == "liste":
        return render_template("regional/_centres.html", **context)
    return render_template(
        "regional/centres.html",
        campaign=session,
        departments=departments(current_user.academie),
        totals=figures.totals(found),
        **context,
    )


@blueprint.get(f"{ADDRESS}/<uai>")
@require(Permission.SUPERVISE)
def region_centre(uai: str) -> str:
    """Show a centre: its programmes with their nine counters, its requests, who administers it."""
    centre = centre_or_404(uai)
    session = session_for(whole_number("session", 0, most=9999))
    if session is None:
        return render_template("board/nothing.html")
    scope = scopes.of_many(session.id, session.year, Programme.centre_id == centre.id)
    who = administrators.of(db.session(), centre.id)
    pending = [one for one in who if not one.has_password]
    by_link = mail.is_demonstration() and len(pending) == 1
    return render_template(
        "regional/centre.html",
        pictures=drawings(pictures.compared(db.session(), scope, clock.now(), brief=True)),
        requests=asked.listed(db.session(), current_user.academie, asked.Wanted("all", uai=uai))[1],
        administrators=who,
        demonstration_link=by_hand.latest_path(pending[0].id) if by_link else None,
        form=Form(formdata=None),
        **_programmes(centre, session),
    )


@blueprint.get(f"{ADDRESS}/<uai>/formations")
@unattended
@require(Permission.SUPERVISE)
def region_centre_programmes(uai: str) -> Response | str:
    """Give the programmes of a centre when something changed since the page has them, else 304 (R1.2)."""
    centre = centre_or_404(uai)
    session = session_for(whole_number("session", 0, most=9999))
    if session is None:
        return ""
    etag = f'"{queries.version(db.session(), _scope(centre, session))}"'
    if (unchanged := unless_changed(etag)) is not None:
        return unchanged
    body = render_template("regional/_programmes.html", **_programmes(centre, session))
    return Response(body, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


def _scope(centre: Any, session: Session) -> Any:
    return (Programme.campaign_id == session.id) & (Programme.centre_id == centre.id)


def _programmes(centre: Any, session: Session) -> dict[str, Any]:
    scope = _scope(centre, session)
    version = queries.version(
        db.session(), scope
    )  # before the rows: what changes meanwhile is asked for again
    found = lines.programmes(scope, clock.today())
    return {
        "centre": centre,
        "campaign": session,
        "programmes": found,
        "counts": lines.summed(found),
        "version": version,
    }
