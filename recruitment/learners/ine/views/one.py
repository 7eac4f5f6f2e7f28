"""The INE of one learner, typed, its key checked (R6.2)."""

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.learners.access import learner_or_404, readable_learners
from recruitment.learners.ine import queries
from recruitment.learners.ine.actions import type_ine
from recruitment.learners.ine.forms import IneForm
from recruitment.rules.identifiers import ine as checked_ine
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("ine_one", __name__)


@blueprint.get("/apprenants/<int:learner_id>/ine")
def ine_form(learner_id: int, form: IneForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the number that is known, and ask for another."""
    row = learner_or_404(current_user, learner_id, Permission.ENROL)
    if form is None:
        form = IneForm()
        if not form.is_submitted():
            form.ine.data = row.ine
    form.shows(row.version)
    other = None
    if refusal is not None and refusal.code == "ine_taken":
        other = queries.holder(
            row.centre_id, checked_ine(form.ine.data or "").value, readable_learners(current_user)
        )
    return render_template("learners/ine/one.html", learner=row, form=form, refusal=refusal, other=other)


@blueprint.post("/apprenants/<int:learner_id>/ine")
@shows_refusal(ine_form)
def type_one(learner_id: int) -> Response:
    """Keep it."""
    learner_or_404(current_user, learner_id, Permission.ENROL)
    form = IneForm().checked()
    doubtful = type_ine(
        current_user,
        learner_id,
        form.ine.data or "",
        version=form.version.data,
        submission=submission_of(form, current_user.id),
    )
    if doubtful:
        flash(
            "INE enregistré, mais sa clé ne se retrouve pas : comparez-le à un relevé de notes.", "attention"
        )
    else:
        flash("INE enregistré : sa forme et sa clé sont justes.", "ok")
    return redirect(f"/apprenants/{learner_id}", 303)
