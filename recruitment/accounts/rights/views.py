"""The grid of rights: the colleagues at a glance, and one of them programme by programme and act by act."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment import labels
from recruitment.accounts.access import refuse_unless, require
from recruitment.accounts.pages import blueprint
from recruitment.accounts.rights import actions, looking, queries
from recruitment.accounts.rights.forms import RightsForm
from recruitment.accounts.rights.reasons import why_not
from recruitment.accounts.rights.tables import grid, summaries
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.rules.vocabulary import Permission, Role
from recruitment.web.access import while_looking
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import STALE_FORM, whole_number

PAGE = 100

blueprint.add_app_template_global(why_not, "why_not")


@blueprint.get("/parametrage/droits")
@require(Permission.SETTINGS)
def rights() -> str:
    """Show, for each colleague and each programme, what the role gives and what was changed."""
    centre_id = _own_centre()
    shown = _programmes(centre_id)
    people = queries.colleagues(db.session(), centre_id)
    return render_template(
        "accounts/rights/overview.html",
        people=summaries(db.session(), people, shown["programmes"]),
        roles=labels.ROLES,
        **shown,
    )


@blueprint.get("/parametrage/droits/<int:account_id>")
@require(Permission.SETTINGS)
def rights_of(account_id: int, form: RightsForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the grid of one colleague."""
    centre_id = _own_centre()
    colleague = _colleague_or_404(centre_id, account_id)
    shown = _programmes(centre_id)
    ids = [row.id for row in shown["programmes"]]
    changed = queries.changed(db.session(), [account_id], ids)[account_id]
    fresh = RightsForm(formdata=None, programmes=",".join(map(str, ids)), shown=actions.fingerprint(changed))
    fresh.form_errors = [] if form is None else [STALE_FORM]
    return render_template(
        "accounts/rights/grid.html",
        colleague=colleague,
        in_the_grid=queries.in_the_grid(colleague.role),
        role_name=labels.ROLES[Role(colleague.role)],
        grid=grid(db.session(), colleague, shown["programmes"], changed),
        form=fresh,
        refusal=refusal,
        **shown,
    )


@blueprint.post("/parametrage/droits/<int:account_id>")
@require(Permission.SETTINGS)
@shows_refusal(rights_of)
def set_rights(account_id: int) -> Response:
    """Keep the grid as it was ticked, in one transaction."""
    colleague = _colleague_or_404(_own_centre(), account_id)
    form = RightsForm().checked()
    shown = str(form.shown.data)
    if form.reset.data:
        n = actions.reset_rights(current_user, account_id, form.programme_ids(), shown=shown)
    else:
        n = actions.set_rights(current_user, account_id, form.wanted(), shown=shown)
    flash(_said(colleague.display_name, n), "ok")
    return redirect(f"/parametrage/droits/{account_id}?session={_year(_own_centre()) or ''}", 303)


@blueprint.get("/parametrage/droits/<int:account_id>/voir-comme")
@require(Permission.SETTINGS)
def no_look_page(account_id: int) -> Response:
    """Lead to the colleague: seeing as them is a button of their page."""
    _colleague_or_404(_own_centre(), account_id)
    return redirect(f"/parametrage/droits/{account_id}", 303)


@blueprint.post("/parametrage/droits/<int:account_id>/voir-comme")
@require(Permission.SETTINGS)
@shows_refusal(rights_of)
def begin_look(account_id: int) -> Response:
    """See as a colleague, read only, for half an hour."""
    _colleague_or_404(_own_centre(), account_id)
    looking.begin_look(current_user, account_id)
    return redirect("/", 303)


@blueprint.get("/voir-comme/fin")
def no_end_page() -> Response:
    """Lead home: the way back is a button of the bar."""
    return redirect("/", 303)


@blueprint.post("/voir-comme/fin")
@while_looking
def end_look() -> Response:
    """See with one's own eyes again."""
    seen = looking.end_look(current_user.login_id)
    return redirect(f"/parametrage/droits/{seen}" if seen else "/", 303)


def _said(name: str, n: int) -> str:
    if not n:
        return f"Rien n’a changé dans les droits de {name}."
    return f"Droits de {name} enregistrés : {n} changement{'s' if n > 1 else ''}. Ils valent dès sa prochaine page."


def _own_centre() -> int:
    """Return the centre whose rights are given: each centre's administrator gives them, nobody from outside."""
    refuse_unless(current_user.centre_id is not None, Permission.SETTINGS)
    return int(current_user.centre_id)


def _colleague_or_404(centre_id: int, account_id: int) -> Any:
    found = queries.colleague(db.session(), centre_id, account_id)
    if found is None:
        abort(404)
    return found


def _year(centre_id: int) -> int | None:
    """Return the campaign asked for, else this year's, else the nearest that the centre has."""
    known = queries.years(db.session(), centre_id)
    asked = whole_number("session", 0)
    if asked in known:
        return asked
    return next((year for year in known if year <= clock.today().year), known[-1] if known else None)


def _programmes(centre_id: int) -> dict[str, Any]:
    """Return the programmes of the page, for the templates."""
    year = _year(centre_id)
    if year is None:
        empty: Sequence[Any] = ()
        return {"year": None, "years": (), "programmes": empty, "page": 1, "pages": 1}
    total = queries.count_programmes(db.session(), centre_id, year)
    pages = max(1, -(-total // PAGE))
    page = whole_number("page", 1, least=1, most=pages)
    rows = queries.programmes(db.session(), centre_id, year, PAGE, (page - 1) * PAGE)
    years = queries.years(db.session(), centre_id)
    return {"year": year, "years": years, "programmes": rows, "page": page, "pages": pages}
