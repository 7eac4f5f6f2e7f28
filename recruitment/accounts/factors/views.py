"""The second step of a sign-in: a code, a passkey, or the first second factor of a new account (R8.2)."""

from typing import NoReturn

from flask import abort, flash, redirect, render_template, request, session
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment import labels
from recruitment.accounts import identity
from recruitment.accounts.factors import answering, enrolling, half_open, passkeys, pending, queries
from recruitment.accounts.factors.forms import AnswerForm, CodeForm, NextForm, PasskeyAnswerForm
from recruitment.accounts.factors.half_open import HalfOpen
from recruitment.accounts.factors.screens import (
    BY_DEVICE,
    BY_MAIL,
    CODE_PATH,
    ENROL_PATH,
    ON_PAPER,
    device_hint,
    enrolment,
    mail_hint,
    mails_leave,
    masked,
    origin,
    passkeys_work,
    site,
    with_next,
)
from recruitment.accounts.pages import blueprint
from recruitment.core.database import db
from recruitment.rules.errors import RuleViolation
from recruitment.web.access import SIGN_IN_PATH, before_gates, own_path, public
from recruitment.web.envelope import ACCOUNT_KEY
from recruitment.web.errors import Refusal, shows_refusal

CODES_PATH = "/compte/codes-de-secours"


@blueprint.get(CODE_PATH)
@public
def code_form(form: NextForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask for a code, of the kind that the account has."""
    login = _waiting()
    kinds = queries.kinds(db.session(), login.account_id)
    if not kinds:
        abort(redirect(with_next(ENROL_PATH, _target()), 303))
    if not isinstance(form, AnswerForm):
        form = AnswerForm(next=_target(), way=request.args.get("avec", ""))
    way = _way(form.way.data, kinds)
    return render_template(
        "accounts/factors/code.html",
        login=login,
        form=form,
        refusal=refusal,
        way=way,
        kinds=kinds,
        ways={name: with_next(CODE_PATH, _target(), avec=name) for name in (BY_DEVICE, BY_MAIL, ON_PAPER)},
        sent=queries.last_mail_code(db.session(), login.login_id) if way == BY_MAIL else None,
        masked=masked(login.email),
        hint={BY_DEVICE: device_hint(login.account_id), BY_MAIL: mail_hint(login.login_id)}.get(way),
        passkey=_passkey(login) if "passkey" in kinds and passkeys_work() else None,
        mails_leave=mails_leave(),
    )


@blueprint.post(CODE_PATH)
@public
@shows_refusal(code_form)
def give_code() -> Response:
    """Complete the sign-in by a code."""
    login, form = _waiting(), AnswerForm().checked()
    token = answering.give_code(login, form.code.data or "", origin(), remember=not form.forget.data)
    return _enter(token, own_path(form.next.data))


@blueprint.post(f"{CODE_PATH}/cle")
@public
@shows_refusal(code_form)
def give_passkey() -> Response:
    """Complete the sign-in by a passkey."""
    login, form = _waiting(), PasskeyAnswerForm().checked()
    credential, remember = form.credential.data or "", not form.forget.data
    token = answering.give_passkey(login, credential, origin(), site(), remember=remember)
    return _enter(token, own_path(form.next.data))


@blueprint.post(f"{CODE_PATH}/envoi")
@public
@shows_refusal(code_form)
def send_code() -> Response:
    """Send a code to the account's address, where that is one of its factors."""
    login, form = _waiting(), NextForm().checked()
    if "email" not in queries.kinds(db.session(), login.account_id):
        abort(404)
    answering.send_code(login)
    return redirect(with_next(CODE_PATH, form.next.data, avec=BY_MAIL), 303)


@blueprint.get(ENROL_PATH)
@public
def enrol_form(form: CodeForm | None = None, refusal: Refusal | None = None) -> str:
    """Let a new account choose its second factor: a device first, or codes by mail."""
    login = _without_factor()
    by_mail = request.args.get("par") == BY_MAIL
    return render_template(
        "accounts/factors/enrol.html",
        login=login,
        form=form or CodeForm(next=_target()),
        refusal=refusal,
        by_mail=by_mail,
        device=None if by_mail else enrolment(login.account_id, login.email),
        sent=queries.last_mail_code(db.session(), login.login_id) if by_mail else None,
        hint=mail_hint(login.login_id) if by_mail else None,
        masked=masked(login.email),
        action=with_next(ENROL_PATH, _target(), **({"par": BY_MAIL} if by_mail else {})),
        other=with_next(ENROL_PATH, _target(), **({} if by_mail else {"par": BY_MAIL})),
        mails_leave=mails_leave(),
    )


@blueprint.post(ENROL_PATH)
@public
@shows_refusal(enrol_form)
def enrol() -> Response:
    """Enrol the factor that the code proves, and go and see the backup codes."""
    login, form = _without_factor(), CodeForm().checked()
    code = form.code.data or ""
    if request.args.get("par") == BY_MAIL:
        enrolled = enrolling.with_mail(login, code, origin())
    else:
        enrolled = enrolling.with_device(login, pending.seed_for(login.account_id), code, origin())
    answer = _enter(enrolled.token, with_next(CODES_PATH, form.next.data))
    pending.keep_codes(login.account_id, enrolled.backup_codes)
    return answer


@blueprint.post(f"{ENROL_PATH}/envoi")
@public
@shows_refusal(enrol_form)
def send_first_code() -> Response:
    """Send the code that proves that the address is read."""
    login, form = _without_factor(), NextForm().checked()
    answering.send_code(login)
    return redirect(with_next(ENROL_PATH, form.next.data, par=BY_MAIL), 303)


@blueprint.get(CODES_PATH)
@before_gates
def backup_codes() -> str | Response:
    """Show new backup codes, once."""
    codes = pending.take_codes(current_user.id)
    following = own_path(request.args.get("next"))
    if not codes:
        return redirect(following, 303)
    return render_template("accounts/factors/backup_codes.html", codes=codes, following=following)


def _waiting() -> HalfOpen:
    """Return the login that waits for its second factor; without any, lead to where that is."""
    login = half_open.find(identity.token_hash_of(request))
    if login is None:
        _leave()
    request.environ[ACCOUNT_KEY] = login.account_id
    return login


def _leave() -> NoReturn:
    if current_user.is_authenticated:
        abort(redirect(_target(), 303))
    if request.method == "POST":
        flash(labels.refusal_sentence(RuleViolation("sign_in_expired")), "info")
    abort(redirect(with_next(SIGN_IN_PATH, _target()), 303))


def _without_factor() -> HalfOpen:
    login = _waiting()
    if queries.has_factor(db.session(), login.account_id):
        abort(redirect(with_next(CODE_PATH, _target()), 303))
    return login


def _passkey(login: HalfOpen) -> str | None:
    return passkeys.options_to_use(db.session(), login.account_id, login.token_hash, site())


def _target() -> str:
    """Return the page that the sign-in leads to in the end."""
    return own_path(request.form.get("next") or request.args.get("next"))


def _way(asked: str | None, kinds: list[str]) -> str:
    """Return the kind of code that the page asks for: the one chosen, else the best that the account has."""
    if asked == ON_PAPER or (asked == BY_MAIL and "email" in kinds):
        return asked
    return BY_DEVICE if "totp" in kinds else BY_MAIL if "email" in kinds else ON_PAPER


def _enter(token: str, target: str) -> Response:
    session.clear()  # a token of the form known before is worth nothing after
    return identity.give(redirect(target, 303), token)
