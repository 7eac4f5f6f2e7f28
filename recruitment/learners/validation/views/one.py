"""Validate one registration, or cancel it (R6.2)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from sqlalchemy import true
from werkzeug.wrappers import Response

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.labels import registrations as words
from recruitment.learners.access import registration_or_404
from recruitment.learners.validation import worklists
from recruitment.learners.validation.cancel import cancel
from recruitment.learners.validation.facts import facts_of
from recruitment.learners.validation.forms import CancelForm, ValidateForm
from recruitment.learners.validation.validate import validate
from recruitment.learners.validation.views import shown
from recruitment.rules.errors import RuleViolation
from recruitment.rules.registration_controls import findings, verdict
from recruitment.rules.registrations import check_cancellation, check_findings, check_open, validation_day
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("registration", __name__)


@blueprint.get("/apprenants/validation/<int:registration_id>")
def validate_form(
    registration_id: int, form: ValidateForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show what the controls say of it now, and whether it can be validated today."""
    row = _row(registration_id)
    facts = facts_of(db.session(), [registration_id], clock.today())[registration_id]
    codes = findings(facts)
    return render_template(
        "learners/validation/one.html",
        row=row,
        form=form or ValidateForm(),
        refusal=refusal,
        obstacle=_obstacle(row, codes),
        found=shown.sentences(codes, row.first_day),
        verdict=words.VERDICTS[verdict(codes)],
        words=words,
        **shown.calendar(row.school_year),
    )


@blueprint.post("/apprenants/validation/<int:registration_id>")
@shows_refusal(validate_form)
def validate_one(registration_id: int) -> Response:
    """Validate it."""
    registration_or_404(current_user, registration_id, Permission.ENROL)
    form = ValidateForm().checked()
    report_id = validate(
        current_user,
        registration_id,
        nature=form.nature.data,
        submission=submission_of(form, current_user.id),
    )
    return redirect(f"/apprenants/validation/rapports/{report_id}", 303)


@blueprint.get("/apprenants/validation/<int:registration_id>/annulation")
def cancel_form(registration_id: int, form: CancelForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what cancelling does, and ask why."""
    row = _row(registration_id)
    return render_template(
        "learners/validation/cancel.html",
        row=row,
        form=form or CancelForm(),
        refusal=refusal,
        obstacle=_over(row),
        words=words,
    )


@blueprint.post("/apprenants/validation/<int:registration_id>/annulation")
@shows_refusal(cancel_form)
def cancel_one(registration_id: int) -> Response:
    """Cancel it."""
    row = registration_or_404(current_user, registration_id, Permission.ENROL)
    form = CancelForm().checked()
    told = cancel(
        current_user,
        registration_id,
        reason=form.reason.data or "",
        submission=submission_of(form, current_user.id),
    )
    end = " Parcoursup sera informé de l’annulation." if told else ""
    flash(f"Inscription annulée. Le motif reste dans l’historique.{end}", "ok")
    return redirect(f"/apprenants/{row.learner_id}", 303)


def _row(registration_id: int) -> Any:
    """Return a registration that the person may complete, with its names."""
    registration_or_404(current_user, registration_id, Permission.ENROL)
    return worklists.named([registration_id], true())[registration_id]


def _obstacle(row: Any, codes: list[str]) -> Refusal | None:
    """Say beforehand what a validation would meet."""
    try:
        check_open(validated_at=row.validated_at, cancelled_at=row.cancelled_at)
        check_findings(codes)
        validation_day(row.first_day, clock.now())
    except RuleViolation as refusal:
        return Refusal.of(refusal)
    return None


def _over(row: Any) -> Refusal | None:
    try:
        check_cancellation(cancelled_at=row.cancelled_at)
    except RuleViolation as refusal:
        return Refusal.of(refusal)
    return None
