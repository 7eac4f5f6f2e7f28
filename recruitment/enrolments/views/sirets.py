"""SIRETs that the candidate confirmed otherwise than the centre entered them: the list, and « C'est réglé » (R5.3)."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts import access
from recruitment.contracts.models import Contract
from recruitment.enrolments import actions, differences
from recruitment.enrolments.forms import SettleForm
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.rules.vocabulary import Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("sirets", __name__)
ADDRESS = "/reponses/siret"


@blueprint.get(ADDRESS)
def sirets() -> str:
    """List the differences that wait, and those settled."""
    refuse_unless_followed()
    year, campaign_id = session_asked()
    mine = differences.followed_in(current_user, campaign_id)
    return render_template(
        "enrolments/sirets.html",
        year=year,
        waiting=differences.sirets(mine),
        settled=differences.sirets(mine, settled=True),
        may_enrol=access.may_somewhere(current_user, Permission.ENROL),
    )


@blueprint.get("/contrats/<int:contract_id>/siret")
def settle_siret_form(
    contract_id: int, form: SettleForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show both numbers, what can be done, and ask how it was settled."""
    row = _difference_or_404(contract_id)
    name = "enrolments/_settle_siret.html" if htmx.wants_partial() else "enrolments/settle_siret.html"
    return render_template(name, row=row, form=form or SettleForm(), refusal=refusal)


@blueprint.post("/contrats/<int:contract_id>/siret")
@shows_refusal(settle_siret_form)
def settle_siret(contract_id: int) -> Response:
    """Settle the difference."""
    _difference_or_404(contract_id)
    form = SettleForm().checked()
    actions.settle_siret(
        current_user,
        contract_id,
        note=form.note.data or "",
        submission=submission_of(form, current_user.id),
    )
    flash("Écart de SIRET réglé. La note reste dans le dossier.", "ok")
    return htmx.go_to(ADDRESS) if htmx.wants_partial() else redirect(ADDRESS, 303)


def refuse_unless_followed() -> None:
    """Keep a page for those who decide or enrol somewhere."""
    access.refuse_unless(access.follows_up_somewhere(current_user), Permission.DECIDE)


def _difference_or_404(contract_id: int) -> Any:
    """Return a contract whose SIRET differs, settled or not, of a programme where the person follows up."""
    contract = access.contract_or_404(current_user, contract_id)
    access.refuse_unless(access.follows_up(current_user, contract), Permission.DECIDE, contract)
    one = Contract.id == contract_id
    found = differences.sirets(one) or differences.sirets(one, settled=True)
    return found[0] if found else abort(404)
