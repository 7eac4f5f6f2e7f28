"""An administrator takes a colleague's second factors away, for a telephone that is lost (R8.2)."""

from typing import Any

from flask import abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require
from recruitment.accounts.factors import queries, resetting
from recruitment.accounts.pages import blueprint
from recruitment.core.database import db
from recruitment.journal.actions import person
from recruitment.rules.vocabulary import Permission, Role
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form

PEOPLE_PATH = "/parametrage/comptes"


@blueprint.get(f"{PEOPLE_PATH}/<int:account_id>/facteur")
@require(Permission.SETTINGS)
def factor_reset_form(account_id: int, form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Ask before taking the factors of a colleague away."""
    colleague = _colleague_or_404(account_id)
    kinds = queries.kinds(db.session(), account_id)
    return render_template(
        "accounts/factors/reset.html", colleague=colleague, kinds=kinds, form=form or Form(), refusal=refusal
    )


@blueprint.post(f"{PEOPLE_PATH}/<int:account_id>/facteur")
@require(Permission.SETTINGS)
@shows_refusal(factor_reset_form)
def reset_factor(account_id: int) -> Response:
    """Take the factors of a colleague away."""
    colleague = _colleague_or_404(account_id)
    Form().checked()
    resetting.reset(account_id, person(current_user.id))
    flash(f"Second facteur de {colleague.display_name} réinitialisé. Un mail le lui dit.", "ok")
    return redirect(PEOPLE_PATH, 303)


def _colleague_or_404(account_id: int) -> Any:
    """Return an open account that the administrator answers for: their centre's own, but for administrators.

    Those, and the regional accounts, which belong to no centre, are the installation's administrator's.
    """
    found = queries.account(db.session(), account_id)
    if found is None or found.id == current_user.id:
        abort(404)
    central = found.role == Role.ADMINISTRATOR or found.centre_id is None
    mine = (
        central
        if current_user.centre_id is None
        else not central and found.centre_id == current_user.centre_id
    )
    if not mine:
        abort(404)
    return found
