"""One person on site: found by their number or name, who they are, what they passed; their arrival."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.admissions.models import Admitted
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.labels.pre_registration import (
    KINDS,
    METHODS,
    PAYERS,
    STATED_METHODS,
    STATED_PAYERS,
    euros,
    waiting,
)
from recruitment.rules.paris import paris_day
from recruitment.rules.stations import waits_at
from recruitment.rules.vocabulary import Permission
from recruitment.stations import pool, steps
from recruitment.stations.actions.come_and_go import arrive
from recruitment.stations.queries import board as queries
from recruitment.stations.queries import pre_registrations
from recruitment.stations.views import reach
from recruitment.stations.views.board import ADDRESS, PassForm
from recruitment.web.errors import Refusal, shows_refusal

blueprint = Blueprint("people", __name__)
MOST = 40
SHORTEST = 2


@blueprint.get(f"{ADDRESS}/recherche")
def search() -> Any:
    """Find somebody of the pool by the number that was typed or scanned, else by name."""
    reach.read_centre()
    asked = request.args.get("q", "")[:100].strip()
    folded = fold(asked)
    found = _by_number(asked) or _by_name(folded)
    if len(found) == 1 and asked.replace(" ", "").isdigit():
        return redirect(f"{ADDRESS}/personnes/{found[0].id}", 303)
    return render_template(
        "stations/search.html", asked=asked, found=found, most=MOST, short=len(folded) < SHORTEST
    )


def _by_number(asked: str) -> Any:
    number = "".join(asked.split())
    if not (number.isascii() and number.isdigit()):
        return []
    return queries.search(db.session(), reach.mine(), Admitted.candidate_number == number[:20], most=MOST)


def _by_name(folded: str) -> Any:
    if len(folded) < SHORTEST:
        return []
    words = [Admitted.search_text.contains(word, autoescape=True) for word in folded.split()[:6]]
    return queries.search(db.session(), reach.mine(), *words, most=MOST)


@blueprint.get(f"{ADDRESS}/personnes/<int:admitted_id>")
def person(admitted_id: int, refusal: Refusal | None = None) -> str:
    """Show somebody: who they are, what they announced, the stations."""
    row = reach.readable(admitted_id)
    session, now = db.session(), clock.now()
    stated = pre_registrations.one(session, admitted_id)
    stations, passed = queries.stations(session, row.centre_id), queries.passed(session, admitted_id)
    return render_template(
        "stations/person.html",
        person=row,
        found=pool.person(session, admitted_id),
        here=queries.one_here(session, admitted_id, row.centre_id, paris_day(now)),
        site=queries.site(session, row.centre_id),
        stations=stations,
        passed=passed,
        finished=bool(stations and passed) and waits_at([one.id for one in stations], passed) is None,
        history=queries.history(session, admitted_id),
        stated=stated,
        sent=(stated.sent or {}) if stated is not None else {},
        documents=pre_registrations.documents(session, row.centre_id, row.programme_id),
        bringing=steps.BRINGING,
        now=now,
        refusal=refusal,
        may_enrol=reach.may(Permission.ENROL, row),
        form=PassForm(),
        **words(),
    )


def words() -> dict[str, Any]:
    return {
        "kinds": KINDS,
        "methods": METHODS,
        "payers": PAYERS,
        "stated_methods": STATED_METHODS,
        "stated_payers": STATED_PAYERS,
        "euros": euros,
        "waiting": waiting,
    }


@blueprint.get(f"{ADDRESS}/personnes/<int:admitted_id>/arrivee")
def arrival_address(admitted_id: int) -> Response:
    """Lead back to the person: arriving is a button."""
    reach.readable(admitted_id)
    return redirect(f"{ADDRESS}/personnes/{admitted_id}", 303)


@blueprint.post(f"{ADDRESS}/personnes/<int:admitted_id>/arrivee")
@shows_refusal(person)
def record_arrival(admitted_id: int) -> Response:
    """Put somebody in today's queue."""
    row = reach.writable(admitted_id)
    PassForm().checked()
    arrive(current_user, row.centre_id, admitted_id)
    flash(f"{row.first_name} {row.last_name} est dans la file.", "ok")
    return redirect(f"{ADDRESS}/personnes/{admitted_id}", 303)
