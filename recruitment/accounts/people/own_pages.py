"""« Mon compte »: one's details, one's password, one's open logins."""

from flask import abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.pages import blueprint
from recruitment.accounts.people import details, logins, new_passwords
from recruitment.accounts.people.forms import ChangePasswordForm, DetailsForm
from recruitment.core.database import db
from recruitment.rules.vocabulary import Role
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form

ADDRESS = "/compte"


@blueprint.get(ADDRESS)
def own_account(form: DetailsForm | None = None, refusal: Refusal | None = None) -> str:
    """Show one's own details."""
    known = new_passwords.about(current_user.id)
    return render_template(
        "accounts/people/own.html",
        form=form or DetailsForm(display_name=known.display_name, mobile=known.mobile),
        refusal=refusal,
        known=known,
        needs_mobile=current_user.role is Role.ADMINISTRATOR and current_user.centre_id is not None,
    )


@blueprint.post(ADDRESS)
@shows_refusal(own_account)
def change_details() -> Response:
    """Keep one's details up to date."""
    form = DetailsForm().checked()
    details.change_details(current_user.id, form.display_name.data or "", form.mobile.data or "")
    return _back("Renseignements enregistrés.", ADDRESS)


@blueprint.get(f"{ADDRESS}/mot-de-passe")
def change_password_form(form: ChangePasswordForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask the present password and another."""
    return render_template(
        "accounts/people/change_password.html", form=form or ChangePasswordForm(), refusal=refusal
    )


@blueprint.post(f"{ADDRESS}/mot-de-passe")
@shows_refusal(change_password_form)
def change_password() -> Response:
    """Change one's password; the other logins end."""
    form = ChangePasswordForm().checked()
    new_passwords.change(
        current_user.id,
        current_user.login_id,
        form.current_password.data or "",
        form.password.data or "",
        request.remote_addr or "",
    )
    return _back("Mot de passe changé. Vos autres connexions sont fermées.", ADDRESS)


@blueprint.get(f"{ADDRESS}/connexions")
def own_logins() -> str:
    """List one's open logins."""
    opened = logins.of(db.session(), current_user.id, current_user.login_id)
    return render_template("accounts/people/logins.html", logins=opened, form=Form(formdata=None))


@blueprint.post(f"{ADDRESS}/connexions/<int:login_id>/fermeture")
def close_login(login_id: int) -> Response:
    """Close one of them: it opens nothing from its next request on."""
    if login_id == current_user.login_id or not logins.close(
        current_user.id, current_user.centre_id, login_id
    ):
        abort(404)
    return _back("Connexion fermée.", f"{ADDRESS}/connexions")


@blueprint.post(f"{ADDRESS}/connexions/autres")
def close_other_logins() -> Response:
    """Close all but this one."""
    count = logins.close_others(current_user.id, current_user.centre_id, current_user.login_id)
    said = f"{count} connexion{'s' if count > 1 else ''} fermée{'s' if count > 1 else ''}." if count else ""
    return _back(said or "Aucune autre connexion n’était ouverte.", f"{ADDRESS}/connexions")


@blueprint.get(f"{ADDRESS}/connexions/<int:login_id>/fermeture")
def no_login_page(login_id: int) -> Response:  # noqa: ARG001 - an address opened again leads to the list
    """Lead to the list: closing is a button of it."""
    return redirect(f"{ADDRESS}/connexions", 303)


@blueprint.get(f"{ADDRESS}/connexions/autres")
def no_logins_page() -> Response:
    """Lead to the list."""
    return redirect(f"{ADDRESS}/connexions", 303)


def _back(sentence: str, address: str) -> Response:
    flash(sentence, "ok")
    return redirect(address, 303)
