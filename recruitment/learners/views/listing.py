"""The learners of a school year: searched by name, origin, import date and situation (R6.5)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, render_template
from flask_login import current_user

from recruitment.accounts.access import refuse_unless_follows_up
from recruitment.admissions.search import ORIGINS
from recruitment.labels import learners as words
from recruitment.learners import imported, queries
from recruitment.learners.views import asked
from recruitment.web.forms import whole_number
from recruitment.web.paging import Paged

blueprint = Blueprint("listing", __name__)
ADDRESS = "/apprenants"
PAGE = 50
#: What else is done of a year, from the menu « Actions »: address, icon, word.
LINKS = (
    ("/apprenants/immatriculation", "id", "Immatriculer"),
    ("/apprenants/controles", "list-check", "Contrôler les inscriptions"),
    ("/apprenants/validation", "clipboard-check", "Valider les inscriptions"),
)


@dataclass(frozen=True, slots=True)
class Page(Paged):
    """A page of the list, and the addresses of the others."""

    total: int
    page: int
    per_page: int = PAGE

    def url(self, **changes: object) -> str:
        """Return the list's own address with these parameters changed."""
        return f"{ADDRESS}?{urlencode({**asked.typed(), **changes})}"


@blueprint.get(ADDRESS)
def learners() -> str:
    """List those of the year chosen."""
    refuse_unless_follows_up(current_user)
    year = asked.year_asked()
    search, mine = asked.search_asked(year), asked.reads()
    number = whole_number("page", 1, least=1, most=100_000)
    total, rows = queries.registrations(mine, search, number, PAGE)
    page = Page(total, number)
    if number > page.pages:
        page = Page(total, page.pages)
        total, rows = queries.registrations(mine, search, page.page, PAGE)
    return render_template(
        "learners/list.html",
        year=year,
        years=asked.years(),
        typed=asked.typed(),
        rows=rows,
        page=page,
        words=words,
        origins=ORIGINS,
        programmes=queries.programmes(mine, year),
        may_write=asked.may_write(),
        waiting=imported.counts(asked.writes(), year) if asked.may_write() else {},
        links=LINKS,
    )
