"""The board of a programme, its live counters, and the list of programmes."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from recruitment import labels
from recruitment.accounts import access, polling
from recruitment.applications.forms import chosen_ids
from recruitment.board import file, home, queries, rows, search, settings
from recruitment.board.answers import answered, has_just_changed
from recruitment.board.listing import read
from recruitment.board.status import status
from recruitment.core import clock
from recruitment.journal.access_log import note_seen
from recruitment.labels.enrolments import DONE, NOT_DONE
from recruitment.programmes.queries import calendar_of
from recruitment.rules.calendar import Calendar
from recruitment.rules.counters import WITH_CONTRACT, WITHOUT_CONTRACT
from recruitment.rules.vocabulary import Permission
from recruitment.web import htmx
from recruitment.web.access import own_door, unattended
from recruitment.web.unchanged import unless_changed

blueprint = Blueprint("board", __name__)
blueprint.register_blueprint(home.blueprint)
blueprint.register_blueprint(search.blueprint)
blueprint.register_blueprint(file.blueprint)
blueprint.register_blueprint(settings.blueprint)

MANY = 500
MAY = {
    "decide": Permission.DECIDE,
    "enter_contracts": Permission.ENTER_CONTRACTS,
    "export": Permission.EXPORT,
    "settings": Permission.SETTINGS,
    "request_regional": Permission.REQUEST_REGIONAL,
}
CHOICES = {
    "etat": [
        ("Candidatures sans contrat", [(str(s), labels.STATES[s].long) for s in WITHOUT_CONTRACT]),
        ("Contrats saisis", [(str(s), labels.STATES[s].long) for s in WITH_CONTRACT]),
    ],
    "echeance": [
        ("today", "Aujourd’hui"),
        ("week", "Dans les 7 jours"),
        ("later", "Plus tard"),
        ("past", "Dépassée"),
        ("none", "Sans échéance"),
    ],
    "reponse": [
        ("pending", "En attente"),
        ("accept", "Oui (définitif)"),
        ("accept_keeping_wishes", "Oui (avec vœux en attente)"),
        ("decline", "Renonce"),
        ("expired", "Sans réponse"),
    ],
    "ia": [("to_do", NOT_DONE), ("done", DONE), ("to_undo", "À annuler")],
}


@blueprint.get("/formations/<code>")
def show(code: str) -> str:
    """Show a programme: the whole page, or its list for htmx."""
    programme = access.programme_or_404(current_user, code)
    calendar = calendar_of(programme.campaign_id)
    context = _list(programme, calendar)
    if htmx.wants_partial():
        return render_template("board/_list.html", **context)
    live = _live(programme, calendar) | answered(programme, clock.now())
    return render_template("board/show.html", choices=CHOICES, **(context | live))


@blueprint.get("/formations/<code>/compteurs")
@unattended
@own_door
def counters(code: str) -> Response | str:
    """Give the counters when they changed since the version that the page shows, else 304 (R1.2)."""
    etag = polling.etag(polling.board_version(code))
    if (unchanged := unless_changed(etag)) is not None:
        return unchanged
    programme = access.programme_or_404(current_user, code)
    live = _live(programme, calendar_of(programme.campaign_id))
    now = clock.now()
    if has_just_changed(programme, now):
        live |= {"status_oob": True, "may": _may(programme), **answered(programme, now)}
    body = render_template("board/_counters_poll.html", programme=programme, stale=True, **live)
    return Response(body, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


@blueprint.get("/formations/<code>/lignes")
def lines(code: str) -> str:
    """Give some rows of the list again (`c=…`) with the counters, after an act that changed them."""
    programme = access.programme_or_404(current_user, code)
    ids = chosen_ids()[:MANY]
    calendar, now = calendar_of(programme.campaign_id), clock.now()
    contacts = access.sees_contact_details(current_user)
    found = rows.present(queries.some(programme.id, ids), calendar, now, contacts=contacts)
    _note(programme, found)
    context = {"programme": programme, "rows": found, "may": _may(programme), "stale": False}
    return render_template("board/_lines.html", **context, **_live(programme, calendar))


@blueprint.get("/formations/<code>/etat-saisie")
@unattended
def entry_status(code: str) -> str:
    """Give what is open or closed now."""
    programme = access.programme_or_404(current_user, code)
    live = _live(programme, calendar_of(programme.campaign_id)) | answered(programme, clock.now())
    return render_template("board/_status.html", programme=programme, may=_may(programme), **live)


def _list(programme: Any, calendar: Calendar) -> dict[str, Any]:
    """Return the filtered page of the list, for the templates."""
    now = clock.now()
    contacts = access.sees_contact_details(current_user)
    asked = read(request.path, request.args).for_reader(
        contacts=contacts and calendar.contact_details_open(now)
    )
    listing, found = queries.page(programme.id, asked, clock.today())
    shown = rows.present(found, calendar, now, contacts=contacts)
    _note(programme, shown)
    return {
        "programme": programme,
        "listing": listing.with_rows(shown),
        "may": _may(programme),
        "status": status(calendar, programme.closed_at, now),
    }


def _note(programme: Any, shown: list[rows.ListRow]) -> None:
    """Leave the trace of the contact details that the list shows (I14)."""
    ids = [row.id for row in shown if row.phone or row.email]
    note_seen(file.reader(), programme.centre_id, ids)


def _live(programme: Any, calendar: Calendar) -> dict[str, Any]:
    """Return what moves by itself on the page: counters, gauge, what is open, what is due."""
    now = clock.now()
    counts = queries.counts(programme.id)
    return {
        "board_version": programme.board_version,
        "counters": {
            "without_contract": tuple((str(s), counts[s]) for s in WITHOUT_CONTRACT),
            "with_contract": tuple((str(s), counts[s]) for s in WITH_CONTRACT),
        },
        "gauge": {
            "capacity": programme.capacity,
            "accepted": counts["accepted"],
            "keeping": counts["accepted_keeping_wishes"],
            "pending": counts["offer_pending"],
            "entered": queries.contracts_entered(programme.id),
        },
        "status": status(calendar, programme.closed_at, now),
        "due": [(last_day, n) for last_day, _passage, n in queries.to_decide(programme.id) if last_day],
    }


def _may(programme: Any) -> dict[str, bool]:
    user = current_user._get_current_object()  # each question to the proxy looks for it again
    return {name: access.may(user, permission, programme) for name, permission in MAY.items()}
