"""The accounts of a centre, for its administrator: list, invite, change a role, close (R8.1, R8.4)."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import actions, queries
from recruitment.accounts.access import may, refuse_unless
from recruitment.accounts.actions import NewAccount
from recruitment.accounts.pages import blueprint
from recruitment.accounts.people import by_hand, invitations, listing
from recruitment.accounts.people.forms import InviteForm, RoleForm
from recruitment.accounts.people.listing import Line
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.actions import person
from recruitment.labels import ROLES
from recruitment.mail import settings as mail
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission, Role
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form
from recruitment.web.submissions import submission_of

ADDRESS = "/parametrage/comptes"
ADMINISTRATORS_ONLY = (
    "Les comptes sont tenus par les administrateurs. Adressez-vous à celui de votre établissement."
)
IN_A_CENTRE = (Role.MANAGER, Role.REGISTRAR, Role.VIEWER, Role.ADMINISTRATOR)
OF_THE_INSTALLATION = (Role.ADMINISTRATOR, Role.REGIONAL)
WHOLE = "toute-l-installation"


@blueprint.get(ADDRESS)
def accounts() -> str:
    """List the accounts, those unused for 6 months first."""
    _administrator()
    lines = listing.accounts(db.session(), current_user, clock.now())
    opened = [line for line in lines if line.closed_at is None]
    return render_template(
        "accounts/people/accounts.html",
        accounts=opened,
        unused=[line for line in opened if line.unused],
        closed=[line for line in lines if line.closed_at is not None],
        form=Form(formdata=None),
    )


@blueprint.get(f"{ADDRESS}/inviter")
def invite_form(form: InviteForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask whom to invite."""
    _administrator()
    form = form or InviteForm()
    _offer(form)
    return render_template("accounts/people/invite.html", form=form, refusal=refusal)


@blueprint.post(f"{ADDRESS}/inviter")
@shows_refusal(invite_form)
def invite() -> Response:
    """Open the account and send its link."""
    _administrator()
    form = InviteForm()
    _offer(form)
    new = _new(form.checked())
    account_id = invitations.invite(new, person(current_user.id), submission_of(form, current_user.id))
    if mail.is_configured():
        return _done(f"Invitation envoyée à {form.email.data}. Le lien sert pendant 72 heures.")
    return _done("Compte ouvert. L’invitation attend.", url_for("accounts.account", account_id=account_id))


@blueprint.get(f"{ADDRESS}/<int:account_id>")
def account(account_id: int, form: RoleForm | None = None, refusal: Refusal | None = None) -> str:
    """Show one account, and what can be done with it."""
    line = _account_or_404(account_id)
    form = form or RoleForm(role=line.role)
    form.role.choices = [(role, ROLES[role]) for role in IN_A_CENTRE]
    return render_template(
        "accounts/people/account.html",
        account=line,
        form=form,
        refusal=refusal,
        mails_leave=mail.is_configured(),
        demonstration_link=by_hand.latest_path(account_id) if mail.is_demonstration() else None,
    )


@blueprint.post(f"{ADDRESS}/<int:account_id>/role")
@shows_refusal(account)
def change_role(account_id: int) -> Response:
    """Give another role, in the centre of whoever asks."""
    line = _account_or_404(account_id)
    if current_user.centre_id is None:
        abort(404)
    form = RoleForm()
    form.role.choices = [(role, ROLES[role]) for role in IN_A_CENTRE]
    role = Role(form.checked().role.data)
    invitations.change_role(account_id, role, person(current_user.id))
    return _done(f"{line.display_name} : {ROLES[role]}.", url_for("accounts.account", account_id=account_id))


@blueprint.post(f"{ADDRESS}/<int:account_id>/invitation")
@shows_refusal(account)
def resend_invitation(account_id: int) -> Response:
    """Send a new link; the former one ends."""
    line = _account_or_404(account_id)
    invitations.resend(account_id, person(current_user.id))
    if mail.is_configured():
        return _done(f"Nouvelle invitation envoyée à {line.email}.")
    return _done("La nouvelle invitation attend.", url_for("accounts.account", account_id=account_id))


