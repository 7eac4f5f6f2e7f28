"""All that is held on somebody of the pool, who may have no application here: a file to hand over."""

import json

from flask import Blueprint, Response
from flask_login import current_user

from recruitment.accounts.access import may, refuse_unless
from recruitment.admissions.access import admitted_or_404
from recruitment.admissions.models import Admitted
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.privacy.actions import tell_admitted_exported
from recruitment.privacy.person import held_of_admitted
from recruitment.privacy.views.person import in_paris
from recruitment.rules.vocabulary import Permission

blueprint = Blueprint("admitted", __name__)


@blueprint.get("/admis/<int:admitted_id>/donnees.json")
def file(admitted_id: int) -> Response:
    """Hand it out; the journal says to whom."""
    found = admitted_or_404(current_user, admitted_id)
    refuse_unless(may(current_user, Permission.SETTINGS, found), Permission.SETTINGS, found)
    tell_admitted_exported(current_user.id, found)
    session = db.session()
    told = held_of_admitted(session, session.get_one(Admitted, admitted_id), clock.now())
    body = json.dumps(told, ensure_ascii=False, indent=2, default=in_paris)
    answer = Response(body, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="donnees-admis-{admitted_id}.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
