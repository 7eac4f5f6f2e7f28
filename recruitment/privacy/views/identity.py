"""Correct who a candidate is (right of rectification)."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import application_or_404, runs_installation
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.access_log import ACT, Reader, note_seen
from recruitment.labels import permission_refusal
from recruitment.privacy import corrections
from recruitment.privacy.forms import IdentityForm
from recruitment.privacy.rights import corrects, shown_contact
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import InvalidForm
from recruitment.web.submissions import submission_of

blueprint = Blueprint("identity", __name__)
ADDRESS = "/candidatures/<int:application_id>/identite"


@blueprint.get(ADDRESS)
def correct_form(
    application_id: int, form: IdentityForm | None = None, refusal: Refusal | None = None
) -> str | Response:
    """Show the identity as it is stored, to be corrected."""
    application = _file_or_404(application_id)
    session = db.session()
    row = corrections.stored(session, application.candidate_id)
    if row["erased_at"] is not None:
        flash("Les données de cette personne sont effacées : il n’y a plus rien à corriger.", "attention")
        return redirect(f"/candidatures/{application_id}", 303)
    visible = shown_contact(application).visible
    if visible:
        note_seen(_reader(), application.centre_id, [application.id], ACT)
    if form is None:
        form = IdentityForm(formdata=None, data=row)
    if refusal is None or refusal.code == "stale_version":
        form.shown.data = corrections.fingerprint(row)
    if not visible and "email" in form:
        form.keep_to_identity()
    shared = corrections.known_elsewhere(session, application.candidate_id, application.centre_id)
    return render_template(
        "privacy/identity.html",
        application=application,
        candidate=SimpleNamespace(**row),
        form=form,
        refusal=refusal,
        shared=shared and not runs_installation(current_user),
    )


@blueprint.post(ADDRESS)
@shows_refusal(correct_form)
def correct(application_id: int) -> Response:
    """Correct, and keep what was there."""
    application = _file_or_404(application_id)
    form = IdentityForm()
    if not shown_contact(application).visible:
        form.keep_to_identity()
    values = form.checked().values(clock.today())
    if any(field.errors for field in form):
        raise InvalidForm(form)
    typed = corrections.Correction(values, str(form.shown.data), runs_installation(current_user))
    corrections.correct(current_user.id, application, typed, submission_of(form, current_user.id))
    flash("Correction enregistrée. Ce qui était écrit avant est gardé dans l’historique.", "ok")
    return redirect(f"/candidatures/{application_id}#identite", 303)


def _file_or_404(application_id: int) -> Any:
    application = application_or_404(current_user, application_id)
    if not corrects(current_user, application):
        abort(403, permission_refusal(current_user.role, Permission.DECIDE))
    return application


def _reader() -> Reader:
    return Reader(current_user.reader_id, current_user.login_id)
