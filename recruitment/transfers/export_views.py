"""The files that people take from the screen: the filtered list of a programme, the page of the others."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from recruitment.accounts import access
from recruitment.applications.contact import contact_cells
from recruitment.board.listing import Listing, read
from recruitment.core import clock
from recruitment.core.csvfile import CONTENT_TYPE
from recruitment.journal.actions import person
from recruitment.programmes.queries import calendar_of, campaigns
from recruitment.rules.vocabulary import Permission
from recruitment.transfers import export_columns, export_draio, export_scopes, export_statements
from recruitment.transfers.export_actions import Request, export
from recruitment.transfers.export_statements import File, Scope
from recruitment.web.forms import whole_number

blueprint = Blueprint("exports", __name__)

DRAIO = {export_draio.PROGRAMMES: export_draio.programmes, export_draio.CONTRACTS: export_draio.contracts}


@blueprint.get("/formations/<code>/export.csv")
def listed(code: str) -> Response:
    """Hand out what the list shows, as filtered and sorted, or the ticked rows (R10.2)."""
    programme = access.programme_or_404(current_user, code, Permission.EXPORT)
    listing, ticked = read(request.path, request.args), _ticked()
    columns = export_columns.for_people(_contacts(programme.campaign_id), programmes=False)
    file = export_statements.listed(programme.id, listing, clock.today(), columns, ticked)
    told = Request(person(current_user.id), programme.centre_id, programme.id, _filters(listing, ticked))
    return _download(export(file, told), f"formation-{programme.code}")


@blueprint.get("/exports")
@access.require(Permission.EXPORT)
def page() -> str:
    """Show the files, and for whoever sees several centres the choice of one."""
    years = [row.year for row in campaigns()]
    centres = export_scopes.centres(current_user)
    return render_template(
        "transfers/exports.html",
        years=years,
        year=export_scopes.current_year(years),
        centres=centres,
        academies=sorted({row.academie for row in centres}),
        applications=export_scopes.takes_applications(current_user),
    )


@blueprint.get("/exports/<kind>.csv")
@access.require(Permission.EXPORT)
def file(kind: str) -> Response:
    """Hand out one of the page's files."""
    args = request.args
    chosen = export_scopes.chosen(
        current_user, whole_number("session", 0), args.get("academie", ""), args.get("centre", "")
    )
    told = Request(person(current_user.id), chosen.chain, filters=chosen.filters)
    return _download(export(_file(kind, chosen.scope), told), f"{kind}-{chosen.scope.year}")


def _file(kind: str, scope: Scope) -> File:
    if kind == export_statements.APPLICATIONS and export_scopes.takes_applications(current_user):
        columns = export_columns.for_people(_contacts(scope.campaign_id), programmes=True)
        return export_statements.applications(scope, columns)
    if kind not in DRAIO:
        abort(404)
    return DRAIO[kind](scope)


def _contacts(campaign_id: int) -> list[export_columns.Cell]:
    allowed = access.sees_contact_details(current_user)
    return contact_cells(calendar_of(campaign_id), clock.now(), allowed=allowed)


def _ticked() -> list[int] | None:
    """Return the ids of the ticked rows, None when the address names none."""
    given = request.args.getlist("c")
    return (
        [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 10]
        if given
        else None
    )


def _filters(listing: Listing, ticked: list[int] | None) -> dict[str, object]:
    """Return the filter as the journal keeps it: that a search was made, not the name that was searched."""
    filters: dict[str, object] = {name: value for name, value in listing.filters.items() if value}
    if listing.search:
        filters["q"] = True
    if ticked is not None:
        filters["c"] = ticked
    return filters


def _download(chunks: Iterator[bytes], name: str) -> Response:
    answer = Response(chunks, content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.today()}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
