"""The pages of figures: of a programme, and of all that a person sees (their centre, their académie)."""

from typing import Any

from flask import Blueprint, Response, abort, render_template
from flask_login import current_user
from sqlalchemy import ColumnElement

from recruitment.accounts import access
from recruitment.core import clock
from recruitment.core.csvfile import CONTENT_TYPE
from recruitment.core.database import db
from recruitment.journal.actions import INSTALLATION
from recruitment.pictures import actions, scopes, table
from recruitment.pictures.drawing import drawings
from recruitment.pictures.queries import Compared, compared
from recruitment.programmes.queries import campaigns
from recruitment.rules.vocabulary import Permission
from recruitment.web.forms import whole_number

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/formations/<code>/chiffres")
def of_programme(code: str) -> str:
    """Show the figures of a programme."""
    programme = access.programme_or_404(current_user, code, year=_asked())
    found = compared(db.session(), scopes.of_programme(programme, programme.year), clock.now())
    may_export = access.may(current_user, Permission.EXPORT, programme)
    return _page(found, programme=programme, may_export=may_export, years=[])


@blueprint.get("/formations/<code>/chiffres.csv")
def programme_file(code: str) -> Response:
    """Hand out the figures of a programme."""
    programme = access.programme_or_404(current_user, code, Permission.EXPORT, year=_asked())
    found = compared(db.session(), scopes.of_programme(programme, programme.year), clock.now())
    taken = actions.Taken(current_user.id, programme.centre_id, programme.id, {"campaign": programme.year})
    return _download(taken, found, f"formation-{programme.code}")


@blueprint.get("/chiffres")
def of_all() -> str:
    """Show the figures of all that the person sees."""
    found, years = _of_all(access.visible_programmes(current_user))
    return _page(
        found,
        programme=None,
        may_export=access.may_somewhere(current_user, Permission.EXPORT),
        years=years,
    )


@blueprint.get("/chiffres.csv")
@access.require_somewhere(Permission.EXPORT)
def file() -> Response:
    """Hand out the figures of all that the person may export."""
    found, _years = _of_all(access.programmes_where(current_user, Permission.EXPORT))
    chain = current_user.centre_id or INSTALLATION
    if found is None:
        abort(404)
    taken = actions.Taken(current_user.id, chain, None, {"campaign": found.now.year})
    return _download(taken, found, "ensemble")


def _of_all(condition: ColumnElement[bool]) -> tuple[Compared | None, list[int]]:
    """Return the figures of a campaign: the one asked for, else this year's or the nearest past one."""
    known = {row.year: row.id for row in campaigns()}
    asked, past = _asked(), [year for year in known if year <= clock.today().year]
    year = asked or (max(past) if past else min(known, default=None))
    if asked and asked not in known:
        abort(404)
    if year is None:
        return None, []
    return compared(db.session(), scopes.of_many(known[year], year, condition), clock.now()), list(known)


def _asked() -> int | None:
    return whole_number("session", 0) or None


def _page(found: Compared | None, **context: Any) -> str:
    pictures = drawings(found) if found else None
    return render_template("pictures/figures.html", figures=found, pictures=pictures, **context)


def _download(taken: actions.Taken, found: Compared, name: str) -> Response:
    answer = Response(actions.export(taken, table.HEADER, table.rows(found)), content_type=CONTENT_TYPE)
    name = f"chiffres-{name}-{found.now.year}-{clock.today()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
