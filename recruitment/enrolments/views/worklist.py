"""Enrolments to do, done and to undo, by programme; many are marked done in one gesture (R6.1)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from sqlalchemy import ColumnElement, and_
from werkzeug.wrappers import Response

from recruitment import labels
from recruitment.accounts.access import programmes_where, require_somewhere
from recruitment.applications.forms import chosen_ids
from recruitment.core.database import db
from recruitment.enrolments import actions, queries
from recruitment.enrolments.actions.enrol import MANY
from recruitment.enrolments.forms import EnrolForm
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.exchanges.moments import at_validation
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("worklist", __name__)
ADDRESS = "/inscriptions"


@blueprint.get(ADDRESS)
@require_somewhere(Permission.ENROL)
def worklist(form: EnrolForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what is to do, or what was done, programme by programme."""
    year, campaign_id = session_asked()
    mine, which = _mine(campaign_id), _which()
    programmes = queries.by_programme(mine, which)
    code = request.values.get("formation", "")
    chosen = [row for row in programmes if row.code == code] if code else programmes
    rows = queries.listed(and_(mine, Programme.id.in_([row.id for row in chosen])), which, MANY)
    return render_template(
        "enrolments/worklist.html",
        form=form or EnrolForm(),
        refusal=refusal,
        year=year,
        which=which,
        counts=queries.counts(mine),
        programmes=programmes,
        code=code if chosen is not programmes else "",
        groups=_groups(chosen, rows),
        most=MANY,
        total=sum(row.number for row in chosen),
        waits=not at_validation(db.session(), current_user.centre_id),
    )


@blueprint.post(ADDRESS)
@require_somewhere(Permission.ENROL)
@shows_refusal(worklist)
def enrol_many() -> Response:
    """Mark those ticked done; what cannot be is said by name."""
    form = EnrolForm().checked()
    rows = {row.id: row for row in queries.named(chosen_ids()[:MANY], _mine(session_asked()[1]))}
    outcomes = actions.enrol_many(current_user, list(rows), submission=submission_of(form, current_user.id))
    done = sum(one.done for one in outcomes)
    if done:
        s = "s" if done > 1 else ""
        flash(f"{done} inscription{s} administrative{s} effectuée{s}.", "ok")
    for one in outcomes:
        if one.refusal is not None:
            row = rows[one.application_id]
            why = labels.refusal_sentence(RuleViolation(one.refusal, state=row.state))
            flash(f"{row.first_name} {row.last_name} : {why}", "attention")
    return redirect(request.full_path.rstrip("?"), 303)


def _mine(campaign_id: int) -> ColumnElement[bool]:
    """Return the programmes of a session on which the person may enrol."""
    return and_(Programme.campaign_id == campaign_id, programmes_where(current_user, Permission.ENROL))


def _which() -> str:
    asked = request.args.get("vue", "")
    return asked if asked in queries.SITUATIONS else queries.TO_DO


def _groups(programmes: Any, rows: Any) -> list[tuple[Any, list[Any]]]:
    found = [(one, [row for row in rows if row.programme_id == one.id]) for one in programmes]
    return [group for group in found if group[1]]
