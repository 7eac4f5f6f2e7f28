"""All that is held on one person: a page to print, a file to hand over (right of access)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, render_template
from flask_login import current_user
from sqlalchemy import select

from recruitment.accounts.access import visible_applications
from recruitment.applications.models import Application
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.journal.access_log import EXPORT, FILE, Reader, note_access
from recruitment.labels import contact_sentence
from recruitment.labels.dates import day_long, instant
from recruitment.privacy.actions import tell_person_exported
from recruitment.privacy.masks import Held
from recruitment.privacy.person import Sight, held
from recruitment.privacy.rights import file_or_404, shown_contact
from recruitment.programmes.queries import calendar_of

blueprint = Blueprint("person", __name__)
ADDRESS = "/candidatures/<int:application_id>/donnees"


@blueprint.get(ADDRESS)
def page(application_id: int) -> str:
    """Show it, as the person can read it; opening it leaves a trace."""
    application = file_or_404(application_id)
    note_access(_reader(), application, FILE)
    found = _held(application)
    identity = found["identité"]
    name = f"{identity['prénom']} {identity['nom']}"
    shown = shown_contact(application)
    return render_template(
        "privacy/person.html",
        application=application,
        name=name,
        held=_worded(found),
        masked=contact_sentence(shown.visibility, calendar_of(application.campaign_id), clock.now()),
    )


@blueprint.get(f"{ADDRESS}.json")
def file(application_id: int) -> Response:
    """Hand it out; the journal says to whom."""
    application = file_or_404(application_id)
    note_access(_reader(), application, EXPORT)
    tell_person_exported(current_user.id, application)
    body = json.dumps(_held(application), ensure_ascii=False, indent=2, default=in_paris)
    answer = Response(body, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="donnees-{application_id}.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _held(application: Any) -> Held:
    session = db.session()
    ids = session.scalars(
        select(Application.id)
        .where(Application.candidate_id == application.candidate_id, visible_applications(current_user))
        .order_by(Application.id)
    ).all()
    sight = Sight(ids, shown_contact(application).visibility, current_user.centre_id)
    return held(session, application, sight, clock.now())


def _reader() -> Reader:
    return Reader(current_user.reader_id, current_user.login_id)


def in_paris(value: object) -> str:
    """Write an instant with the offset of Paris."""
    if isinstance(value, datetime):
        return clock.in_paris(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _worded(value: Any) -> Any:
    """Return the same tree in words: days and instants as people read them, what is empty left out."""
    if isinstance(value, Mapping):
        worded = {name: _worded(one) for name, one in value.items()}
        return {name: one for name, one in worded.items() if one not in ("", [], {})}
    if isinstance(value, list | tuple):
        return [_worded(one) for one in value]
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day_long(value)
    return "" if value is None else str(value)
