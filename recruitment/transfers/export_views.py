"""The files that people take from the screen: the filtered list of a programme, the page of the others."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from recruitment.accounts import access
from recruitment.applications.contact import contact_cells, contact_shown
from recruitment.board.listing import Listing, read
from recruitment.core import clock
from recruitment.core.csvfile import CONTENT_TYPE
from recruitment.journal.access_log import Reader
from recruitment.journal.actions import person
from recruitment.programmes.queries import calendar_of, campaigns
from recruitment.regional.listing import LONGEST_SEARCH
from recruitment.rules.vocabulary import Permission
from recruitment.transfers import export_columns, export_draio, export_scopes, export_statements
from recruitment.transfers.export_actions import Request, export
from recruitment.transfers.export_statements import File, Scope
from recruitment.transfers.tabs import tabs
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
    told = _told(programme.centre_id, programme.campaign_id, _filters(listing, ticked), programme.id)
    return _download(export(file, told), f"formation-{programme.code}")


@blueprint.get("/exports")
@access.require_somewhere(Permission.EXPORT)
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
        for_others=access.sees_contact_details(current_user),
        tabs=tabs(current_user),
    )


@blueprint.get("/exports/<kind>.csv")
@access.require_somewhere(Permission.EXPORT)
def file(kind: str) -> Response:
    """Hand out one of the page's files."""
    args = request.args
    chosen = export_scopes.chosen(
        current_user,
        whole_number("session", 0),
        args.get("academie", ""),
        args.get("centre", ""),
        department=args.get("departement", "").upper(),
        search=args.get("q", "").strip()[:LONGEST_SEARCH],
    )
    handed_out = _file(kind, chosen.scope)
    told = _told(chosen.chain, chosen.scope.campaign_id, chosen.filters)
    if handed_out.kind != export_statements.APPLICATIONS:
        told = replace(told, shown=None)
    return _download(export(handed_out, told), f"{kind}-{chosen.scope.year}")


def _file(kind: str, scope: Scope) -> File:
    if kind == export_statements.APPLICATIONS and export_scopes.takes_applications(current_user):
        columns = export_columns.for_people(_contacts(scope.campaign_id), programmes=True)
        return export_statements.applications(scope, columns)
    if kind not in DRAIO:
        abort(404)
    return DRAIO[kind](scope)


def _told(
    chain: int, campaign_id: int, filters: dict[str, object], programme_id: int | None = None
) -> Request:
    """Return who takes the file and which of its applications show contact details."""
    allowed = access.sees_contact_details(current_user)
    shown = contact_shown(calendar_of(campaign_id), clock.now(), allowed=allowed)
    reader = Reader(current_user.reader_id, current_user.login_id)
    return Request(person(current_user.id), chain, programme_id, filters, reader, shown)


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
