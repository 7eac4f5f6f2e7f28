"""What is asked of a list that was shown: to be written, to be given up, to be taken back."""

from flask import Blueprint, flash, redirect
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.admissions import access, reception
from recruitment.admissions import undo as undoing
from recruitment.admissions.forms import ConfirmForm, StepForm, UndoForm
from recruitment.admissions.views.imports import ADDRESS, show
from recruitment.admissions.views.place import folder
from recruitment.transfers import uploads
from recruitment.web.errors import shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("steps", __name__)


@blueprint.get("/admis/import/<int:exchange_id>/<any(confirmation, abandon, annulation):_act>")
def step_form(exchange_id: int, _act: str) -> Response:
    """Show the list: its steps are asked on its page."""
    access.list_or_404(current_user, exchange_id)
    return redirect(f"{ADDRESS}/{exchange_id}", 303)


@blueprint.post("/admis/import/<int:exchange_id>/confirmation")
@shows_refusal(show)
def confirm(exchange_id: int) -> Response:
    """Have a checked list written."""
    access.list_or_404(current_user, exchange_id)
    form = ConfirmForm().checked()
    reception.confirm(exchange_id, gone=form.gone.data, submission=submission_of(form, current_user.id))
    return redirect(f"{ADDRESS}/{exchange_id}", 303)


@blueprint.post("/admis/import/<int:exchange_id>/abandon")
@shows_refusal(show)
def cancel(exchange_id: int) -> Response:
    """Give a list up."""
    access.list_or_404(current_user, exchange_id)
    form = StepForm().checked()
    uploads.drop(folder(), reception.cancel(exchange_id, submission_of(form, current_user.id)))
    return redirect(ADDRESS, 303)


@blueprint.post("/admis/import/<int:exchange_id>/annulation")
@shows_refusal(show)
def undo(exchange_id: int) -> Response:
    """Take a reception back."""
    access.list_or_404(current_user, exchange_id)
    form = UndoForm().checked()
    undoing.undo(
        current_user,
        exchange_id,
        reason=form.reason.data or "",
        submission=submission_of(form, current_user.id),
    )
    flash("Réception annulée. La liste des admis est comme avant elle.", "ok")
    return redirect(f"{ADDRESS}/{exchange_id}", 303)
