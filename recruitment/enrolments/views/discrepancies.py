"""What the platform's list of replies says otherwise: the list, and how each was settled (R5.2 by file)."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import access
from recruitment.enrolments import actions, differences
from recruitment.enrolments.forms import SettleForm
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.enrolments.views.sirets import refuse_unless_followed
from recruitment.labels.enrolments import told
from recruitment.rules.vocabulary import Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("discrepancies", __name__)
ADDRESS = "/reponses/ecarts"


@blueprint.get(ADDRESS)
def discrepancies() -> str:
    """List what waits, by kind, and what was settled."""
    refuse_unless_followed()
    year, campaign_id = session_asked()
    mine = differences.followed_in(current_user, campaign_id)
    return render_template(
        "enrolments/discrepancies.html",
        year=year,
        waiting=differences.discrepancies(mine),
        settled=differences.discrepancies(mine, settled=True),
        told=told,
        may_enrol=access.may_somewhere(current_user, Permission.ENROL),
        may_import=access.may(current_user, Permission.IMPORT_FILES),
    )


@blueprint.get("/reponses/ecarts/<int:discrepancy_id>")
def settle_form(discrepancy_id: int, form: SettleForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what each list says, what can be done, and ask how it was settled."""
    row = _row_or_404(discrepancy_id)
    name = "enrolments/_settle.html" if htmx.wants_partial() else "enrolments/settle.html"
    return render_template(name, row=row, told=told, form=form or SettleForm(), refusal=refusal)


@blueprint.post("/reponses/ecarts/<int:discrepancy_id>")
@shows_refusal(settle_form)
def settle(discrepancy_id: int) -> Response:
    """Settle it."""
    _row_or_404(discrepancy_id)
    form = SettleForm().checked()
    actions.settle_discrepancy(
        current_user,
        discrepancy_id,
        note=form.note.data or "",
        submission=submission_of(form, current_user.id),
    )
    flash("Écart réglé. La note est gardée.", "ok")
    return htmx.go_to(ADDRESS) if htmx.wants_partial() else redirect(ADDRESS, 303)


def _row_or_404(discrepancy_id: int) -> Any:
    found = differences.discrepancy(discrepancy_id, access.visible_programmes(current_user))
    if found is None:
        abort(404)
    access.refuse_unless(access.follows_up(current_user, found), Permission.DECIDE, found)
    return found
