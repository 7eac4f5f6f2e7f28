"""The list of a day on site: who came, what was passed and paid, what goes up; and its end (R6.8)."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response

from recruitment.accounts.access import may_somewhere, programmes_where, refuse_unless
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.exchanges.moments import at_validation
from recruitment.labels.pre_registration import METHODS, PAYERS, euros
from recruitment.rules.paris import paris_day
from recruitment.rules.vocabulary import Permission
from recruitment.stations.actions.close_day import Closed, close_day, departures
from recruitment.stations.queries import board as queries
from recruitment.stations.views import reach
from recruitment.stations.views.board import ADDRESS, PassForm

blueprint = Blueprint("day", __name__)
ONE_DAY = timedelta(days=1)
EARLIEST_YEAR = 2000


@blueprint.get(f"{ADDRESS}/journee")
def day_list() -> str:
    """Show a day: today's, or the one asked for."""
    centre_id = reach.read_centre()
    session, today = db.session(), paris_day(clock.now())
    day = min(_day() or today, today)
    people = queries.here(session, reach.mine(), centre_id, day)
    paid = [_payment(one, day) for one in people]
    at_once, may_enrol = at_validation(session, centre_id), may_somewhere(current_user, Permission.ENROL)
    mine = _mine() if may_enrol else reach.mine()
    return render_template(
        "stations/day.html",
        day=day,
        today=today,
        before=day - ONE_DAY,
        after=day + ONE_DAY if day < today else None,
        people=people,
        stations=queries.stations(session, centre_id),
        totals=_totals([one for one in paid if one is not None]),
        at_once=at_once,
        due=0 if at_once else len(session.execute(departures(centre_id, mine)).all()),
        ready=any(one.row.validated_at and _is_paid(one) for one in people),
        may_enrol=may_enrol,
        methods=METHODS,
        payers=PAYERS,
        euros=euros,
        form=PassForm(),
    )


@blueprint.post(f"{ADDRESS}/journee")
def end_day() -> Response:
    """Queue now those validated and paid in the programmes where one enrols; what was queued already is left."""
    centre_id = reach.read_centre()
    refuse_unless(may_somewhere(current_user, Permission.ENROL), Permission.ENROL)
    PassForm().checked()
    flash(_told(close_day(current_user, centre_id, _mine())), "ok")
    return redirect(f"{ADDRESS}/journee", 303)


def _told(closed: Closed) -> str:
    s = "s" if closed.queued > 1 else ""
    told = f"{closed.queued} inscription{s} mise{s} en file pour la plateforme"
    if not closed.queued:
        told = "Rien à envoyer de plus"
    known = f", {closed.known} déjà connue{'s' if closed.known > 1 else ''}" if closed.known else ""
    return f"{told}{known}."


def _mine() -> ColumnElement[bool]:
    """Return the condition on `programme` that leaves those whose people one enrols."""
    return programmes_where(current_user, Permission.ENROL)


def _day() -> date | None:
    try:
        day = date.fromisoformat(request.args.get("jour", ""))
    except ValueError:
        return None
    return day if day.year >= EARLIEST_YEAR else None


def _is_paid(one: queries.Here) -> bool:
    return any(passage.receipt_number for passage in one.passed.values())


def _payment(one: queries.Here, day: date) -> Any:
    """Return what somebody paid that day, or None."""
    found = (passage for passage in one.passed.values() if passage.receipt_number)
    return next((passage for passage in found if paris_day(passage.passed_at) == day), None)


def _totals(payments: list[Any]) -> list[tuple[str, int, int]]:
    """Return each method with how many payments and how many cents."""
    numbers, sums = Counter[str](), Counter[str]()
    for one in payments:
        numbers[one.method] += 1
        sums[one.method] += one.amount_cents
    return [(METHODS[method], numbers[method], sums[method]) for method in METHODS if numbers[method]]
