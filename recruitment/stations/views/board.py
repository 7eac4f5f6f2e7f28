"""The board of the day: the stations, who waits at each, one tap to let them pass; it never moves what one reads."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_login import current_user

from recruitment.core import clock
from recruitment.core.database import db
from recruitment.labels.pre_registration import KINDS, euros, waiting
from recruitment.rules.paris import paris_day
from recruitment.stations.actions.pass_station import pass_station
from recruitment.stations.queries import board as queries
from recruitment.stations.queries.board import Here
from recruitment.stations.views import reach
from recruitment.web import htmx
from recruitment.web.access import unattended
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form
from recruitment.web.unchanged import unless_changed

blueprint = Blueprint("on_site", __name__)
ADDRESS = "/accueil-inscriptions"
MOST_SEEN = 400


class PassForm(Form):
    """One tap: nothing is typed."""


@blueprint.get(ADDRESS)
def board(refusal: Refusal | None = None) -> str:
    """Show the stations of the day and the queue of one of them."""
    centre_id = reach.read_centre()
    return render_template("stations/board.html", refusal=refusal, **_queue(centre_id))


@blueprint.get(f"{ADDRESS}/file")
@unattended
def queue() -> Response | str:
    """Give the queue again when something changed, or a minute has passed; else 304."""
    centre_id = reach.read_centre()
    etag = _etag(centre_id)
    if (unchanged := unless_changed(etag)) is not None:
        return unchanged
    body = render_template("stations/_queue.html", **_queue(centre_id))
    return Response(body, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


@blueprint.get(f"{ADDRESS}/personnes/<int:admitted_id>/postes/<int:station_id>")
def pass_address(admitted_id: int, station_id: int) -> Any:
    """Lead back to the person: passing is a button."""
    reach.station(reach.readable(admitted_id).centre_id, station_id)
    return redirect(f"{ADDRESS}/personnes/{admitted_id}", 303)


def _refused(admitted_id: int, station_id: int, refusal: Refusal | None = None) -> str:
    """Show the queue with why nobody passed."""
    del admitted_id, station_id
    if htmx.wants_partial():
        return render_template("stations/_queue.html", refusal=refusal, **_queue(reach.read_centre()))
    return board(refusal)


@blueprint.post(f"{ADDRESS}/personnes/<int:admitted_id>/postes/<int:station_id>")
@shows_refusal(_refused)
def let_pass(admitted_id: int, station_id: int) -> Any:
    """Let somebody pass the station where they wait."""
    person = reach.writable(admitted_id)
    reach.station(person.centre_id, station_id)
    PassForm().checked()
    pass_station(current_user, person.centre_id, admitted_id, station_id)
    if htmx.wants_partial():
        return render_template("stations/_queue.html", **_queue(person.centre_id))
    flash(f"{person.first_name} {person.last_name} : poste passé.", "ok")
    return redirect(f"{ADDRESS}?poste={station_id}", 303)


def _etag(centre_id: int) -> str:
    site = queries.site(db.session(), centre_id)
    minute = int(clock.now().timestamp()) // 60
    return f'"{site.version if site else 0}-{minute}"'


def _queue(centre_id: int) -> dict[str, Any]:
    """Return the queue of the station asked for; whom the page shows already keeps their place."""
    session, now = db.session(), clock.now()
    order = queries.stations(session, centre_id)
    people = queries.here(session, reach.mine(), centre_id, paris_day(now))
    found = queries.queues(people, order)
    asked = request.values.get("poste", "")
    first = next((one for one in found if one.people), found[0] if found else None)
    chosen = next((one for one in found if str(one.station.id) == asked), first)
    lines = _lines(people, chosen.people if chosen else [])
    return {
        "site": queries.site(session, centre_id),
        "queues": found,
        "chosen": chosen,
        "lines": lines,
        "moved": sum(not waits for _one, waits in lines),
        "seen": ",".join(str(one.row.admitted_id) for one, _waits in lines),
        "done": sum(one.waits_at is None for one in people),
        "left": sum(one.row.left_at is not None for one in people),
        "arrived": len(people),
        "names": {one.id: one.name for one in order},
        "etag": _etag(centre_id),
        "now": now,
        "kinds": KINDS,
        "waiting": waiting,
        "euros": euros,
    }


def _lines(people: list[Here], waits: list[Here]) -> list[tuple[Here, bool]]:
    """Return those whom the page shows in their place, gone on or not, then the new ones."""
    by_id = {one.row.admitted_id: one for one in people}
    waiting_here = {one.row.admitted_id for one in waits}
    seen = [by_id[id_] for id_ in _seen() if id_ in by_id]
    shown = {one.row.admitted_id for one in seen}
    lines = seen + [one for one in waits if one.row.admitted_id not in shown]
    return [(one, one.row.admitted_id in waiting_here) for one in lines]


def _seen() -> list[int]:
    text = request.values.get("vus", "")[: MOST_SEEN * 11]
    ids = [int(one) for one in text.split(",") if one.isascii() and one.isdigit() and len(one) < 11]
    return list(dict.fromkeys(ids))[:MOST_SEEN]
