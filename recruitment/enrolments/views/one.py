"""Mark the enrolment of one candidate done, or undo it, from the file (R6.1)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import application_or_404
from recruitment.applications import queries as applications
from recruitment.core.database import db
from recruitment.enrolments import actions, queries, uplink
from recruitment.enrolments.forms import EnrolForm, UndoForm
from recruitment.exchanges.moments import at_validation
from recruitment.rules.enrolments import check_cancel, check_ends_alone, check_enrol, check_undo
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState, Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import IrreversibleForm
from recruitment.web.submissions import submission_of

blueprint = Blueprint("one", __name__)


@blueprint.get("/candidatures/<int:application_id>/inscription")
def enrol_form(application_id: int, form: EnrolForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what marking the enrolment done says."""
    return _page("enrol", application_id, form or EnrolForm(), refusal)


@blueprint.post("/candidatures/<int:application_id>/inscription")
@shows_refusal(enrol_form)
def enrol(application_id: int) -> Response:
    """Mark the enrolment done."""
    application_or_404(current_user, application_id, Permission.ENROL)
    form = EnrolForm().checked()
    actions.enrol(current_user, application_id, submission=submission_of(form, current_user.id))
    return _after(application_id, "Inscription administrative effectuée.")


@blueprint.get("/candidatures/<int:application_id>/inscription/annulation")
def undo_form(application_id: int, form: UndoForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what undoing the enrolment does, and ask why."""
    return _page("undo", application_id, form or UndoForm(), refusal)


@blueprint.post("/candidatures/<int:application_id>/inscription/annulation")
@shows_refusal(undo_form)
def undo(application_id: int) -> Response:
    """Undo the enrolment."""
    application_or_404(current_user, application_id, Permission.ENROL)
    form = UndoForm().checked()
    actions.undo_enrolment(
        current_user,
        application_id,
        reason=form.reason.data or "",
        submission=submission_of(form, current_user.id),
    )
    return _after(application_id, "Inscription administrative annulée. Le motif reste dans le dossier.")


@blueprint.get("/candidatures/<int:application_id>/inscription/annulation-transmise")
def cancel_form(application_id: int, form: UndoForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what cancelling an enrolment that was sent does, and ask why."""
    return _page("cancel", application_id, form or UndoForm(), refusal)


@blueprint.post("/candidatures/<int:application_id>/inscription/annulation-transmise")
@shows_refusal(cancel_form)
def cancel(application_id: int) -> Response:
    """Cancel an enrolment that was sent, and have that go up too."""
    application_or_404(current_user, application_id, Permission.ENROL)
    form = UndoForm().checked()
    actions.cancel_enrolment(
        current_user,
        application_id,
        reason=form.reason.data or "",
        submission=submission_of(form, current_user.id),
    )
    return _after(application_id, "Inscription administrative annulée. La plateforme en sera informée.")


def _page(verb: str, application_id: int, form: IrreversibleForm, refusal: Refusal | None) -> str:
    application = application_or_404(current_user, application_id, Permission.ENROL)
    candidate = applications.candidate(application.candidate_id)
    found = queries.of_application(application_id)
    standing = next((row for row in found if row.undone_at is None), None)
    page = "enrol" if verb == "enrol" else "undo"
    name = "enrolments/_{}.html" if htmx.wants_partial() else "enrolments/{}.html"
    return render_template(
        name.format(page),
        verb=verb,
        form=form,
        refusal=refusal,
        obstacle=_obstacle(verb, application, standing),
        application=application,
        candidate=candidate,
        name=f"{candidate.first_name} {candidate.last_name}",
        programme=applications.programme(application.programme_id),
        enrolment=standing,
        waits=not at_validation(db.session(), application.centre_id),
    )


def _obstacle(verb: str, application: Any, standing: Any) -> Refusal | None:
    """Say beforehand what the act would meet."""
    try:
        if verb == "enrol":
            check_enrol(ApplicationState(application.state), enrolled=standing is not None)
            return None
        registered = standing is not None and standing.registration_id is not None
        check_ends_alone(enrolled=standing is not None, registered=registered)
        if verb == "cancel":
            check_cancel(enrolled=True, sent_at=standing.sent_at)
        else:
            leaving = uplink.is_leaving(db.session(), standing.id)
            check_undo(enrolled=True, sent_at=standing.sent_at, leaving=leaving)
    except RuleViolation as refusal:
        return Refusal.of(refusal)
    return None


def _after(application_id: int, sentence: str) -> Response:
    """Go back to the file, which shows who did what."""
    flash(sentence, "ok")
    address = f"/candidatures/{application_id}"
    if htmx.wants_partial():  # from the file itself, a fragment would only scroll it
        return htmx.go_to(address)
    return redirect(f"{address}#inscription", 303)
