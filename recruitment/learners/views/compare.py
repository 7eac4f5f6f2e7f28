"""Side by side: somebody admitted and the learner who looks like them; each field chosen, or all at once (R6.2)."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.core.database import db
from recruitment.labels import learners as words
from recruitment.learners import access, actions, imported, writing
from recruitment.learners.comparison import Difference, differences, flat
from recruitment.learners.forms import ActForm
from recruitment.learners.people import of_admitted, of_learner
from recruitment.rules.errors import RuleViolation
from recruitment.rules.matching import SURE, Match, Verdict
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import whole_number
from recruitment.web.submissions import submission_of

blueprint = Blueprint("compare", __name__)
LIST = "/apprenants/inscriptions-importees"


@blueprint.get(f"{LIST}/<int:admitted_id>")
def compare_form(admitted_id: int, form: ActForm | None = None, refusal: Refusal | None = None) -> str:
    """Show both records, every field that differs, and why they look alike."""
    row = access.admitted_or_404(current_user, admitted_id, Permission.ENROL)
    standing = writing.standing_of(db.session(), [admitted_id]).get(admitted_id)
    match = _match(row, standing)
    known = imported.seen_among([id_ for id_, _reason in match.alike], access.writable_learners(current_user))
    learner = _chosen(match, known)
    form = form or ActForm()
    form.shows(learner.version if learner is not None else None)
    return render_template(
        "learners/compare.html",
        row=row,
        match=match,
        known=known,
        learner=learner,
        reason=dict(match.alike).get(learner.id) if learner is not None else None,
        standing=standing,
        lines=between(learner, row, standing) if learner is not None else [],
        may_be_new=standing is None and not any(reason in SURE for _id, reason in match.alike),
        words=words,
        form=form,
        refusal=refusal,
    )


@blueprint.post(f"{LIST}/<int:admitted_id>")
@shows_refusal(compare_form)
def compare(admitted_id: int) -> Response:
    """Say who it is."""
    row = access.admitted_or_404(current_user, admitted_id, Permission.ENROL)
    form = ActForm().checked()
    submission = submission_of(form, current_user.id)
    if request.form.get("geste") == "nouveau":
        new = actions.confirm_new(current_user, admitted_id, submission=submission)
        flash("Nouvelle fiche créée, inscription rattachée.", "ok")
        return redirect(f"/apprenants/{new.learner_id}", 303)
    asked = _number("apprenant")
    if not asked:
        raise RuleViolation("learner_elsewhere")
    learner = access.learner_or_404(current_user, asked, Permission.ENROL)
    standing = writing.standing_of(db.session(), [admitted_id]).get(admitted_id)
    lines = between(learner, row, standing)
    confirmed = actions.confirm_same(
        current_user,
        admitted_id,
        learner.id,
        taken=taken(lines),
        version=form.version.data,
        submission=submission,
    )
    flash("Fiche mise à jour." if standing else "Apprenant reconnu, inscription rattachée à sa fiche.", "ok")
    return redirect(f"/apprenants/{confirmed.learner_id}", 303)


def between(learner: Any, row: Any, standing: Any) -> list[Difference]:
    """Return what the platform says otherwise than the learner's file."""
    session = db.session()
    known = flat(of_learner(learner), writing.learner_guardians(session, [learner.id]).get(learner.id, {}))
    incoming = flat(of_admitted(row), writing.admitted_guardians(session, [row.id]).get(row.id, {}))
    return differences(known, incoming, standing.admitted_seen if standing is not None else None)


def taken(lines: Collection[Difference]) -> list[str]:
    """Return the fields whose incoming value was chosen: one by one, all those that say something, or none."""
    gesture = request.form.get("geste", "")
    if gesture == "tout-connu":
        return []
    if gesture == "tout-nouveau":
        return [line.field for line in lines if line.incoming is not None]
    return [line.field for line in lines if request.form.get(f"f-{line.field}") == "nouveau"]


def _match(row: Any, standing: Any) -> Match:
    """Return who looks alike; one who is registered is compared with their own file alone."""
    if standing is None:
        return imported.matched(row)
    found = imported.matched(row)
    own = [one for one in found.alike if one[0] == standing.learner_id]
    return Match(Verdict.SAME, tuple(own))


def _chosen(match: Match, known: dict[int, Any]) -> Any:
    asked = whole_number("apprenant", 0)
    if asked and asked not in known:
        abort(404)
    first = next((id_ for id_, _reason in match.alike if id_ in known), None)
    return known.get(asked or first or 0)


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
