"""Change a learner's file, their guardians, where the documents of a registration stand."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.core import clock
from recruitment.labels import learners as words
from recruitment.learners import access, actions, queries
from recruitment.learners.forms import DOCUMENT_CHOICES, EDITED, ActForm, GuardiansForm, LearnerForm
from recruitment.learners.people import CONTACT, GUARDIAN, IDENTITY, POSITIONS, SCHOOLING
from recruitment.rules.paris import paris_day
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("edit", __name__)


@blueprint.get("/apprenants/<int:learner_id>/fiche")
def learner_form(learner_id: int, form: LearnerForm | None = None, refusal: Refusal | None = None) -> str:
    """Show what is known, to change it."""
    row = access.learner_or_404(current_user, learner_id, Permission.ENROL)
    form = form or LearnerForm(data={name: getattr(row, name) for name in EDITED})
    form.shows(row.version)
    validated = queries.is_registered(learner_id)[1]
    groups = (("Identité", IDENTITY), ("Coordonnées", CONTACT), ("Scolarité", SCHOOLING))
    return render_template(
        "learners/edit.html", learner=row, form=form, groups=groups, validated=validated, refusal=refusal
    )


@blueprint.post("/apprenants/<int:learner_id>/fiche")
@shows_refusal(learner_form)
def edit_learner(learner_id: int) -> Response:
    """Change it."""
    row = access.learner_or_404(current_user, learner_id, Permission.ENROL)
    registered, validated = queries.is_registered(learner_id)
    today = paris_day(clock.now())
    form = LearnerForm().about(row, registered=registered, validated=validated, today=today).checked()
    changed = actions.edit_learner(
        current_user,
        learner_id,
        form.values(),
        version=form.version.data,
        submission=submission_of(form, current_user.id),
    )
    flash("Fiche enregistrée." if changed else "Rien n’a changé.", "ok")
    return redirect(f"/apprenants/{learner_id}", 303)


@blueprint.get("/apprenants/<int:learner_id>/responsables")
def guardians_form(learner_id: int, form: GuardiansForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the two guardians, to change them."""
    row = access.learner_or_404(current_user, learner_id, Permission.ENROL)
    known = {one.position: one for one in queries.guardians_of(learner_id)}
    form = form or GuardiansForm(data=_known(known))
    form.shows(row.version)
    return render_template(
        "learners/guardians.html",
        learner=row,
        form=form,
        fields=[(at, [form[f"r{at}_{name}"] for name in GUARDIAN]) for at in POSITIONS],
        refusal=refusal,
    )


@blueprint.post("/apprenants/<int:learner_id>/responsables")
@shows_refusal(guardians_form)
def edit_guardians(learner_id: int) -> Response:
    """Change them."""
    access.learner_or_404(current_user, learner_id, Permission.ENROL)
    form = GuardiansForm().checked()
    changed = actions.edit_guardians(
        current_user,
        learner_id,
        form.values(),
        version=form.version.data,
        submission=submission_of(form, current_user.id),
    )
    flash("Responsables enregistrés." if changed else "Rien n’a changé.", "ok")
    return redirect(f"/apprenants/{learner_id}#responsables", 303)


@blueprint.get("/apprenants/pieces/<int:registration_id>")
def documents_form(registration_id: int, form: ActForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the documents of a registration, with where each stands."""
    row = access.registration_or_404(current_user, registration_id, Permission.ENROL)
    return render_template(
        "learners/documents.html",
        registration=row,
        learner=access.learner_or_404(current_user, row.learner_id),
        documents=queries.documents_of(row),
        choices=DOCUMENT_CHOICES,
        form=form or ActForm(),
        refusal=refusal,
        words=words,
    )


@blueprint.post("/apprenants/pieces/<int:registration_id>")
@shows_refusal(documents_form)
def set_documents(registration_id: int) -> Response:
    """Note them."""
    row = access.registration_or_404(current_user, registration_id, Permission.ENROL)
    form = ActForm().checked()
    states = {
        one.id: request.form[f"piece-{one.id}"]
        for one in queries.documents_of(row)
        if f"piece-{one.id}" in request.form
    }
    changed = actions.set_documents(
        current_user, registration_id, states, submission=submission_of(form, current_user.id)
    )
    s = "s" if len(changed) > 1 else ""
    flash(f"{len(changed)} pièce{s} notée{s}." if changed else "Rien n’a changé.", "ok")
    return redirect(f"/apprenants/{row.learner_id}", 303)


def _known(known: dict[int, Any]) -> dict[str, Any]:
    return {f"r{at}_{name}": getattr(one, name) for at, one in known.items() for name in GUARDIAN}
