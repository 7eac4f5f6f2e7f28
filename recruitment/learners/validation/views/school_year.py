"""The dates of a centre's school year, set by its administrator (R6.2)."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import access
from recruitment.learners.validation import worklists
from recruitment.learners.validation.calendar import set_dates
from recruitment.learners.validation.forms import CalendarForm
from recruitment.learners.views import asked
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import InvalidForm
from recruitment.web.submissions import submission_of

blueprint = Blueprint("school_year", __name__)
ADDRESS = "/parametrage/annee-scolaire/calendrier"


@blueprint.get(ADDRESS)
def dates(form: CalendarForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the dates of the year asked for."""
    _refuse_unless_of_a_centre()
    year = asked.year_asked()
    kept = worklists.first_days(year, current_user.centre_id)
    if form is None:
        form = CalendarForm() if request.method == "POST" else CalendarForm(obj=kept)
    return render_template(
        "learners/validation/school_year.html",
        year=year,
        years=asked.years(),
        form=form,
        refusal=refusal,
    )


@blueprint.post(ADDRESS)
@shows_refusal(dates)
def save() -> Response:
    """Keep them."""
    _refuse_unless_of_a_centre()
    year, form = asked.year_asked(), CalendarForm().checked()
    form.within(year)
    if form.errors:
        raise InvalidForm(form)
    set_dates(
        current_user,
        current_user.centre_id,
        year,
        first_day=form.first_day.data,
        bac_results_day=form.bac_results_day.data,
        submission=submission_of(form, current_user.id),
    )
    flash("Dates de l’année scolaire enregistrées.", "ok")
    return redirect(f"{ADDRESS}?annee={year}", 303)


def _refuse_unless_of_a_centre() -> None:
    """Keep the page for a centre's administrator: the installation's has no school year."""
    allowed = access.may(current_user, Permission.SETTINGS) and current_user.centre_id is not None
    access.refuse_unless(allowed, Permission.SETTINGS)
