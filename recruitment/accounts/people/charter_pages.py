"""The charter: read and accepted by everybody, published by the administrator of the installation (R8.5)."""

from flask import abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import runs_installation
from recruitment.accounts.pages import blueprint
from recruitment.accounts.people import charter
from recruitment.accounts.people.forms import AcceptForm, CharterForm
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.actions import person
from recruitment.web.access import before_gates
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

ADDRESS = "/parametrage/charte"
INSTALLATION_ONLY = (
    "La charte est publiée par l’administrateur de l’installation, pour tous les établissements."
)


@blueprint.get("/charte")
@before_gates
def charter_page(form: AcceptForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the text, and ask to accept it when that is owed."""
    text = charter.current(db.session(), clock.today().year)
    return render_template(
        "accounts/people/charter.html",
        text=text,
        owed=current_user.owes_charter,
        accepted_at=text and charter.accepted_at(db.session(), current_user.id, text.id),
        form=form
        if form is not None and refusal is None
        else AcceptForm(formdata=None, charter=text and text.id),
        refusal=refusal,
    )


@blueprint.post("/charte")
@before_gates
@shows_refusal(charter_page)
def accept_charter() -> Response:
    """Accept the text that was read."""
    form = AcceptForm().checked()
    charter.accept(current_user.id, current_user.centre_id, form.charter.data or 0)
    return redirect("/", 303)


@blueprint.get(ADDRESS)
def publish_form(form: CharterForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the versions, and a form for another."""
    _installation_only()
    session = db.session()
    published = charter.published(session)
    latest = published[0] if published else None
    years, current = charter.campaign_years(session), clock.today().year
    usual = current if current in years else latest and latest.year  # what is published there is owed at once
    form = form or CharterForm(body=latest.body if latest else "", year=usual)
    form.year.choices = [(year, f"Session {year}") for year in years]
    return render_template(
        "accounts/people/publish_charter.html", published=published, form=form, refusal=refusal
    )


@blueprint.post(ADDRESS)
@shows_refusal(publish_form)
def publish_charter() -> Response:
    """Publish another version; everybody is asked to accept it."""
    _installation_only()
    form = CharterForm()
    form.year.choices = [(year, str(year)) for year in charter.campaign_years(db.session())]
    form.checked()
    version = charter.publish(
        int(form.year.data),
        str(form.body.data),
        person(current_user.id),
        submission_of(form, current_user.id),
    )
    flash(f"Charte publiée : session {form.year.data}, version {version}.", "ok")
    return redirect(ADDRESS, 303)


def _installation_only() -> None:
    if not runs_installation(current_user):
        abort(403, INSTALLATION_ONLY)
