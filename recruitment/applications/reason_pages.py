"""The centre's list of reasons for refusing, for its administrator (R2.7)."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import DataRequired

from recruitment.accounts.access import may, refuse_unless
from recruitment.applications import queries
from recruitment.applications import reasons as actions
from recruitment.rules.vocabulary import Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form, NameField

blueprint = Blueprint("reasons", __name__)
LONGEST = 200
ADDRESS = "/parametrage/motifs"
NO_CENTRE = "Les motifs de refus sont ceux d’un centre : seul l’administrateur du centre en règle la liste."
STEPS = {"monter": -1, "descendre": 1}


class ReasonForm(Form):
    """The words of a reason, and whether a free text must come with it."""

    label = NameField("Motif", [DataRequired("Écrivez le motif.")], limit=LONGEST)
    needs_details = BooleanField("Demander une précision quand ce motif est choisi")

    def wording(self) -> actions.Wording:
        """Return what was typed."""
        return actions.Wording(str(self.label.data), bool(self.needs_details.data))


@blueprint.get(ADDRESS)
def reasons(form: ReasonForm | None = None, refusal: Refusal | None = None, **_address: Any) -> str:
    """Show the list, what changes it, and what was retired."""
    return _list(form or ReasonForm(), refusal)


@blueprint.post(ADDRESS)
@shows_refusal(reasons)
def add_reason() -> Response:
    """Add a reason."""
    centre_id = _centre()
    wording = ReasonForm().checked().wording()
    actions.add_reason(current_user, centre_id, wording)
    return _back(f"« {wording.label} » est ajouté à la liste.")


@blueprint.get(f"{ADDRESS}/<int:reason_id>")
def change_reason_form(
    reason_id: int, form: ReasonForm | None = None, refusal: Refusal | None = None
) -> Response | str:
    """Show the words of a reason."""
    row = _reason_or_404(_centre(), reason_id)
    if row.retired_at is not None and refusal is None:
        return redirect(ADDRESS, 303)
    form = form or ReasonForm(label=row.label, needs_details=row.needs_details)
    return render_template("applications/reason.html", reason=row, form=form, refusal=refusal)


@blueprint.post(f"{ADDRESS}/<int:reason_id>")
@shows_refusal(change_reason_form)
def change_reason(reason_id: int) -> Response:
    """Change the words of a reason, or what it asks."""
    centre_id = _centre()
    _reason_or_404(centre_id, reason_id)
    wording = ReasonForm().checked().wording()
    actions.change_reason(current_user, centre_id, reason_id, wording)
    return _back(f"« {wording.label} » : changement enregistré.")


@blueprint.get(f"{ADDRESS}/<int:reason_id>/<any(monter, descendre, retirer, remettre):act>")
def no_page(reason_id: int, act: str) -> Response:  # noqa: ARG001 - an address opened again leads to the list
    """Lead to the list: these acts are buttons of it."""
    return redirect(ADDRESS, 303)


@blueprint.post(f"{ADDRESS}/<int:reason_id>/<any(monter, descendre):act>")
@shows_refusal(reasons)
def move_reason(reason_id: int, act: str) -> Response | str:
    """Move a reason up or down; in the page itself for htmx, where the button keeps the focus."""
    centre_id = _centre()
    row = _reason_or_404(centre_id, reason_id)
    place = actions.move_reason(current_user, centre_id, reason_id, STEPS[act])
    said = f"« {row.label} » est en position {place}."
    return _list(ReasonForm(formdata=None), None, said) if htmx.wants_partial() else _back(said)


@blueprint.post(f"{ADDRESS}/<int:reason_id>/<any(retirer, remettre):act>")
@shows_refusal(reasons)
def retire_or_restore_reason(reason_id: int, act: str) -> Response:
    """Offer a reason no more, or again."""
    centre_id = _centre()
    row = _reason_or_404(centre_id, reason_id)
    if act == "retirer":
        actions.retire_reason(current_user, centre_id, reason_id)
        return _back(f"« {row.label} » n’est plus proposé. Les décisions passées gardent ce motif.")
    actions.restore_reason(current_user, centre_id, reason_id)
    return _back(f"« {row.label} » est de nouveau proposé, en fin de liste.")


def _list(form: ReasonForm, refusal: Refusal | None, said: str = "") -> str:
    rows = queries.reasons_of(_centre())
    name = "applications/_reasons.html" if htmx.wants_partial() else "applications/reasons.html"
    return render_template(
        name,
        offered=[row for row in rows if row.retired_at is None],
        retired=[row for row in rows if row.retired_at is not None],
        form=form,
        refusal=refusal,
        said=said,
    )


def _back(sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(ADDRESS, 303)


def _centre() -> int:
    """Return the administrator's centre, whose list this is; nobody else changes it."""
    refuse_unless(may(current_user, Permission.SETTINGS), Permission.SETTINGS)
    centre_id: int | None = current_user.centre_id
    if centre_id is None:
        abort(403, NO_CENTRE)
    return centre_id


def _reason_or_404(centre_id: int, reason_id: int) -> Any:
    return next((row for row in queries.reasons_of(centre_id) if row.id == reason_id), None) or abort(404)
