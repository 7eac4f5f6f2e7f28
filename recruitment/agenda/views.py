"""The feed itself, and the page of one's account that gives it an address."""

import hashlib

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_login import current_user
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.agenda import actions, calendar_file, queries
from recruitment.agenda.throttle import Throttle
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.mail import settings
from recruitment.web.access import public
from recruitment.web.forms import Form

blueprint = Blueprint("agenda", __name__)
PAGE = "/compte/agenda"
CONTENT_TYPE = "text/calendar; charset=utf-8"
THROTTLE = "tremplin.agenda_throttle"


@blueprint.get("/agenda/<token>.ics")
@public
def feed(token: str) -> Response:
    """Give the calendar of whoever holds this address; an unknown one does not exist."""
    token_hash = actions.digest(token)  # also of what is no token: each costs the same
    _slow_down(token_hash)
    person = queries.owner(db.session(), token_hash)
    if person is None:
        _slow_down(request.remote_addr or "")  # a network shared by many is slowed down for its misses alone
        abort(404)
    today = clock.today()
    by_programme = person.centre_id is not None
    waiting = queries.waiting(db.session(), person, today, by_programme=by_programme)
    body = calendar_file.written(waiting, today, settings.base_url())
    answer = Response(body, content_type=CONTENT_TYPE)
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = 'inline; filename="tremplin.ics"'
    answer.make_conditional(request)
    return _secret(answer)


@blueprint.get(PAGE)
def own_feed() -> str:
    """Say whether there is an address, since when, and offer another or none."""
    since = queries.created_at(db.session(), current_user.id)
    return render_template("agenda/own.html", since=since, address="", form=Form(formdata=None))


@blueprint.post(PAGE)
def open_feed() -> Response:
    """Give the feed an address, shown this once."""
    Form().checked()
    token = actions.open_feed(current_user.id)
    address = f"{settings.base_url()}/agenda/{token}.ics"
    since = queries.created_at(db.session(), current_user.id)
    page = render_template("agenda/own.html", since=since, address=address, form=Form(formdata=None))
    return _secret(make_response(page))


@blueprint.get(f"{PAGE}/retrait")
def no_page() -> WerkzeugResponse:
    """Lead to the page: ending the address is a button of it."""
    return redirect(PAGE, 303)


@blueprint.post(f"{PAGE}/retrait")
def end_feed() -> WerkzeugResponse:
    """End the address at once."""
    Form().checked()
    ended = actions.end_feed(current_user.id)
    flash(
        "Adresse d’agenda retirée : elle ne s’ouvre plus." if ended else "Aucune adresse n’était ouverte.",
        "ok",
    )
    return redirect(PAGE, 303)


def _slow_down(key: str) -> None:
    throttle: Throttle = current_app.extensions.setdefault(THROTTLE, Throttle())
    wait = throttle.wait(key, clock.wall())
    if wait:
        answer = Response("Trop de lectures de cet agenda.\n", 429, content_type="text/plain; charset=utf-8")
        answer.headers["Retry-After"] = str(wait)
        abort(_secret(answer))


def _secret(answer: Response) -> Response:
    """Keep the address to itself."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
