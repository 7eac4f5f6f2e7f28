"""The controls of the validation: run on those chosen, or on all; what they said last (R6.2)."""

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require_somewhere
from recruitment.applications.forms import chosen_ids
from recruitment.labels import registrations as words
from recruitment.learners.validation import worklists
from recruitment.learners.validation.control import control
from recruitment.learners.validation.forms import ControlForm
from recruitment.learners.validation.views import shown
from recruitment.learners.views import asked
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("controls", __name__)
ADDRESS = "/apprenants/controles"


@blueprint.get(ADDRESS)
@require_somewhere(Permission.ENROL)
def controls(form: ControlForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what is to control, what is blocked and by what, what is ready."""
    year, mine = asked.year_asked(), asked.writes()
    counts = worklists.counts(year, mine)
    view = _view()
    page, pages = shown.page_asked(counts[view])
    return render_template(
        "learners/validation/controls.html",
        form=form or ControlForm(),
        refusal=refusal,
        year=year,
        years=asked.years(),
        view=view,
        counts=counts,
        rows=worklists.listed(year, mine, view, shown.PAGE, (page - 1) * shown.PAGE),
        page=page,
        pages=pages,
        words=words,
        sentences=shown.shortly,
        verdict_of=shown.verdict_of,
        open_views=worklists.OPEN,
        **shown.calendar(year),
    )


@blueprint.post(ADDRESS)
@require_somewhere(Permission.ENROL)
@shows_refusal(controls)
def run() -> Response:
    """Run them on those ticked, or on every registration of the year that is still open."""
    form = ControlForm().checked()
    year, mine = asked.year_asked(), asked.writes()
    everyone = worklists.ids_of(year, mine)
    chosen = set(everyone) if request.form.get("tout") else set(chosen_ids()).intersection(everyone)
    report_id = control(
        current_user,
        sorted(chosen),
        centre_id=current_user.centre_id,
        school_year=year,
        submission=submission_of(form, current_user.id),
    )
    return redirect(f"/apprenants/validation/rapports/{report_id}", 303)


def _view() -> str:
    wanted = request.args.get("vue", "")
    return wanted if wanted in worklists.OPEN else worklists.TO_CONTROL
