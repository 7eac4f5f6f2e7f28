"""Sending a list, and following it: how far it is, what it would do, what it did."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from recruitment.admissions import access, jobs, queries, reception, undo, wording
from recruitment.admissions.difference import Difference
from recruitment.admissions.forms import NO_PROFILE, ConfirmForm, ListForm, StepForm, UndoForm
from recruitment.admissions.headers import match
from recruitment.admissions.views import asked
from recruitment.admissions.views.place import folder
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.tabular import TableRefused, read_table
from recruitment.exchanges import connectors
from recruitment.labels import admissions as words
from recruitment.labels import refusal_sentence
from recruitment.rules.admissions import check_school_year, school_year_label
from recruitment.rules.errors import RuleViolation
from recruitment.transfers import uploads
from recruitment.transfers.columns import HeadersRefused
from recruitment.transfers.wording import file_name
from recruitment.web import htmx
from recruitment.web.access import unattended
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form, InvalidForm
from recruitment.web.security import accepts_upload
from recruitment.web.submissions import submission_of

blueprint = Blueprint("lists", __name__)
ADDRESS = "/admis/import"


@blueprint.get(ADDRESS)
def lists(form: ListForm | None = None, refusal: Refusal | None = None) -> str:
    """Offer to send a list, and show the latest ones."""
    access.refuse_unless_writes(current_user)
    mine = access.writable(current_user)
    return render_template(
        "admissions/imports.html",
        form=_filled(form),
        latest=queries.latest(db.session(), mine),
        refusal=refusal,
        wording=wording,
        words=words,
        school_year_label=school_year_label,
    )


@blueprint.post(ADDRESS)
@accepts_upload
@shows_refusal(lists)
def send() -> WerkzeugResponse:
    """Keep a list, and have it checked."""
    access.refuse_unless_writes(current_user)
    form = _filled(ListForm())
    form.checked()
    programmes = {row.id: row for row in queries.programmes(db.session(), access.writable(current_user))}
    programme = programmes[form.programme.data]
    check_school_year(programme.year, form.school_year.data)
    profile_id = form.profile.data or None
    sent = reception.Sent(
        programme.id,
        form.school_year.data,
        current_user.id,
        file_name(form.file.data.filename),
        mode=form.mode.data,
        profile_id=profile_id,
    )
    stored = _kept(form, sent)
    sent = replace(sent, stored_name=stored.name, sha256=stored.sha256)
    exchange_id = reception.receive(sent, submission_of(form, current_user.id))
    return redirect(f"{ADDRESS}/{exchange_id}", 303)


@blueprint.get("/admis/import/<int:exchange_id>")
def show(exchange_id: int, form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show a list: how far it is, what it would do, what it did."""
    run = access.list_or_404(current_user, exchange_id)
    session = db.session()
    previewed = run.state == "previewed"
    why = undo.why_kept(session, run)
    figures = Difference(gone=run.counts.get("gone", 0), live_before=run.counts.get("live_before", 0))
    return render_template(
        "admissions/import.html",
        run=run,
        title=queries.title(session, run.programme_id),
        label=school_year_label(run.school_year),
        lines=queries.lines(session, exchange_id) if previewed else {},
        needs_word=previewed and figures.needs_word,
        undoable=why is None,
        told_soon=previewed and connectors.ready(session, run.centre_id, "apogee"),
        kept=refusal_sentence(RuleViolation("import_not_undoable", why=why))
        if run.state == "done" and why
        else None,
        confirm_form=form if isinstance(form, ConfirmForm) else ConfirmForm(formdata=None),
        undo_form=form if isinstance(form, UndoForm) else UndoForm(formdata=None),
        step_form=StepForm(formdata=None),
        refusal=refusal,
        wording=wording,
        words=words,
    )


@blueprint.get("/admis/import/<int:exchange_id>/avancement")
@unattended
def progress(exchange_id: int) -> str | Response | WerkzeugResponse:
    """Give the progress bar again; once the step is over, the page itself."""
    run = access.list_or_404(current_user, exchange_id)
    if not htmx.wants_partial():
        return redirect(f"{ADDRESS}/{exchange_id}", 303)
    if run.state not in wording.UNDER_WAY:
        return htmx.go_to(f"{ADDRESS}/{exchange_id}")
    return render_template("admissions/_progress.html", run=run, wording=wording)


def _filled(sent: ListForm | None) -> ListForm:
    """Give the form its choices: the programmes where one enrols, the school years, the centre's profiles."""
    session = db.session()
    mine = access.writable(current_user)
    years = queries.years(session, mine)
    form = sent or ListForm(school_year=asked.nearest(years))
    form.programme.choices = [
        SelectChoice(row.id, f"{row.title} ({row.code}), session {row.year}")
        for row in queries.programmes(session, mine)
    ]
    shown = sorted({*years, *(year + 1 for year in years), clock.today().year}, reverse=True)
    form.school_year.choices = [SelectChoice(year, school_year_label(year)) for year in shown]
    profiles = queries.profiles(session, current_user.centre_id)
    form.profile.choices = [SelectChoice(NO_PROFILE, "Reconnaître les colonnes par leurs noms")] + [
        SelectChoice(row.id, row.name) for row in profiles
    ]
    return form


def _kept(form: ListForm, sent: reception.Sent) -> Any:
    """Keep the file that was sent; else the log tells that it was refused, and the form why."""
    stored = None
    try:
        stored = uploads.keep(folder(), form.file.data.stream)
        with read_table(folder() / stored.name) as table:
            match(table.headers, jobs.profile(db.session(), sent.profile_id))
    except (TableRefused, HeadersRefused) as refusal:
        uploads.drop(folder(), stored.name if stored else None)
        form.file.errors = [wording.file_refusal(refusal)]
        reception.refused(sent, form.file.errors[0])
        raise InvalidForm(form) from refusal
    return stored
