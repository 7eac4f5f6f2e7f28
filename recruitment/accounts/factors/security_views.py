"""One's own second factors: what there is, one more, one less, new backup codes."""

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import identity
from recruitment.accounts.factors import keeping, passkeys, pending, queries
from recruitment.accounts.factors.forms import DeviceForm, MailForm, PasskeyForm, PasswordAgainForm
from recruitment.accounts.factors.keeping import Owner
from recruitment.accounts.factors.screens import (
    enrolment,
    mail_hint,
    mails_leave,
    masked,
    passkeys_work,
    site,
    with_next,
)
from recruitment.accounts.factors.views import CODES_PATH
from recruitment.accounts.pages import blueprint
from recruitment.core.database import db
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form

PATH = "/compte/securite"
SAID = "Vos autres connexions sont fermées, et un mail vous le confirme."


@blueprint.get(PATH)
def security() -> str:
    """Show one's own second factors."""
    factors = queries.of_account(db.session(), current_user.id)
    return render_template(
        "accounts/factors/security.html",
        factors=factors,
        kinds={factor.kind for factor in factors},
        backup_codes=queries.backup_codes_left(db.session(), current_user.id),
        passkeys_work=passkeys_work(),
        mails_leave=mails_leave(),
    )


@blueprint.get(f"{PATH}/appareil")
def device_form(form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show what a new device needs."""
    device = enrolment(current_user.id, current_user.email)
    return _page("add_device", form or DeviceForm(), refusal, device=device, hint=device.hint)


@blueprint.post(f"{PATH}/appareil")
@shows_refusal(device_form)
def add_device() -> Response:
    """Add a device."""
    form = DeviceForm().checked()
    seed = pending.seed_for(current_user.id)
    codes = keeping.add_device(_owner(form), seed, form.code.data or "", form.label.data or "")
    pending.forget_seed()
    return _done("Application d’authentification ajoutée.", codes)


@blueprint.get(f"{PATH}/mail")
def mail_form(form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show what codes by mail need."""
    sent = queries.last_mail_code(db.session(), current_user.login_id)
    return _page(
        "add_mail",
        form or MailForm(),
        refusal,
        sent=sent if sent and sent.used_at is None else None,
        hint=mail_hint(current_user.login_id),
        masked=masked(current_user.email),
        mails_leave=mails_leave(),
    )


@blueprint.post(f"{PATH}/mail/envoi")
@shows_refusal(mail_form)
def send_own_code() -> Response:
    """Send a code to one's own address."""
    keeping.send_code(current_user.id, current_user.login_id)
    return redirect(f"{PATH}/mail", 303)


@blueprint.post(f"{PATH}/mail")
@shows_refusal(mail_form)
def add_mail() -> Response:
    """Let codes be sent by mail."""
    form = MailForm().checked()
    return _done("Codes par mail ajoutés.", keeping.add_mail(_owner(form), form.code.data or ""))


@blueprint.get(f"{PATH}/cle")
def passkey_form(form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show what a new passkey needs."""
    options = passkeys.options_to_add(
        db.session(),
        current_user.id,
        current_user.email,
        current_user.display_name,
        identity.token_hash_of(request) or "",
        site(),
    )
    return _page("add_passkey", form or PasskeyForm(), refusal, options=options, possible=passkeys_work())


@blueprint.post(f"{PATH}/cle")
@shows_refusal(passkey_form)
def add_passkey() -> Response:
    """Add a passkey."""
    form = PasskeyForm().checked()
    token_hash = identity.token_hash_of(request) or ""
    credential, label = form.credential.data or "", form.label.data or ""
    return _done(
        "Clé d’accès ajoutée.", keeping.add_passkey(_owner(form), token_hash, credential, label, site())
    )


@blueprint.get(f"{PATH}/codes")
def backup_codes_form(form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Ask before replacing the backup codes."""
    return _page("renew_codes", form or PasswordAgainForm(), refusal)


@blueprint.post(f"{PATH}/codes")
@shows_refusal(backup_codes_form)
def renew_backup_codes() -> Response:
    """Replace the backup codes, and show them."""
    codes = keeping.renew_backup_codes(_owner(PasswordAgainForm().checked()))
    return _done("Nouveaux codes de secours. Les anciens ne servent plus.", codes)


@blueprint.get(f"{PATH}/facteurs/<int:factor_id>/retrait")
def removal_form(factor_id: int, form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Ask before removing a factor."""
    factors = _own_or_404(factor_id)
    return _page(
        "remove", form or PasswordAgainForm(), refusal, factor=factors[factor_id], last=len(factors) == 1
    )


@blueprint.post(f"{PATH}/facteurs/<int:factor_id>/retrait")
@shows_refusal(removal_form)
def remove_factor(factor_id: int) -> Response:
    """Remove a factor."""
    _own_or_404(factor_id)
    keeping.remove(_owner(PasswordAgainForm().checked()), factor_id)
    return _done("Second facteur retiré.", [])


def _own_or_404(factor_id: int) -> dict[int, Any]:
    """Return one's own factors by id, unless that one is not among them."""
    factors = {factor.id: factor for factor in queries.of_account(db.session(), current_user.id)}
    if factor_id not in factors:
        abort(404)
    return factors


def _owner(form: Any) -> Owner:
    return Owner(
        account_id=current_user.id,
        email=current_user.email,
        login_id=current_user.login_id,
        password=form.password.data or "",
        ip=request.remote_addr or "",
    )


def _page(name: str, form: Form, refusal: Refusal | None, **shown: Any) -> str:
    return render_template(f"accounts/factors/{name}.html", form=form, refusal=refusal, **shown)


def _done(said: str, codes: list[str]) -> Response:
    flash(f"{said} {SAID}", "ok")
    pending.keep_codes(current_user.id, codes)
    return redirect(with_next(CODES_PATH, PATH) if codes else PATH, 303)
