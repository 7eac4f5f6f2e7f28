"""Pages that set a password from a mail: an invitation, a reset; and the one that asks for a reset.

Their address is a secret: no referrer leaves with it, and nothing keeps it.
"""

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import actions, identity, passwords, strength
from recruitment.accounts.factors.places import is_loopback
from recruitment.accounts.factors.screens import CODE_PATH, ENROL_PATH, in_demonstration, origin
from recruitment.accounts.pages import blueprint
from recruitment.accounts.people import forgotten, links, new_passwords
from recruitment.accounts.people.forms import ForgottenForm, NewPasswordForm
from recruitment.accounts.people.new_passwords import Ready
from recruitment.labels import refusal_sentence
from recruitment.mail import settings as mail
from recruitment.rules.errors import RuleViolation
from recruitment.web.access import SIGN_IN_PATH, public
from recruitment.web.errors import Refusal, shows_refusal

LEVELS = {
    1: (
        "info",
        "circle-check",
        "Mot de passe accepté : correct. Quelques mots de plus le rendraient solide.",
    ),
    2: ("ok", "circle-check", "Mot de passe accepté : solide."),
    3: ("ok", "shield-check", "Mot de passe accepté : très solide."),
}


@blueprint.get("/invitation/<token>")
@public
def invitation_form(
    token: str, form: NewPasswordForm | None = None, refusal: Refusal | None = None
) -> Response:
    """Let somebody invited choose a password."""
    return _link_page(links.INVITATION, token, form, refusal)


@blueprint.post("/invitation/<token>")
@public
@shows_refusal(invitation_form)
def invitation(token: str) -> Response:
    """Set the first password, then go on to signing in: the second factor comes next."""
    ready, password = _set_password(links.INVITATION, token)
    waived = in_demonstration() and is_loopback(request.remote_addr or "")
    try:
        opened = actions.sign_in(ready.email, password, origin(), factor_waived=waived)
    except RuleViolation:  # others failed here too often: the password is set all the same
        flash("Mot de passe enregistré. Connectez-vous.", "ok")
        return _secret(redirect(SIGN_IN_PATH, 303))
    session.clear()
    second_step = CODE_PATH if opened.enrolled else ENROL_PATH
    return _secret(identity.give(redirect("/" if opened.complete else second_step, 303), opened.token))


@blueprint.get("/mot-de-passe/<token>")
@public
def reset_form(token: str, form: NewPasswordForm | None = None, refusal: Refusal | None = None) -> Response:
    """Let the owner of an account choose another password."""
    return _link_page(links.RESET, token, form, refusal)


@blueprint.post("/mot-de-passe/<token>")
@public
@shows_refusal(reset_form)
def reset(token: str) -> Response:
    """Set another password; signing in, second factor included, is still to do."""
    _set_password(links.RESET, token)
    flash("Mot de passe changé. Connectez-vous.", "ok")
    return _secret(redirect(SIGN_IN_PATH, 303))


@blueprint.get("/mot-de-passe-oublie")
@public
def forgotten_form(form: ForgottenForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask whose password was forgotten."""
    return render_template(
        "accounts/forgotten.html", form=form or ForgottenForm(), refusal=refusal, asked=False, **_mails()
    )


@blueprint.post("/mot-de-passe-oublie")
@public
@shows_refusal(forgotten_form)
def forgotten_password() -> str:
    """Say the same, account or not."""
    form = ForgottenForm().checked()
    forgotten.ask_reset(form.email.data or "", request.remote_addr or "")
    return render_template("accounts/forgotten.html", form=form, refusal=None, asked=True, **_mails())


@blueprint.post("/outils/mot-de-passe")
@public
def password_strength() -> str:
    """Say, as it is typed, whether a password will be taken; it is neither kept nor logged.

    Only to whoever has one to choose: judging takes the machine a while.
    """
    about = _about()
    if about is None:
        abort(403, "Ouvrez le lien de votre mail, ou connectez-vous, pour choisir un mot de passe.")
    tone, icon, sentence = _judged(request.form.get("password", ""), about)
    return render_template("accounts/_strength.html", tone=tone, icon=icon, sentence=sentence)


def _link_page(purpose: str, token: str, form: NewPasswordForm | None, refusal: Refusal | None) -> Response:
    try:
        ready = new_passwords.open_link(purpose, token)
    except RuleViolation as ended:
        page = render_template("accounts/link_used.html", refusal=Refusal.of(ended), purpose=purpose)
        return _secret(make_response(page, ended.status))
    if ready is None:
        return _secret(make_response(render_template("accounts/link_unknown.html"), 404))
    page = render_template(
        "accounts/new_password.html",
        ready=ready,
        form=form or NewPasswordForm(link=token, mobile=ready.mobile),
        refusal=refusal,
        first=purpose == links.INVITATION,
    )
    return _secret(make_response(page))


def _set_password(purpose: str, token: str) -> tuple[Ready, str]:
    ready = new_passwords.open_link(purpose, token) or abort(404)
    form = NewPasswordForm().checked()
    password = str(form.password.data)
    new_passwords.set_by_link(ready, purpose, password, form.mobile.data or None)
    return ready, password


def _secret(response: Any) -> Response:
    """Keep the address of a link to itself."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    kept: Response = response
    return kept


def _mails() -> dict[str, bool]:
    return {"mails_leave": mail.is_configured()}


def _about() -> tuple[str, ...] | None:
    """Return what is known of who types: the account signed in, or that of an open link; None of a stranger."""
    if current_user.is_authenticated:
        return (current_user.display_name, current_user.email, current_user.centre_name)
    for purpose in (links.INVITATION, links.RESET):
        try:
            ready = new_passwords.open_link(purpose, request.form.get("link", ""))
        except RuleViolation:
            return None
        if ready is not None:
            return ready.about
    return None


def _judged(password: str, about: tuple[str, ...]) -> tuple[str, str, str]:
    """Return a tone, an icon and a sentence."""
    length = len(password)
    if length < passwords.SHORTEST:
        left = passwords.SHORTEST - length
        return (
            "neutre",
            "circle-dashed",
            f"{length} sur {passwords.SHORTEST} : encore {left} caractère{'s' if left > 1 else ''}.",
        )
    try:
        passwords.check_strength(password, about)
    except RuleViolation as refused:
        return "bloque", "alert-triangle", refusal_sentence(refused)
    return LEVELS[strength.level(password, about)]
