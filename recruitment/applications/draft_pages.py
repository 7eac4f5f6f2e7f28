"""A drafted refusal: read it again, confirm it or give it up (R8.3)."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import application_or_404
from recruitment.applications import actions, drafts, queries
from recruitment.applications.forms import ConfirmRefusalForm, DropDraftForm
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.rules.errors import RuleViolation
from recruitment.rules.transitions import allowed
from recruitment.rules.vocabulary import ApplicationState, Decision, Event, Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("drafts", __name__)
ADDRESS = "/candidatures/<int:application_id>/refus/"


@blueprint.get(f"{ADDRESS}confirmation")
def confirm_refusal_form(
    application_id: int, form: ConfirmRefusalForm | None = None, refusal: Refusal | None = None
) -> str | Response:
    """Show what was drafted, by whom, and what stands in the way of confirming it."""
    application = application_or_404(current_user, application_id, Permission.DECIDE)
    draft = drafts.shown(db.session(), application_id)
    if draft is None and refusal is None:
        return redirect(f"/candidatures/{application_id}", 303)
    candidate = queries.candidate(application.candidate_id)
    return render_template(
        "applications/draft.html",
        application=application,
        candidate=candidate,
        programme=queries.programme(application.programme_id),
        name=f"{candidate.first_name} {candidate.last_name}",
        draft=draft,
        obstacle=_obstacle(application, draft),
        form=form or ConfirmRefusalForm(version=application.version),
        drop=DropDraftForm(formdata=None),
        refusal=refusal,
    )


@blueprint.post(f"{ADDRESS}confirmation")
@shows_refusal(confirm_refusal_form)
def confirm_refusal(application_id: int) -> Response:
    """Refuse for good what another person drafted (R2.4, R8.3)."""
    application = application_or_404(current_user, application_id, Permission.DECIDE)
    form = ConfirmRefusalForm().checked()
    submission = submission_of(form, current_user.id)
    actions.confirm_refusal(current_user, application_id, version=form.version.data, submission=submission)
    candidate = queries.candidate(application.candidate_id)
    flash(
        f"{candidate.first_name} {candidate.last_name} : refus confirmé. Cette décision est définitive.", "ok"
    )
    return redirect(f"/candidatures/{application_id}", 303)


@blueprint.get(f"{ADDRESS}abandon")
def no_page(application_id: int) -> Response:
    """Lead to the draft: giving it up is a button of its page."""
    application_or_404(current_user, application_id, Permission.DECIDE)
    return redirect(f"/candidatures/{application_id}/refus/confirmation", 303)


@blueprint.post(f"{ADDRESS}abandon")
@shows_refusal(confirm_refusal_form)
def drop_draft(application_id: int) -> Response:
    """Give the draft up."""
    application_or_404(current_user, application_id, Permission.DECIDE)
    form = DropDraftForm().checked()
    drafts.drop_draft(current_user, application_id, submission=submission_of(form, current_user.id))
    flash("Refus préparé abandonné. La candidature attend toujours une décision.", "ok")
    return redirect(f"/candidatures/{application_id}", 303)


def of_file(application: Any) -> Any:
    """Return what the file's page says of a draft: who, when, whether it still waits, whose turn it is."""
    draft = drafts.shown(db.session(), application.id)
    if draft is None:
        return None
    return SimpleNamespace(
        **draft._mapping, waits=_waits(application), mine=draft.drafted_by_id == current_user.id
    )


def _waits(application: Any) -> bool:
    passed = application.auto_retain_at is not None and clock.now() >= application.auto_retain_at
    return allowed(ApplicationState(application.state), Event.REFUSE) and not passed


def _obstacle(application: Any, draft: Any) -> Refusal | None:
    """Return why this person cannot confirm, known before the form is sent."""
    if draft is None:
        return Refusal.of(RuleViolation("no_refusal_draft"))
    obstacle = actions.why_not(application.id, Decision.REFUSED)
    if obstacle is not None:
        return Refusal.of(obstacle)
    return Refusal.of(RuleViolation("own_refusal_draft")) if draft.drafted_by_id == current_user.id else None
