"""Signing in and out."""

from flask import redirect, render_template, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import actions, identity
from recruitment.accounts.factors import reset_views, security_views
from recruitment.accounts.factors import views as second_step
from recruitment.accounts.factors.places import is_loopback
from recruitment.accounts.factors.screens import CODE_PATH, ENROL_PATH, in_demonstration, origin, with_next
from recruitment.accounts.forms import SignInForm
from recruitment.accounts.pages import blueprint
from recruitment.accounts.people import account_pages, charter_pages, link_pages, own_pages
from recruitment.accounts.rights import views as rights
from recruitment.web.access import SIGN_IN_PATH, before_gates, own_path, public, while_looking
from recruitment.web.envelope import ACCOUNT_KEY
from recruitment.web.errors import Refusal, shows_refusal

__all__ = [
    "account_pages",
    "blueprint",
    "charter_pages",
    "link_pages",
    "own_pages",
    "reset_views",
    "rights",
    "second_step",
    "security_views",
]


@blueprint.get(SIGN_IN_PATH)
@public
def sign_in_form(form: SignInForm | None = None, refusal: Refusal | None = None) -> str | Response:
    """Show the sign-in page, or go where it would lead."""
    if current_user.is_authenticated:
        return redirect(own_path(request.args.get("next")), 303)
    return render_template(
        "accounts/sign_in.html", form=form or SignInForm(next=request.args.get("next", "")), refusal=refusal
    )


@blueprint.post(SIGN_IN_PATH)
@public
@shows_refusal(sign_in_form)
def sign_in() -> Response:
    """Open a login and go to the page that was asked for."""
    form = SignInForm().checked()
    opened = actions.sign_in(
        form.email.data or "",
        form.password.data or "",
        origin(),
        factor_waived=in_demonstration() and is_loopback(request.remote_addr or ""),
    )
    session.clear()  # a token of the form known before the sign-in is worth nothing after it
    request.environ[ACCOUNT_KEY] = opened.account_id
    next_step = with_next(CODE_PATH if opened.enrolled else ENROL_PATH, form.next.data)
    address = own_path(form.next.data) if opened.complete else next_step
    return identity.give(redirect(address, 303), opened.token)


@blueprint.get("/deconnexion")
@before_gates
def sign_out_form() -> str:
    """Ask before closing the login: a link alone must not do it."""
    return render_template("accounts/sign_out.html")


@blueprint.post("/deconnexion")
@before_gates
@while_looking
def sign_out() -> Response:
    """Close the login."""
    actions.sign_out(current_user.login_id)
    session.clear()
    return identity.take_back(redirect(SIGN_IN_PATH, 303))
