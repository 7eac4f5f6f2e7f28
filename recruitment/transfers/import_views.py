"""The pages of imports: a file is sent, checked by the job, shown, then written when somebody says so."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, stream_with_context
from flask_login import current_user
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from recruitment.accounts.access import refuse_unless, require
from recruitment.core import clock
from recruitment.core.csvfile import CONTENT_TYPE, write_rows
from recruitment.core.database import db
from recruitment.core.tabular import TableRefused
from recruitment.rules.vocabulary import Permission
from recruitment.transfers import actions, preview, queries, uploads, wording
from recruitment.transfers.checking import peek
from recruitment.transfers.columns import COLUMNS, HeadersRefused
from recruitment.transfers.confirmations import passed
from recruitment.transfers.forms import StepForm, UploadForm
from recruitment.transfers.importers import may_import
from recruitment.transfers.tabs import tabs
from recruitment.web import htmx
from recruitment.web.access import unattended
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import InvalidForm
from recruitment.web.security import accepts_upload
from recruitment.web.submissions import submission_of

blueprint = Blueprint("imports", __name__)
REPLIES = "replies"
TEMPLATES = {words.template: kind for kind, words in wording.KINDS.items()}


@blueprint.get("/imports")
@require(Permission.IMPORT_FILES)
def imports(form: UploadForm | None = None, refusal: Refusal | None = None) -> str:
    """List the latest imports, and offer to send a file."""
    forms = [_upload_form(kind, form) for kind in COLUMNS if may_import(current_user, kind)]
    return render_template(
        "transfers/imports.html",
        runs=queries.latest(db.session(), current_user),
        forms=forms,
        programmes=queries.programmes(db.session(), current_user),
        refusal=refusal,
        wording=wording,
        tabs=tabs(current_user),
    )


@blueprint.post("/imports")
@require(Permission.IMPORT_FILES)
@accepts_upload
@shows_refusal(imports)
def send() -> WerkzeugResponse:
    """Keep a file, and have it checked."""
    form = UploadForm()
    form.campaign.choices = _choices(queries.campaigns(db.session()))
    form.checked()
    kind = str(form.kind.data)
    refuse_unless(may_import(current_user, kind), Permission.SETTINGS)
    programme_id = _programme_id(form) if kind == REPLIES else None
    stored = _kept(form, kind, programme_id)
    facts = {
        "kind": kind,
        "campaign_id": form.campaign.data,
        "account_id": current_user.id,
        "centre_id": current_user.centre_id,
        "programme_id": programme_id,
        "file_name": wording.file_name(form.file.data.filename),
        "stored_name": stored.name,
        "sha256": stored.sha256,
    }
    run_id = actions.receive(facts, submission_of(form, current_user.id))
    return redirect(f"/imports/{run_id}", 303)


@blueprint.get("/imports/<name>.csv")
@require(Permission.IMPORT_FILES)
def template(name: str) -> Response:
    """Give an example file, with the columns that are known."""
    kind = TEMPLATES.get(name) or abort(404)
    example = [column.example for column in COLUMNS[kind]]
    return _csv(write_rows([example], wording.columns_of(kind)), f"{name}.csv")


@blueprint.get("/imports/<int:run_id>")
@require(Permission.IMPORT_FILES)
def show(run_id: int, form: StepForm | None = None, refusal: Refusal | None = None) -> str:
    """Show an import: how far it is, what it would do, what it did."""
    run = _run_or_404(run_id)
    session, now = db.session(), clock.now()
    previewed = run.state == "previewed"
    shown = preview.first_lines(session, current_user, run, now) if previewed else preview.Shown({})
    return render_template(
        "transfers/import.html",
        run=run,
        lines=shown.lines,
        examination=shown.examination,
        late=passed(run.counts.get("effects", {}), now) if previewed else 0,
        remarks=_remarks(run, queries.first_remarked(session, run_id)),
        form=form or StepForm(),
        refusal=refusal,
        wording=wording,
    )


@blueprint.get("/imports/<int:run_id>/avancement")
@require(Permission.IMPORT_FILES)
@unattended
def progress(run_id: int) -> str | Response | WerkzeugResponse:
    """Give the progress bar again; once the step is over, the page itself."""
    run = _run_or_404(run_id)
    if not htmx.wants_partial():
        return redirect(f"/imports/{run_id}", 303)
    if run.state not in wording.UNDER_WAY:
        return htmx.go_to(f"/imports/{run_id}")
    return render_template("transfers/_progress.html", run=run, wording=wording)


@blueprint.get("/imports/<int:run_id>/erreurs.csv")
@require(Permission.IMPORT_FILES)
def errors(run_id: int) -> Response:
    """Give the list of errors and warnings, by line and column."""
    run = _run_or_404(run_id)
    chunks = queries.remarked(db.session(), run_id)
    rows = (row for chunk in chunks for row in wording.error_rows(chunk, wording.columns_in(run)))
    return _csv(stream_with_context(write_rows(rows, wording.ERROR_HEADER)), f"erreurs-import-{run_id}.csv")


@blueprint.get("/imports/<int:run_id>/confirmation", endpoint="confirm_form")
@blueprint.get("/imports/<int:run_id>/annulation", endpoint="cancel_form")
@require(Permission.IMPORT_FILES)
def step_form(run_id: int) -> WerkzeugResponse:
    """Show the import: both steps are asked on its page."""
    _run_or_404(run_id)
    return redirect(f"/imports/{run_id}", 303)


@blueprint.post("/imports/<int:run_id>/confirmation")
@require(Permission.IMPORT_FILES)
@shows_refusal(show)
def confirm(run_id: int) -> WerkzeugResponse:
    """Have a checked import written."""
    run = _run_or_404(run_id)
    refuse_unless(may_import(current_user, run.kind), Permission.SETTINGS)
    form = StepForm().checked()
    actions.confirm(run_id, submission_of(form, current_user.id))
    return redirect(f"/imports/{run_id}", 303)


@blueprint.post("/imports/<int:run_id>/annulation")
@require(Permission.IMPORT_FILES)
@shows_refusal(show)
def cancel(run_id: int) -> WerkzeugResponse:
    """Give an import up."""
    run = _run_or_404(run_id)
    form = StepForm().checked()
    actions.cancel(run_id, submission_of(form, current_user.id))
    uploads.drop(_folder(), run.stored_name)
    return redirect("/imports", 303)


def _programme_id(form: UploadForm) -> int | None:
    """Return the programme that a list of replies is about, when its code is given."""
    code = form.programme.data
    if not code:
        return None
    found = queries.programme_id(db.session(), current_user, form.campaign.data, code)
    if found is None:
        form.programme.errors = [
            "Aucune formation de cette session n’a ce code, parmi celles que vous voyez."
        ]
        raise InvalidForm(form)
    return found


def _kept(form: UploadForm, kind: str, programme_id: int | None) -> uploads.Stored:
    """Keep the file that was sent, or show the form again with what is wrong with it as a whole."""
    stored = None
    try:
        stored = uploads.keep(_folder(), form.file.data.stream)
        peek(_folder() / stored.name, kind, with_code=kind == REPLIES and programme_id is None)
    except (TableRefused, HeadersRefused) as refusal:
        uploads.drop(_folder(), stored.name if stored else None)
        form.file.errors = [wording.file_refusal(refusal)]
        raise InvalidForm(form) from refusal
    return stored


def _upload_form(kind: str, sent: UploadForm | None) -> UploadForm:
    """Return the form of a kind of file: as it was sent, or with the campaign nearest to the present."""
    campaigns = queries.campaigns(db.session())
    if sent is not None and sent.kind.data == kind:
        form = sent
    else:
        year = clock.today().year
        nearest = min(campaigns, key=lambda row: abs(row.year - year), default=None)
        form = UploadForm(formdata=None, kind=kind, campaign=nearest.id if nearest else None)
    form.campaign.choices = _choices(campaigns)
    return form


def _choices(campaigns: Sequence[Any]) -> list[SelectChoice]:
    return [SelectChoice(row.id, str(row.year)) for row in campaigns]


def _run_or_404(run_id: int) -> Any:
    return queries.run(db.session(), current_user, run_id) or abort(404)


def _remarks(run: Any, lines: Any) -> list[tuple[object, ...]]:
    return list(wording.error_rows(lines, wording.columns_in(run)))[: queries.SHOWN_REMARKS]


def _folder() -> Path:
    return Path(current_app.config["SETTINGS"].data_dir) / "uploads"


def _csv(blocks: Any, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(blocks, content_type=CONTENT_TYPE, headers=disposition)
