"""The answer to a batch: sent, taken whole or given up, told line by line (R6.2)."""

import json
from pathlib import Path

from flask import Blueprint, abort, current_app, redirect, render_template
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from recruitment.accounts.access import require_somewhere
from recruitment.core.database import db
from recruitment.core.tabular import TableRefused
from recruitment.labels import ine as words
from recruitment.learners import access
from recruitment.learners.ine import queries
from recruitment.learners.ine.answering import take_answer
from recruitment.learners.ine.forms import AnswerForm
from recruitment.learners.ine.sight import Sight
from recruitment.learners.ine.views.worklist import ADDRESS, without_ine
from recruitment.learners.views import asked
from recruitment.programmes.models import Campaign
from recruitment.rules.vocabulary import Permission
from recruitment.transfers import uploads
from recruitment.transfers.wording import file_name, file_refusal
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import InvalidForm
from recruitment.web.security import accepts_upload
from recruitment.web.submissions import submission_of

blueprint = Blueprint("ine_answers", __name__)


def _form_again(form: AnswerForm | None = None, refusal: Refusal | None = None) -> str:
    return without_ine(answer=form, refusal=refusal)


@blueprint.get(f"{ADDRESS}/reponses")
@require_somewhere(Permission.ENROL)
def answer_form() -> Response:
    """Show the list: the answer is sent from it."""
    return redirect(f"{ADDRESS}#reponses", 303)


@blueprint.post(f"{ADDRESS}/reponses")
@require_somewhere(Permission.ENROL)
@accepts_upload
@shows_refusal(_form_again)
def send() -> Response:
    """Take an answer; its report says what it did, or every error."""
    form = AnswerForm().checked()
    year = asked.year_asked()
    folder = Path(current_app.config["SETTINGS"].data_dir) / "uploads"
    try:
        stored = uploads.keep(folder, form.file.data.stream)
    except TableRefused as refusal:
        form.file.errors = [file_refusal(refusal)]
        raise InvalidForm(form) from refusal
    try:
        exchange_id = take_answer(
            current_user,
            folder / stored.name,
            file_name(form.file.data.filename),
            centre_id=current_user.centre_id,
            campaign_id=_campaign(year),
            year=year,
            mine=access.writable_learners(current_user),
            submission=submission_of(form, current_user.id),
        )
    finally:
        uploads.drop(folder, stored.name)
    return redirect(f"{ADDRESS}/reponses/{exchange_id}", 303)


@blueprint.get(f"{ADDRESS}/reponses/<int:answer_id>")
@require_somewhere(Permission.ENROL)
def show(answer_id: int) -> str:
    """Show what an answer did, or why nothing of it was taken."""
    answer = Sight(current_user).one(answer_id, queries.ANSWER)
    if answer is None:
        abort(404)
    errors = [
        (line.line, name, words.error(code, together))
        for line in answer.lines
        if line.action == "refused"
        for _column, name, code, *together in json.loads(line.payload).get("errors", ())
    ]
    return render_template(
        "learners/ine/answer.html",
        answer=answer,
        errors=errors,
        lines=[line for line in answer.lines if line.action != "refused"],
        year=answer.school_year,
    )


def _campaign(year: int) -> int:
    found = db.session.scalar(select(Campaign.id).where(Campaign.year == year))
    return found if found is not None else abort(404)
