"""A centre's school year: its divisions and the documents that it asks for, for its administrator (R6.2)."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from recruitment.accounts.access import may, refuse_unless, visible_programmes
from recruitment.core.submission import new_key
from recruitment.learners import actions, queries, school_years
from recruitment.learners.forms import UNCHANGED, ActForm, DivisionForm, DocumentForm
from recruitment.learners.views import asked
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("divisions_and_documents", __name__)
ADDRESS = "/parametrage/annee-scolaire"
NO_CENTRE = "Divisions et pièces sont celles d’un établissement : seul son administrateur les règle."
Typed = DivisionForm | DocumentForm


@blueprint.get(ADDRESS)
@blueprint.get(f"{ADDRESS}/divisions", endpoint="divisions")
@blueprint.get(f"{ADDRESS}/pieces", endpoint="documents")
def school_year(form: Any = None, refusal: Refusal | None = None, **_address: Any) -> str:
    """Show both lists, and what adds to each."""
    centre_id, year = _centre(), asked.year_asked()
    division = form if isinstance(form, DivisionForm) else DivisionForm(formdata=None)
    document = form if isinstance(form, DocumentForm) else DocumentForm(formdata=None)
    for one in (division, document):
        _offer(one, year)
    divisions = school_years.divisions(centre_id, year, retired=True)
    documents = school_years.documents(centre_id)
    return render_template(
        "learners/school_year.html",
        year=year,
        years=asked.years(),
        divisions=[row for row in divisions if row.retired_at is None],
        retired_divisions=[row for row in divisions if row.retired_at is not None],
        documents=[row for row in documents if row.retired_at is None],
        retired_documents=[row for row in documents if row.retired_at is not None],
        division=division,
        document=document,
        keys=new_key,
        refusal=refusal,
    )


@blueprint.post(f"{ADDRESS}/divisions")
@shows_refusal(school_year)
def add_division() -> Response:
    """Add a division to the year."""
    centre_id, year = _centre(), asked.year_asked()
    form = _checked(DivisionForm(), year)
    values = {**_division(form), "year": year}
    submission = submission_of(form, current_user.id)
    actions.save_division(current_user, centre_id, None, values, submission=submission)
    return _back(f"Division {form.code.data} ajoutée.", year)


@blueprint.get(f"{ADDRESS}/divisions/<int:division_id>")
def division_form(division_id: int, form: DivisionForm | None = None, refusal: Refusal | None = None) -> str:
    """Show a division, to change it."""
    row = _division_or_404(division_id)
    form = form or DivisionForm(
        code=row.code, name=row.name, seats=row.seats, programme=str(row.programme_id or UNCHANGED)
    )
    _offer(form, row.year)
    return render_template("learners/division.html", division=row, form=form, refusal=refusal)


@blueprint.post(f"{ADDRESS}/divisions/<int:division_id>")
@shows_refusal(division_form)
def change_division(division_id: int) -> Response:
    """Change it."""
    row = _division_or_404(division_id)
    form = _checked(DivisionForm(), row.year)
    submission = submission_of(form, current_user.id)
    actions.save_division(current_user, row.centre_id, row.id, _division(form), submission=submission)
    return _back(f"Division {form.code.data} enregistrée.", row.year)


@blueprint.post(f"{ADDRESS}/divisions/<int:division_id>/<any(retirer, remettre):act>")
@shows_refusal(school_year)
def retire_division(division_id: int, act: str) -> Response:
    """Offer a division no more, or again; one that never had anybody goes."""
    row = _division_or_404(division_id)
    form = ActForm().checked()
    back = act == "remettre"
    submission = submission_of(form, current_user.id)
    gone = actions.retire_division(current_user, row.centre_id, row.id, back=back, submission=submission)
    return _back(_said(f"Division {row.code}", gone=gone, back=back), row.year)


@blueprint.post(f"{ADDRESS}/pieces")
@shows_refusal(school_year)
def add_document() -> Response:
    """Ask for one more document."""
    centre_id, year = _centre(), asked.year_asked()
    form = _checked(DocumentForm(), year)
    submission = submission_of(form, current_user.id)
    actions.save_document(current_user, centre_id, None, _document(form), submission=submission)
    return _back(f"« {form.label.data} » est ajoutée aux pièces demandées.", year)


@blueprint.post(f"{ADDRESS}/pieces/<int:document_id>/<any(retirer, remettre):act>")
@shows_refusal(school_year)
def retire_document(document_id: int, act: str) -> Response:
    """Ask for a document no more, or again; one that nobody was ever asked for goes."""
    centre_id = _centre()
    row = next((one for one in school_years.documents(centre_id) if one.id == document_id), None) or abort(
        404
    )
    form = ActForm().checked()
    back = act == "remettre"
    submission = submission_of(form, current_user.id)
    gone = actions.retire_document(current_user, centre_id, row.id, back=back, submission=submission)
    return _back(_said(f"« {row.label} »", gone=gone, back=back), asked.year_asked())


def _said(what: str, *, gone: bool, back: bool) -> str:
    if back:
        return f"{what} : de nouveau dans la liste."
    return (
        f"{what} : supprimée, elle n’a jamais servi." if gone else f"{what} : retirée. Ce qui est noté reste."
    )


def _offer(form: Any, year: int) -> None:
    """Offer the programmes of the year: a division or a document is of one of them, or of all."""
    rows = queries.programmes(visible_programmes(current_user), year)
    form.programme.choices = [
        SelectChoice(UNCHANGED, "Toutes les formations"),
        *(SelectChoice(str(row.id), row.title) for row in rows),
    ]


def _checked(form: Any, year: int) -> Any:
    _offer(form, year)
    form.programme.validate_choice = True
    return form.checked()


def _division(form: Any) -> dict[str, Any]:
    return {
        "code": form.code.data,
        "name": form.name.data,
        "seats": form.seats.data,
        "programme_id": int(form.programme.data) if form.programme.data else None,
    }


def _document(form: Any) -> dict[str, Any]:
    programme_id = int(form.programme.data) if form.programme.data else None
    return {"label": form.label.data, "blocking": bool(form.blocking.data), "programme_id": programme_id}


def _centre() -> int:
    """Return the administrator's centre; nobody else sets its year."""
    refuse_unless(may(current_user, Permission.SETTINGS), Permission.SETTINGS)
    centre_id: int | None = current_user.centre_id
    if centre_id is None:
        abort(403, NO_CENTRE)
    return centre_id


def _division_or_404(division_id: int) -> Any:
    centre_id = _centre()
    found = school_years.division(centre_id, division_id)
    return found or abort(404)


def _back(sentence: str, year: int) -> Response:
    flash(sentence, "ok")
    return redirect(f"{ADDRESS}?annee={year}", 303)
