"""Leave a wish, at any time, in two steps (R5.7)."""

from typing import Any

from flask import redirect, render_template
from werkzeug.wrappers import Response

from recruitment.contracts.actions import withdraw_wish
from recruitment.journal.actions import Actor
from recruitment.portal.forms import LeaveForm
from recruitment.portal.views.identity import visit_ended
from recruitment.portal.views.pages import Visit, blueprint, path, visited
from recruitment.portal.views.wishes import desk, home, to_candidate, wish_of
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of_candidate


@blueprint.get("/candidat/<link>/voeux/<int:application_id>/renoncement")
@visited(visit_ended)
def leave_form(visit: Visit, application_id: int) -> Any:
    """Say what leaving the wish does."""
    return _page(visit, application_id)


def _page(
    visit: Visit, application_id: int, form: LeaveForm | None = None, refusal: Refusal | None = None
) -> Any:
    read = desk(visit)
    wish = wish_of(read, application_id)
    if not read.may_leave(wish):
        return home(visit, refusal=refusal)
    return render_template(
        "portal/leave.html",
        desk=read,
        link=visit.link,
        wish=wish,
        form=form or LeaveForm(),
        refusal=to_candidate(refusal),
    )


@blueprint.post("/candidat/<link>/voeux/<int:application_id>/renoncement")
@visited(visit_ended)
@shows_refusal(_page)
def leave_wish(visit: Visit, application_id: int) -> Response:
    """Leave the wish."""
    wish_of(desk(visit), application_id)
    form = LeaveForm().checked()
    submission = submission_of_candidate(form, visit.candidate_id, f"withdraw:{application_id}")
    withdraw_wish(Actor("candidate", visit.candidate_id), application_id, submission=submission)
    return redirect(path(visit.link, "recu", application_id), 303)