@blueprint.get(f"{ADDRESS}/<int:account_id>/fermeture")
def close_account_form(account_id: int, refusal: Refusal | None = None) -> str:
    """Say what closing ends."""
    line = _account_or_404(account_id)
    return render_template(
        "accounts/people/close.html", account=line, form=Form(formdata=None), refusal=refusal
    )


@blueprint.post(f"{ADDRESS}/<int:account_id>/fermeture")
@shows_refusal(close_account_form)
def close_account(account_id: int) -> Response:
    """Close the account; its logins end at their next request."""
    line = _account_or_404(account_id)
    actions.close_account(account_id, person(current_user.id))
    return _done(f"Compte fermé : {line.display_name}.")


@blueprint.get(f"{ADDRESS}/<int:account_id>/<any(role, invitation):act>")
def no_account_page(account_id: int, act: str) -> Response:  # noqa: ARG001 - an address opened again leads back
    """Lead to the account: these acts are buttons of it."""
    _account_or_404(account_id)
    return redirect(url_for("accounts.account", account_id=account_id), 303)


def _administrator() -> None:
    refuse_unless(may(current_user, Permission.SETTINGS), Permission.SETTINGS)
    if current_user.role is not Role.ADMINISTRATOR:
        abort(403, ADMINISTRATORS_ONLY)


def _account_or_404(account_id: int) -> Line:
    _administrator()
    found = listing.accounts(db.session(), current_user, clock.now(), only=account_id)
    return found[0] if found else abort(404)


def _offer(form: InviteForm) -> None:
    """Give the form the roles, the programmes or the places that one may invite for."""
    session = db.session()
    if current_user.centre_id is not None:
        form.role.choices = [("", "Choisissez"), *((role, ROLES[role]) for role in IN_A_CENTRE)]
        choices = listing.programmes_of(session, current_user.centre_id, clock.today().year)
        form.programmes.choices = [(choice.value, choice.name) for choice in choices]
        del form.centre, form.academie
        return
    form.role.choices = [("", "Choisissez"), *((role, ROLES[role]) for role in OF_THE_INSTALLATION)]
    places = [(choice.value, choice.name) for choice in listing.centres(session)]
    form.centre.choices = [("", "Choisissez"), (WHOLE, "Toute l’installation"), *places]
    form.academie.choices = [("", "Choisissez"), *((name, name) for name in queries.known_academies(session))]
    del form.programmes


def _new(form: InviteForm) -> NewAccount:
    """Return what was typed. A regional account has an académie, another a centre or the whole installation."""
    fields: dict[str, Any] = {
        "email": form.email.data,
        "password": "",
        "role": form.role.data,
        "display_name": form.display_name.data,
    }
    if current_user.centre_id is not None:
        session = db.session()
        limited = form.role.data != Role.ADMINISTRATOR
        return NewAccount(
            **fields,
            centre_uai=listing.uai_of(session, current_user.centre_id),
            programme_codes=tuple(form.programmes.data or ()) if limited else (),
            year=listing.campaign_year(session, current_user.centre_id, clock.today().year),
        )
    if form.role.data == Role.REGIONAL:
        return NewAccount(**fields, academie=form.academie.data or None)
    return NewAccount(**fields, centre_uai=None if form.centre.data == WHOLE else _chosen_centre(form))


def _chosen_centre(form: InviteForm) -> str:
    """Return the centre; the whole installation is never what was left blank."""
    if not form.centre.data:
        raise RuleViolation("centre_missing")
    return str(form.centre.data)


def _done(sentence: str, address: str = ADDRESS) -> Response:
    flash(sentence, "ok")
    return redirect(address, 303)
