"""The exports: which there are, what each would meet, the file, the errors."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from recruitment.accounts import access
from recruitment.core import clock
from recruitment.core.csvfile import CONTENT_TYPE
from recruitment.core.database import db
from recruitment.journal.actions import person
from recruitment.programmes.models import TrainingCentre
from recruitment.programmes.queries import campaigns
from recruitment.returns import queries
from recruitment.returns.actions import Taker, take, take_errors
from recruitment.returns.controls import GRAVITY, PAGE, PLACES, Filter, control
from recruitment.returns.field import File
from recruitment.returns.files import DESCRIBED, DIPLOMAS, RNCP, file_name, file_of
from recruitment.returns.views.door import kept_for_the_centre, wanted
from recruitment.rules.vocabulary import Permission
from recruitment.web.forms import whole_number
from recruitment.web.paging import Pages

blueprint = Blueprint("exports_for_others", __name__)
ADDRESS = "/echanges/exports"
KINDS = 'any("pegase", "tableau-de-bord", "sifa")'
LONGEST_PART = 80


@blueprint.get(ADDRESS)
@kept_for_the_centre
def page() -> str:
    """Show the three exports."""
    asked = wanted()
    return render_template(
        "returns/exports.html",
        described=DESCRIBED,
        year=asked.year,
        years=[row.year for row in campaigns()],
        people=queries.count(asked),
        may_set=access.may(current_user, Permission.SETTINGS),
        may_enrol=access.may_somewhere(current_user, Permission.ENROL),
    )


@blueprint.get(f"{ADDRESS}/<{KINDS}:kind>")
@kept_for_the_centre
def controls(kind: str) -> str:
    """Show every error by person and column, and what the file would hold."""
    asked, chosen, number = wanted(), _filter(), whole_number("page", 1, least=1, most=100_000)
    report = control(_file(kind), asked, clock.today(), chosen, number)
    return render_template(
        "returns/controls.html",
        kind=kind,
        described=DESCRIBED[kind],
        year=asked.year,
        report=report,
        chosen=chosen,
        pages=Pages(report.shown, number, PAGE),
        words={one.name: one.what for one in _file(kind).fields},
        codes=_codes(kind),
        url=_address(kind),
        gravity=GRAVITY,
        places=PLACES,
        may_set=access.may(current_user, Permission.SETTINGS),
        may_enrol=access.may_somewhere(current_user, Permission.ENROL),
    )


@blueprint.get(f"{ADDRESS}/<{KINDS}:kind>/erreurs.csv")
@kept_for_the_centre
def errors(kind: str) -> Response:
    """Hand out the errors, as filtered."""
    chunks = take_errors(_file(kind), wanted(), _taker(), _filter())
    return _download(chunks, f"erreurs-{kind}-{clock.today()}.csv")


@blueprint.get(f"{ADDRESS}/<{KINDS}:kind>/fichier.csv")
@kept_for_the_centre
def file(kind: str) -> Response:
    """Hand out the file of everybody without a blocking error; the log tells who is not in it."""
    asked, made = wanted(), _file(kind)
    if not asked.campaign_id:
        abort(404)
    centre = db.session.get_one(TrainingCentre, asked.centre_id)
    name = file_name(made, centre.uai, asked.year, clock.today())
    options = {"codes": _codes(kind)} if kind == "sifa" else None
    return _download(take(made, asked, _taker(), name, options).chunks(), name)


def _taker() -> Taker:
    return Taker(person(current_user.id), current_user.reader_id, current_user.login_id)


def _codes(kind: str) -> str:
    return RNCP if kind == "sifa" and request.args.get("codes") == RNCP else DIPLOMAS


def _file(kind: str) -> File:
    return file_of(kind, codes=_codes(kind))


def _filter() -> Filter:
    parts = (
        request.args.get(name, "").strip()[:LONGEST_PART] for name in ("colonne", "formation", "gravite")
    )
    return Filter(*parts)


def _address(kind: str) -> Any:
    """Return what writes an address of this page with some parts changed, the page dropped."""
    kept = {
        name: request.args.get(name, "") for name in ("session", "codes", "colonne", "formation", "gravite")
    }

    def url(tail: str = "", **changes: Any) -> str:
        query = urlencode({name: value for name, value in (kept | changes).items() if value})
        return f"{ADDRESS}/{kind}{tail}{'?' if query else ''}{query}"

    return url


def _download(chunks: Iterator[bytes] | list[bytes], name: str) -> Response:
    answer = Response(chunks, content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
