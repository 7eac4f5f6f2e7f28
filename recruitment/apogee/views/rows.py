"""What goes to Apogée: each person with their codes, where it stands, what Apogée answered; and the alert of R7.5."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from sqlalchemy import and_
from werkzeug.wrappers import Response

from recruitment.apogee import actions, alerts, listing, message, preparing, queries
from recruitment.apogee.models import OpiRow
from recruitment.apogee.queries import Scope
from recruitment.apogee.views import desk
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.exchanges import connectors
from recruitment.exchanges.forms import StepForm
from recruitment.labels import apogee as labels
from recruitment.programmes.models import Programme
from recruitment.web import paging
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import IrreversibleForm, whole_number
from recruitment.web.submissions import submission_of

blueprint = Blueprint("rows", __name__)
ADDRESS = "/echanges/apogee"
MOST_ALERTS = 50


@blueprint.get(ADDRESS)
def opi(form: IrreversibleForm | None = None, refusal: Refusal | None = None) -> str:
    """List who goes to Apogée, what waits for somebody first."""
    year, scope = desk.read_scope()
    session, mine = db.session(), desk.seen()
    condition = listing.of(scope, mine)
    numbers = listing.counts(session, condition)
    status, search = request.args.get("etat", ""), desk.search()
    if status in listing.STATUS_ORDER:
        condition &= OpiRow.status == status
    if search:
        condition &= listing.searched(search)
    total = numbers[status] if status in numbers else sum(numbers.values())
    if search:
        total = sum(listing.counts(session, condition).values())
    pages = paging.pages(
        total, whole_number("page", 1, least=1), desk.PAGE, desk.asked(etat=status, q=search)
    )
    return render_template(
        "apogee/rows.html",
        form=form or StepForm(),
        refusal=refusal,
        year=year,
        concerned=desk.is_concerned(scope),
        rows=listing.listed(session, condition, desk.PAGE, pages.offset),
        numbers=numbers,
        status=status,
        search=search,
        listing=pages,
        **_gates(scope),
        alerts=alerts.listed(session, and_(mine, _of_campaign(scope)), clock.now(), MOST_ALERTS),
        may_write=desk.may_write(),
        titles=listing.titles(session, scope),
        labels=labels,
    )


@blueprint.post(f"{ADDRESS}/reprise")
@shows_refusal(opi)
def retry_all() -> Response:
    """Have all that was refused or waits go with the next pass."""
    _year, scope = desk.write_scope()
    condition = listing.of(scope, desk.enrolled_on())
    return _retried(scope, condition)


@blueprint.get(f"{ADDRESS}/reprise")
def retry_form() -> Response:
    """Show the list: what waits is sent again from there."""
    desk.write_scope()
    return redirect(ADDRESS, 303)


@blueprint.get(f"{ADDRESS}/<int:opi_id>")
def one(opi_id: int, form: IrreversibleForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what goes of one person, field by field, and what was answered."""
    row, scope = _row_or_404(opi_id)
    session = db.session()
    admitted = queries.admitted_of(session, scope, [row.candidate_number])[row.candidate_number]
    facts = preparing.facts_of(session, scope, clock.now(), clock.wall())
    made = preparing.made(admitted, row.wishes, facts)
    person = message.person(made.admitted[0]) if made.digest else None
    return render_template(
        "apogee/row.html",
        form=form or StepForm(),
        refusal=refusal,
        row=row,
        made=made,
        person=person,
        fields=list(_flat(made.data.get("individu", {}))) + list(_flat(made.data.get("adresseFixe") or {})),
        titles=listing.titles(session, scope),
        may_write=desk.may_write(),
        labels=labels,
    )


@blueprint.post(f"{ADDRESS}/<int:opi_id>")
@shows_refusal(one)
def retry(opi_id: int) -> Response:
    """Have one person go with the next pass."""
    desk.write_scope()
    row, scope = _row_or_404(opi_id)
    return _retried(scope, and_(listing.of(scope, desk.enrolled_on()), OpiRow.id == row.id), f"/{opi_id}")


def _retried(scope: Scope, condition: Any, back: str = "") -> Response:
    form = StepForm().checked()
    number = actions.retry(current_user, scope.centre_id, condition, submission_of(form, current_user.id))
    s = "s" if number > 1 else ""
    said = f"Remis dans la file : {number} personne{s}. L’envoi suit dans la minute." if number else ""
    flash(said or "Rien n’attend d’être renvoyé.", "ok" if number else "info")
    return redirect(f"{ADDRESS}{back}", 303)


def _row_or_404(row_id: int) -> tuple[Any, Scope]:
    _year, asked = desk.read_scope()
    session, seen = db.session(), desk.seen()
    known = queries.scopes(session, asked.centre_id)
    found = ((listing.one(session, listing.of(scope, seen), row_id), scope) for scope in known)
    return next((pair for pair in found if pair[0] is not None), None) or abort(404)


def _gates(scope: Scope) -> dict[str, Any]:
    """Return what keeps OPI from leaving, or makes them wrong."""
    session = db.session()
    return {
        "ready": connectors.ready(session, scope.centre_id, "apogee"),
        "uplink_ready": connectors.ready(session, scope.centre_id, "platform"),
        "results_day": queries.results_day(session, scope),
    }


def _of_campaign(scope: Scope) -> Any:
    return Programme.campaign_id == scope.campaign_id


def _flat(data: dict[str, Any]) -> Any:
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield name, value
