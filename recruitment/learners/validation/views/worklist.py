"""What is ready to be validated, what was, what was cancelled; many are validated in one gesture (R6.2)."""

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require_somewhere
from recruitment.applications.forms import chosen_ids
from recruitment.labels import registrations as words
from recruitment.learners.validation import worklists
from recruitment.learners.validation.forms import ValidateForm
from recruitment.learners.validation.validate import MANY, validate_many
from recruitment.learners.validation.views import shown
from recruitment.learners.views import asked
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("validation", __name__)
ADDRESS = "/apprenants/validation"
VIEWS = (worklists.READY, worklists.VALIDATED, worklists.CANCELLED)


@blueprint.get(ADDRESS)
@require_somewhere(Permission.ENROL)
def validation(form: ValidateForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what is ready, what was validated and whether the platform was told."""
    year, mine = asked.year_asked(), asked.writes()
    counts = worklists.counts(year, mine)
    view = _view()
    page, pages = shown.page_asked(counts[view])
    return render_template(
        "learners/validation/validation.html",
        form=form or ValidateForm(),
        refusal=refusal,
        year=year,
        years=asked.years(),
        view=view,
        counts=counts,
        rows=worklists.listed(year, mine, view, shown.PAGE, (page - 1) * shown.PAGE),
        page=page,
        pages=pages,
        most=MANY,
        words=words,
        sentences=shown.shortly,
        **shown.calendar(year),
    )


@blueprint.post(ADDRESS)
@require_somewhere(Permission.ENROL)
@shows_refusal(validation)
def validate_chosen() -> Response:
    """Validate those ticked; the report says what became of each."""
    form = ValidateForm().checked()
    mine = worklists.named(chosen_ids()[:MANY], asked.writes())
    report_id = validate_many(
        current_user, list(mine), nature=form.nature.data, submission=submission_of(form, current_user.id)
    )
    return redirect(f"/apprenants/validation/rapports/{report_id}", 303)


def _view() -> str:
    wanted = request.args.get("vue", "")
    return wanted if wanted in VIEWS else worklists.READY
