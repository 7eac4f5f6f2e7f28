"""A campaign's calendar: what is known, what is missing and what waits for it; the form to fill it in."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import refuse_unless, require, runs_installation
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.actions import person
from recruitment.labels import BLOCKED, DATES, LATE_REFUSALS, SEAT_RULES
from recruitment.programmes import queries
from recruitment.programmes.actions import CampaignLoaded, load_campaign, preview_campaign
from recruitment.programmes.calendar_form import CalendarForm, digest, filled
from recruitment.rules.calendar import Calendar, CalendarError
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import InvalidForm, whole_number
from recruitment.web.submissions import submission_of

blueprint = Blueprint("calendar", __name__)
#: Columns that are no date, for the list of what changes.
OTHERS = {
    "lock_timezone": "Fuseau de la fermeture nocturne",
    "lock_from": "Début de la fermeture nocturne",
    "lock_until": "Fin de la fermeture nocturne",
    "reply_pauses": "Jours sans échéance de réponse",
    "late_refusals": "Refus hors délai",
    "seat_rule": "Places prises",
}


@blueprint.get("/parametrage/calendrier")
@require(Permission.SEE)
def calendar() -> str:
    """Show the dates of a campaign, the current one unless another is asked for."""
    campaigns = queries.campaigns()
    year = whole_number("session", _current([row.year for row in campaigns]))
    chosen = next((row for row in campaigns if row.year == year), None)
    if chosen is None:
        return render_template("programmes/no_calendar.html")
    return render_template(
        "programmes/calendar.html",
        calendar=queries.calendar_of(chosen.id),
        campaigns=campaigns,
        may_change=runs_installation(current_user),
        names=DATES,
        blocked=BLOCKED,
        seat_rules=SEAT_RULES,
        late_refusals=LATE_REFUSALS,
    )


@blueprint.get("/parametrage/calendrier/<int:year>/modifier")
@require(Permission.SETTINGS)
def change_form(
    year: int,
    form: CalendarForm | None = None,
    refusal: Refusal | None = None,
    preview: CampaignLoaded | None = None,
) -> str:
    """Show the form of a calendar, with what would change once it has been filled in."""
    stored = _stored_or_404(year)
    return render_template(
        "programmes/change_calendar.html",
        calendar=stored,
        form=form or filled(stored),
        refusal=refusal,
        preview=preview,
        words=DATES | OTHERS,
        action=request.path,
    )


@blueprint.post("/parametrage/calendrier/<int:year>/modifier")
@require(Permission.SETTINGS)
@shows_refusal(change_form)
def change(year: int) -> str | Response:
    """Change a calendar: first say what moves, then do it."""
    stored = _stored_or_404(year)
    form = CalendarForm().checked()
    try:
        wanted = form.calendar(stored)
        if form.confirmed.data != digest(wanted):
            preview = preview_campaign(db.session(), wanted)
            form.confirmed.data = digest(wanted) if preview.changed else ""
            return change_form(year, form, preview=preview)
        done = load_campaign(wanted, person(current_user.id), submission_of(form, current_user.id))
    except CalendarError as error:
        form.form_errors.extend(error.problems)
        raise InvalidForm(form) from error
    flash(_sentence(done), "ok")
    return redirect(f"/parametrage/calendrier?session={year}", 303)


def _stored_or_404(year: int) -> Calendar:
    refuse_unless(runs_installation(current_user), Permission.SETTINGS)
    chosen = next((row for row in queries.campaigns() if row.year == year), None)
    return queries.calendar_of(chosen.id) if chosen else abort(404)


def _current(years: Sequence[Any]) -> int:
    """Return the year of the present campaign, else the nearest."""
    present = clock.today().year
    return int(min(years, key=lambda year: (abs(year - present), -year), default=present))


def _sentence(done: CampaignLoaded) -> str:
    moved = f" Échéances recalculées : {done.deadlines}." if done.deadlines else ""
    return f"Calendrier {done.year} enregistré.{moved}" if done.changed else "Le calendrier n’a pas changé."
