"""The team's side of pre-registration: who was invited, who answered, and what each proposes (R6.8)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from sqlalchemy import ColumnElement, and_
from werkzeug.wrappers import Response

from recruitment import labels
from recruitment.accounts.access import (
    followed,
    may_somewhere,
    programmes_where,
    refuse_unless,
    refuse_unless_follows_up,
)
from recruitment.admissions.models import Admitted
from recruitment.applications.forms import chosen_ids
from recruitment.core.database import db
from recruitment.enrolments.views.session_asked import session_asked
from recruitment.labels.pre_registration import SITUATIONS, STATED_METHODS, STATED_PAYERS
from recruitment.learners import writing
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission
from recruitment.stations import pool, steps
from recruitment.stations.actions.invite import MANY, invite_many, renew
from recruitment.stations.actions.settle import settle
from recruitment.stations.forms import InviteForm, SettleForm
from recruitment.stations.proposals import CHOICES, Known, differences, label_of
from recruitment.stations.queries import pre_registrations as queries
from recruitment.stations.views import reach
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("follow", __name__)
ADDRESS = "/preinscriptions"


@blueprint.get(ADDRESS)
def followed_list(form: InviteForm | None = None, refusal: Refusal | None = None) -> str:
    """List the people of the pool in one situation."""
    refuse_unless_follows_up(current_user)
    year, campaign_id = session_asked()
    mine, which = and_(Programme.campaign_id == campaign_id, followed(current_user)), _which()
    session = db.session()
    numbers = {row.situation: row.number for row in session.execute(queries.counts(mine))}
    return render_template(
        "stations/follow.html",
        form=form or InviteForm(),
        refusal=refusal,
        year=year,
        which=which,
        words=SITUATIONS,
        numbers=numbers,
        rows=session.execute(queries.listed(mine, which, MANY)).all(),
        most=MANY,
        steps=len(steps.STEPS),
        may_enrol=may_somewhere(current_user, Permission.ENROL),
    )


@blueprint.post(ADDRESS)
@shows_refusal(followed_list)
def invite() -> Response:
    """Send their links to those ticked; who cannot be invited is said by name."""
    refuse_unless(may_somewhere(current_user, Permission.ENROL), Permission.ENROL)
    form = InviteForm().checked()
    rows = {row.id: row for row in _chosen(chosen_ids()[:MANY])}
    outcomes = invite_many(current_user, list(rows), submission=submission_of(form, current_user.id))
    done = sum(one.refusal is None for one in outcomes)
    if done:
        flash(
            f"{done} lien{'s' if done > 1 else ''} de préinscription envoyé{'s' if done > 1 else ''}.", "ok"
        )
    for one in outcomes:
        if one.refusal is not None and one.admitted_id in rows:
            row = rows[one.admitted_id]
            why = labels.refusal_sentence(RuleViolation(one.refusal))
            flash(f"{row.first_name} {row.last_name} : {why}", "attention")
    return redirect(request.full_path.rstrip("?"), 303)


def _chosen(ids: list[int]) -> Any:
    enrols: ColumnElement[bool] = programmes_where(current_user, Permission.ENROL)
    return db.session.execute(queries.named(and_(Admitted.id.in_(ids), enrols))).all()


def _which() -> str:
    asked = request.args.get("vue", "")
    return asked if asked in queries.SITUATIONS else queries.TO_SETTLE


@blueprint.get("/admis/<int:admitted_id>/preinscription")
def proposal(admitted_id: int, form: SettleForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what somebody sent, beside what the platform and the learner's file say."""
    admitted = reach.readable(admitted_id)
    session = db.session()
    row = queries.one(session, admitted_id)
    found = pool.person(session, admitted_id)
    shown = form or SettleForm()
    shown.shows(row.version if row is not None else None)
    return render_template(
        "stations/proposal.html",
        person=admitted,
        found=found,
        row=row,
        differences=_differences(admitted, found, row),
        settled=[(label_of(name), what) for name, what in ((row.settled or {}) if row else {}).items()],
        documents=queries.documents(session, admitted.centre_id, admitted.programme_id),
        bringing=steps.BRINGING,
        stated_methods=STATED_METHODS,
        stated_payers=STATED_PAYERS,
        form=shown,
        refusal=refusal,
        may_enrol=reach.may(Permission.ENROL, admitted),
    )


def _differences(admitted: Any, found: Any, row: Any) -> Any:
    if row is None or row.sent is None:
        return []
    session = db.session()
    platform = Known(admitted, writing.admitted_guardians(session, [admitted.id]).get(admitted.id, {}))
    learner = None
    if found.learner_id is not None:
        known = writing.learner_guardians(session, [found.learner_id]).get(found.learner_id, {})
        learner = Known(queries.learner(session, found.learner_id), known)
    return differences(row.sent, platform, learner)


@blueprint.post("/admis/<int:admitted_id>/preinscription")
@shows_refusal(proposal)
def settle_proposal(admitted_id: int) -> Response:
    """Take what was ticked into the learner's file, leave the rest."""
    reach.writable(admitted_id)
    form = SettleForm().checked()
    taken = [name for name in CHOICES if request.form.get(f"take_{name}")]
    number = settle(
        current_user,
        admitted_id,
        taken,
        version=form.version.data or 0,
        submission=submission_of(form, current_user.id),
    )
    s = "s" if number > 1 else ""
    told = (
        f"{number} renseignement{s} repris dans la fiche." if number else "Rien n’a été repris dans la fiche."
    )
    flash(f"Préinscription traitée. {told}", "ok")
    return redirect(f"/admis/{admitted_id}/preinscription", 303)


@blueprint.get("/admis/<int:admitted_id>/preinscription/lien")
def link_form(admitted_id: int, form: InviteForm | None = None, refusal: Refusal | None = None) -> str:
    """Say what renewing a link does."""
    admitted = reach.writable(admitted_id)
    return render_template(
        "stations/link.html",
        person=admitted,
        found=pool.person(db.session(), admitted_id),
        form=form or InviteForm(),
        refusal=refusal,
    )


@blueprint.post("/admis/<int:admitted_id>/preinscription/lien")
@shows_refusal(link_form)
def renew_link(admitted_id: int) -> Response:
    """End the links that somebody was given, and send another."""
    reach.writable(admitted_id)
    form = InviteForm().checked()
    renew(current_user, admitted_id, submission=submission_of(form, current_user.id))
    flash("Lien de préinscription envoyé par mail. Les précédents n’ouvrent plus rien.", "ok")
    return redirect(f"/admis/{admitted_id}/preinscription", 303)
