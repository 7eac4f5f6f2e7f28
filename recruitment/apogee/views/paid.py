"""The work table: paid and cancelled enrolments that come back from Apogée (R7.4)."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.apogee import listing
from recruitment.apogee import paid as acts
from recruitment.apogee.forms import ListForm
from recruitment.apogee.lists import PAID, Wrong
from recruitment.apogee.paid import Taken
from recruitment.apogee.views import desk, incoming
from recruitment.core.database import db
from recruitment.labels import apogee as labels
from recruitment.web import paging
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import IrreversibleForm, whole_number
from recruitment.web.security import accepts_upload
from recruitment.web.submissions import submission_of

blueprint = Blueprint("paid", __name__)
ADDRESS = "/echanges/apogee/inscriptions"


@blueprint.get(ADDRESS)
def paid(
    form: IrreversibleForm | None = None, refusal: Refusal | None = None, wrong: Sequence[Wrong] = ()
) -> str:
    """List what came back, the latest first."""
    year, scope = desk.read_scope()
    session = db.session()
    total, _rows = listing.paid(session, scope, desk.seen(), 0, 0)
    pages = paging.pages(total, whole_number("page", 1, least=1, most=10**6), desk.PAGE)
    _total, rows = listing.paid(session, scope, desk.seen(), desk.PAGE, pages.offset)
    return render_template(
        "apogee/paid.html",
        year=year,
        rows=rows,
        listing=pages,
        form=form if isinstance(form, ListForm) else ListForm(formdata=None),
        refusal=refusal,
        wrong=list(wrong)[: incoming.SHOWN],
        wrong_lines=len(wrong),
        may_write=desk.may_write(),
        labels=labels,
    )


@blueprint.post(ADDRESS)
@accepts_upload
@shows_refusal(paid)
def take() -> Response | tuple[str, int]:
    """Take a file of Apogée: all its lines, or none and what is wrong."""
    _year, scope = desk.write_scope()
    form = ListForm().checked()
    found = incoming.read(form, PAID, once=False)
    submission = submission_of(form, current_user.id)
    taken = acts.take(current_user, scope, found, incoming.file_name(form), submission)
    if not isinstance(taken, Taken):
        return paid(wrong=taken), 422
    s = "s" if taken.new > 1 else ""
    known = f" {taken.unchanged} déjà connu{'s' if taken.unchanged > 1 else ''}." if taken.unchanged else ""
    flash(f"{taken.new} état{s} reçu{s}, à remonter ce soir.{known}", "ok")
    return redirect(ADDRESS + incoming.year_kept(), 303)
