"""One mail of a file: to whom, what became of it, what it says, and « Renvoyer »."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import application_or_404, may, sees_contact_details
from recruitment.applications import correspondence, queries, resending
from recruitment.applications.contact import contact
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.labels import MASKED
from recruitment.mail import settings
from recruitment.programmes.queries import calendar_of
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import IrreversibleForm
from recruitment.web.submissions import submission_of

blueprint = Blueprint("mails", __name__)
ADDRESS = "/candidatures/<int:application_id>/courriels/<int:mail_id>"


@blueprint.get(ADDRESS)
def mail(
    application_id: int, mail_id: int, form: IrreversibleForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show a mail, made again."""
    application = application_or_404(current_user, application_id)
    candidate = queries.candidate(application.candidate_id)
    facts = SimpleNamespace(**{**candidate._mapping, **application._mapping})
    calendar, now = calendar_of(application.campaign_id), clock.now()
    shown = contact(facts, calendar, now, allowed=sees_contact_details(current_user))
    session = db.session()
    letters = correspondence.letters_of(session, application, now, contacts=shown.visible)
    letter = next((one for one in letters if one.row.id == mail_id), None) or abort(404)
    return render_template(
        "applications/mail.html",
        application=application,
        name=f"{candidate.first_name} {candidate.last_name}",
        letter=letter,
        masked=MASKED[shown.visibility],
        reading=correspondence.reading(session, letter.row, settings.base_url(), contacts=shown.visible),
        may_resend=may(current_user, Permission.DECIDE, application),
        form=form or IrreversibleForm(),
        refusal=refusal,
    )


@blueprint.post(f"{ADDRESS}/renvoi")
@shows_refusal(mail)
def resend_mail(application_id: int, mail_id: int) -> Response:
    """Send it again: whoever decides on the file writes to the candidate."""
    application = application_or_404(current_user, application_id, Permission.DECIDE)
    correspondence.rows_of(db.session(), application, mail_id) or abort(404)
    form = IrreversibleForm().checked()
    sent = submission_of(form, current_user.id)
    db.session.rollback()
    resending.resend(current_user, application, mail_id, submission=sent)
    flash("Courriel remis dans la file d’envoi. L’historique le garde.", "ok")
    return redirect(f"/candidatures/{application_id}#courriels", 303)


@blueprint.get(f"{ADDRESS}/renvoi")
def no_page(application_id: int, mail_id: int) -> Any:
    """Lead to the mail: sending again is a button of its page."""
    application = application_or_404(current_user, application_id)
    correspondence.rows_of(db.session(), application, mail_id) or abort(404)
    return redirect(f"/candidatures/{application_id}/courriels/{mail_id}", 303)
