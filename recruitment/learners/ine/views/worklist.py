"""Who has no INE, and the file that asks for them (R6.2)."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.accounts.access import require_somewhere
from recruitment.applications.forms import chosen_ids
from recruitment.core.csvfile import CONTENT_TYPE, write_rows
from recruitment.learners.ine import queries
from recruitment.learners.ine.actions import MOST, ask, tell_taken
from recruitment.learners.ine.columns import REQUEST
from recruitment.learners.ine.forms import AnswerForm, AskForm
from recruitment.learners.ine.sight import Seen, Sight
from recruitment.learners.views import asked
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import whole_number
from recruitment.web.submissions import submission_of

blueprint = Blueprint("ine", __name__)
ADDRESS = "/apprenants/immatriculation"
PAGE = 200


@blueprint.get(ADDRESS)
@require_somewhere(Permission.ENROL)
def without_ine(
    form: AskForm | None = None, refusal: Refusal | None = None, answer: AnswerForm | None = None
) -> str:
    """List those without an INE, the requests made and the answers taken."""
    year, mine = asked.year_asked(), asked.writes()
    total = queries.count_without(year, mine)
    pages = max(1, -(-total // PAGE))
    page = min(whole_number("page", 1, least=1, most=100_000), pages)
    sight = Sight(current_user)
    return render_template(
        "learners/ine/without.html",
        form=form or AskForm(),
        answer=answer or AnswerForm(formdata=None),
        refusal=refusal,
        year=year,
        total=total,
        rows=queries.without_ine(year, mine, PAGE, (page - 1) * PAGE),
        page=page,
        pages=pages,
        requests=sight.latest(queries.REQUEST),
        answers=sight.latest(queries.ANSWER),
    )


@blueprint.get(f"{ADDRESS}/demandes")
@require_somewhere(Permission.ENROL)
def ask_form() -> WerkzeugResponse:
    """Show the list: the request is made from it."""
    return redirect(ADDRESS, 303)


@blueprint.post(f"{ADDRESS}/demandes")
@require_somewhere(Permission.ENROL)
@shows_refusal(without_ine)
def ask_many() -> WerkzeugResponse:
    """Ask for those ticked, or for all of the year."""
    form = AskForm().checked()
    year, mine = asked.year_asked(), asked.writes()
    everyone = [row.registration_id for row in queries.without_ine(year, mine, MOST)]
    chosen = everyone if request.form.get("tout") else set(chosen_ids()).intersection(everyone)
    request_id = ask(
        current_user,
        sorted(chosen),
        centre_id=current_user.centre_id,
        year=year,
        submission=submission_of(form, current_user.id),
    )
    made = queries.exchange(request_id, current_user.centre_id, queries.REQUEST)
    left = made.counts.get("left_out", 0)
    s = "s" if made.counts["learners"] > 1 else ""
    flash(
        f"Demande d’immatriculation prête : {made.counts['learners']} apprenant{s}. Téléchargez le fichier.",
        "ok",
    )
    if left:
        flash(f"Laissés de côté, il leur manque une date de naissance ou une civilité : {left}.", "attention")
    return redirect(f"{ADDRESS}?annee={year}#demandes", 303)


@blueprint.get(f"{ADDRESS}/demandes/<int:demand_id>.csv")
@require_somewhere(Permission.ENROL)
def download(demand_id: int) -> Response:
    """Hand out a request, as it was made, and tell the journal; lines of others' programmes are not in it."""
    made = Sight(current_user).one(demand_id, queries.REQUEST)
    if made is None:
        abort(404)
    rows = list(_rows(made))
    tell_taken(current_user, current_user.centre_id, demand_id, len(rows))
    answer = Response(b"".join(write_rows(rows, REQUEST)), content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _rows(made: Seen) -> Iterator[list[Any]]:
    for line in made.lines:
        if line.action == "sent":
            said = json.loads(line.payload)
            yield [said.get(name, "") for name in REQUEST]
