"""Open a centre, and bring its first administrator in (R8.1, R8.3)."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require
from recruitment.accounts.people import invitations
from recruitment.core.database import db
from recruitment.journal.actions import person
from recruitment.labels.regions import departments_of
from recruitment.mail import settings as mail
from recruitment.regional import actions, administrators
from recruitment.regional.forms import AdministratorForm, OpenCentreForm
from recruitment.regional.views.place import centre_or_404
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission, Role
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("opening", __name__)
ADDRESS = "/region/etablissements"


@blueprint.get(f"{ADDRESS}/ouvrir")
@require(Permission.SUPERVISE)
def open_centre_form(form: OpenCentreForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask which centre, and who administers it first."""
    form = form or OpenCentreForm()
    _offer(form)
    return render_template("regional/open_centre.html", form=form, refusal=refusal)


@blueprint.post(f"{ADDRESS}/ouvrir")
@require(Permission.SUPERVISE)
@shows_refusal(open_centre_form)
def open_centre() -> Response:
    """Open it and send the invitation."""
    form = OpenCentreForm()
    _offer(form)
    form.checked()
    described = ("uai", "siret", "name", "town", "department")
    new = actions.NewCentre(**{name: str(form[name].data) for name in described})
    opened = actions.open_centre(
        current_user, new, _person(form), submission=submission_of(form, current_user.id)
    )
    flash(f"Établissement ouvert : {form.name.data}. {_sent(form)}", "ok")
    return redirect(url_for("regional.centres.region_centre", uai=opened.uai), 303)


@blueprint.get(f"{ADDRESS}/<uai>/inviter")
@require(Permission.SUPERVISE)
def invite_first_form(uai: str, form: AdministratorForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask who administers a centre that nobody administers yet."""
    centre = centre_or_404(uai)
    if administrators.able(administrators.of(db.session(), centre.id)) and refusal is None:
        refusal = Refusal.of(RuleViolation("has_administrator"))
    return render_template(
        "regional/invite_first.html", centre=centre, form=form or AdministratorForm(), refusal=refusal
    )


@blueprint.post(f"{ADDRESS}/<uai>/inviter")
@require(Permission.SUPERVISE)
@shows_refusal(invite_first_form)
def invite_first(uai: str) -> Response:
    """Open the account and send its link."""
    centre = centre_or_404(uai)
    form = AdministratorForm().checked()
    actions.invite_first(
        current_user, centre.uai, _person(form), submission=submission_of(form, current_user.id)
    )
    flash(_sent(form), "ok")
    return redirect(url_for("regional.centres.region_centre", uai=uai), 303)


@blueprint.get(f"{ADDRESS}/<uai>/invitation/<int:account_id>")
@require(Permission.SUPERVISE)
def no_invitation_page(uai: str, account_id: int) -> Response:
    """Lead to the centre, whose button this is."""
    administrators.account_or_none(db.session(), centre_or_404(uai).id, account_id) or abort(404)
    return redirect(url_for("regional.centres.region_centre", uai=uai), 303)


@blueprint.post(f"{ADDRESS}/<uai>/invitation/<int:account_id>")
@require(Permission.SUPERVISE)
def resend_first_invitation(uai: str, account_id: int) -> Response:
    """Send a new link to an administrator who has not chosen a password; the former one ends."""
    one = administrators.account_or_none(db.session(), centre_or_404(uai).id, account_id) or abort(404)
    if one.role != Role.ADMINISTRATOR:
        raise RuleViolation("already_has_password")
    invitations.resend(account_id, person(current_user.id))
    sent = f"Nouvelle invitation envoyée à {one.email}."
    flash(sent if mail.is_configured() else "La nouvelle invitation attend.", "ok")
    return redirect(url_for("regional.centres.region_centre", uai=uai), 303)


def _offer(form: OpenCentreForm) -> None:
    form.department.choices = [("", "Choisissez"), *departments_of(current_user.academie or "")]


def _person(form: AdministratorForm) -> actions.Person:
    return actions.Person(*(str(form[name].data) for name in ("display_name", "email", "mobile")))


def _sent(form: AdministratorForm) -> str:
    if mail.is_configured():
        return f"Invitation envoyée à {form.email.data}. Le lien sert pendant 72 heures."
    return "L’invitation attend."
