"""Results of the baccalauréat: one by one, or by a file (R7.2)."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.apogee import bac as acts
from recruitment.apogee import listing, queries
from recruitment.apogee.bac import Entered, Whose
from recruitment.apogee.forms import BacForm, ListForm
from recruitment.apogee.lists import BAC, Wrong
from recruitment.apogee.queries import Scope
from recruitment.apogee.views import desk, incoming
from recruitment.core.database import db
from recruitment.labels import apogee as labels
from recruitment.web import paging
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import IrreversibleForm, whole_number
from recruitment.web.security import accepts_upload
from recruitment.web.submissions import submission_of

blueprint = Blueprint("bac", __name__)
ADDRESS = "/echanges/apogee/bac"


@blueprint.get(ADDRESS)
def results(
    form: IrreversibleForm | None = None, refusal: Refusal | None = None, wrong: Sequence[Wrong] = ()
) -> str:
    """List the admitted with what is known of their baccalauréat."""
    year, scope = desk.write_scope()
    session, search = db.session(), desk.search()
    page = whole_number("page", 1, least=1, most=10**6)
    total, _rows = listing.admitted(session, scope, desk.enrolled_on(), search, 0, 0)
    pages = paging.pages(total, page, desk.PAGE, desk.asked(q=search))
    _total, rows = listing.admitted(session, scope, desk.enrolled_on(), search, desk.PAGE, pages.offset)
    return render_template(
        "apogee/bac.html",
        year=year,
        rows=rows,
        search=search,
        listing=pages,
        results_day=queries.results_day(session, scope),
        form=form if isinstance(form, ListForm) else ListForm(formdata=None),
        one=form if isinstance(form, BacForm) else BacForm(formdata=None),
        refusal=refusal,
        wrong=list(wrong)[: incoming.SHOWN],
        wrong_lines=len(wrong),
        may_write=True,
        labels=labels,
    )


@blueprint.post(ADDRESS)
@shows_refusal(results)
def enter() -> Response:
    """Keep the result of one person."""
    _year, scope = desk.write_scope()
    form = BacForm().checked()
    told = {str(form.number.data): str(form.result.data)}
    entered = acts.enter(current_user, _whose(scope), told, submission_of(form, current_user.id))
    _say(entered)
    back = request.full_path.rstrip("?")
    return redirect(back, 303)


@blueprint.post(f"{ADDRESS}/fichier")
@accepts_upload
@shows_refusal(results)
def take_list() -> Response | tuple[str, int]:
    """Keep the results of a file: all, or none and what is wrong."""
    _year, scope = desk.write_scope()
    form = ListForm().checked()
    found = incoming.read(form, BAC)
    entered = acts.enter_list(current_user, _whose(scope), found, submission_of(form, current_user.id))
    if not isinstance(entered, Entered):
        return results(wrong=entered), 422
    _say(entered)
    return redirect(ADDRESS + incoming.year_kept(), 303)


@blueprint.get(f"{ADDRESS}/fichier")
def list_form() -> Response:
    """Show the page that the file is sent from."""
    desk.write_scope()
    return redirect(ADDRESS, 303)


def _whose(scope: Scope) -> Whose:
    return Whose(scope.centre_id, scope.campaign_id, desk.enrolled_on())


def _say(entered: Entered) -> None:
    if not entered.people:
        flash("Aucun admis de vos formations ne porte ce numéro.", "attention")
        return
    s = "s" if entered.changed > 1 else ""
    flash(f"{entered.changed} résultat{s} enregistré{s}." if entered.changed else "Rien n’a changé.", "ok")
