"""Give many persons the same fact at once: where they were the year before, mostly."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import programmes_where, require_somewhere
from recruitment.applications.forms import chosen_ids
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.returns import queries
from recruitment.returns.actions import set_shared
from recruitment.returns.fact_list import SHARED, Fact
from recruitment.returns.forms import checked, form_of
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form, InvalidForm

blueprint = Blueprint("returns_many", __name__)
ADDRESS = "/echanges/exports/completer"
MANY = 500
NOTHING_CHOSEN = "Choisissez une valeur, et cochez au moins une personne de la liste."


@blueprint.get(ADDRESS)
@require_somewhere(Permission.ENROL)
def many_form(form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show who lacks the fact, or everybody, and ask for its value."""
    fact, all_ = _fact(), request.args.get("vue") == "tous"
    found = _people()
    lacking = [row for row in found if not (row.facts or {}).get(fact.name)]
    return render_template(
        "returns/many.html",
        fact=fact,
        facts=SHARED,
        people=found if all_ else lacking,
        lacking=len(lacking),
        total=len(found),
        all=all_,
        most=MANY,
        form=form or form_of([fact], {}),
        refusal=refusal,
    )


@blueprint.post(ADDRESS)
@require_somewhere(Permission.ENROL)
@shows_refusal(many_form)
def many() -> Response:
    """Give the ticked ones the fact."""
    fact = _fact()
    form = form_of([fact], {})
    value, wanted = checked(form, [fact]).get(fact.name, ""), set(chosen_ids())
    rows = [row for row in _people() if row.id in wanted]
    if not rows or not value:
        form[fact.name].errors = [NOTHING_CHOSEN]
        raise InvalidForm(form)
    changed = set_shared(current_user, rows, fact.name, value)
    flash(f"{fact.label} : renseignée pour {changed} personne{'s' if changed > 1 else ''}.", "ok")
    return redirect(f"{ADDRESS}?fait={fact.name}", 303)


def _fact() -> Fact:
    asked = request.args.get("fait", "")
    return SHARED.get(asked) or next(iter(SHARED.values()))


def _people() -> Any:
    year, campaign_id = session_asked()
    if current_user.centre_id is None:
        return []
    mine = programmes_where(current_user, Permission.ENROL)
    return queries.people(queries.Wanted(current_user.centre_id, campaign_id, year, (mine,)), MANY)
