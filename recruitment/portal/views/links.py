"""Renew a candidate's link, from the file: those sent before open nothing any more."""

from flask import flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import access
from recruitment.applications import queries
from recruitment.portal import actions
from recruitment.portal.forms import RenewForm
from recruitment.portal.views.pages import blueprint
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of


@blueprint.get("/candidatures/<int:application_id>/lien")
def renew_form(application_id: int, form: RenewForm | None = None, refusal: Refusal | None = None) -> str:
    """Say what renewing does, before it."""
    application = access.application_or_404(current_user, application_id, Permission.DECIDE)
    candidate = queries.candidate(application.candidate_id)
    return render_template(
        "portal/renew.html",
        application=application,
        candidate=candidate,
        form=form or RenewForm(),
        refusal=refusal,
    )


@blueprint.post("/candidatures/<int:application_id>/lien")
@shows_refusal(renew_form)
def renew_link(application_id: int) -> Response:
    """End the links that the candidate was given, and send another."""
    access.application_or_404(current_user, application_id, Permission.DECIDE)
    form = RenewForm().checked()
    actions.renew_link(current_user, application_id, submission=submission_of(form, current_user.id))
    flash("Lien personnel remplacé. Le nouveau part par mail ; les précédents n’ouvrent plus rien.", "ok")
    return redirect(f"/candidatures/{application_id}", 303)
