"""The pool: searched by name, origin and import date (R6.5), one person, and our own acceptances taken in."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from recruitment.accounts.access import may, refuse_unless_follows_up
from recruitment.admissions import access, own, queries
from recruitment.admissions.forms import OwnForm
from recruitment.admissions.search import ORIGINS
from recruitment.admissions.views import asked
from recruitment.core.database import db
from recruitment.labels import admissions as words
from recruitment.rules.admissions import school_year_label
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import whole_number
from recruitment.web.paging import Paged
from recruitment.web.submissions import submission_of

blueprint = Blueprint("pool", __name__)
ADDRESS = "/admis"


@dataclass(frozen=True, slots=True)
class Page(Paged):
    """A page of the pool, and the addresses of the others."""

    total: int
    page: int
    per_page: int = queries.PAGE

    def url(self, **changes: object) -> str:
        """Return the list's own address with these parameters changed."""
        return f"{ADDRESS}?{urlencode({**asked.typed(), **changes})}"


@blueprint.get(ADDRESS)
def admitted(form: OwnForm | None = None, refusal: Refusal | None = None) -> str:
    """List those admitted, of the school year chosen."""
    refuse_unless_follows_up(current_user)
    session, mine = db.session(), access.readable(current_user)
    known = asked.years(mine)
    year = asked.year_asked(known)
    search = asked.search(year, queries.situations())
    number = whole_number("page", 1, least=1, most=100_000)
    total, rows = queries.listed(session, mine, search, number)
    page = Page(total, number)
    if number > page.pages:
        page = Page(total, page.pages)
        total, rows = queries.listed(session, mine, search, page.page)
    return render_template(
        "admissions/list.html",
        year=year,
        label=school_year_label(year),
        years=known,
        typed=asked.typed(),
        rows=rows,
        page=page,
        counts=queries.counts(session, mine, year),
        programmes=queries.programmes(session, mine, year),
        origins=ORIGINS,
        words=words,
        may_write=access.may_write(current_user),
        form=_own_form(form, known, year),
        refusal=refusal,
    )


@blueprint.get("/admis/<int:admitted_id>")
def person(admitted_id: int) -> str:
    """Show somebody of the pool, and what each list said of them."""
    row = access.admitted_or_404(current_user, admitted_id)
    session = db.session()
    return render_template(
        "admissions/person.html",
        row=row,
        guardians=queries.guardians(session, admitted_id),
        history=queries.history(session, row),
        held=queries.is_held(session, admitted_id),
        learner_id=queries.learner_of(session, admitted_id),
        may_hand_out=may(current_user, Permission.SETTINGS, row),
        words=words,
    )


@blueprint.post(ADDRESS)
@shows_refusal(admitted)
def take_own() -> Response:
    """Take our own acceptances in, in all the programmes where one enrols."""
    access.refuse_unless_writes(current_user)
    session, mine = db.session(), access.writable(current_user)
    form = OwnForm()
    form.school_year.choices = _choices(asked.years(mine))
    form.checked()
    year = int(form.school_year.data)
    programmes = [row.id for row in queries.programmes(session, mine, year)]
    found = own.take_own(current_user.id, programmes, year, submission_of(form, current_user.id))
    if found.new or found.changed or found.gone:
        flash(f"{words.reception(found.candidates, found.guardians)}.", "ok")
    else:
        flash("Nos acceptations sont déjà dans la liste : rien n’a changé.", "info")
    return redirect(f"{ADDRESS}?annee={year}", 303)


def _own_form(sent: OwnForm | None, known: list[int], year: int) -> OwnForm:
    form = sent or OwnForm(school_year=year)
    form.school_year.choices = _choices(known)
    return form


def _choices(years: list[int]) -> list[SelectChoice]:
    return [SelectChoice(year, school_year_label(year)) for year in years]
