"""The administrator's page of jobs: when each ran and will run, what it would do, run it now."""

from datetime import date, datetime
from itertools import islice
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require, runs_installation
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.rules.vocabulary import Permission
from recruitment.schedule import queries, runner
from recruitment.schedule.forms import PreviewForm, RunForm
from recruitment.schedule.job import Job
from recruitment.schedule.jobs import BY_NAME, JOBS
from recruitment.schedule.labels import OUTCOMES, STARTED_BY
from recruitment.schedule.moments import DATED, default_instant, written
from recruitment.web import filters
from recruitment.web.access import unattended
from recruitment.web.errors import BAD_FORM, Refusal, shows_refusal
from recruitment.web.submissions import submission_of

PREVIEWED = 200  # rows shown; the command gives them all

blueprint = Blueprint("schedule", __name__)


@blueprint.get("/parametrage/taches")
@require(Permission.SETTINGS)
def jobs() -> str:
    """List the jobs with their last and next runs."""
    return render_template(
        "schedule/jobs.html", lines=queries.overview(db.session(), JOBS, clock.now()), **_words()
    )


@blueprint.get("/parametrage/taches/<name>")
@require(Permission.SETTINGS)
def job(name: str) -> str:
    """Show one job, its latest runs and their logs."""
    return render_template("schedule/job.html", line=_line(_job_or_404(name)), runs=_runs(name), **_words())


@blueprint.get("/parametrage/taches/<name>/executions")
@require(Permission.SETTINGS)
@unattended
def runs(name: str) -> str:
    """Give the latest runs of a job again while one is under way."""
    return render_template("schedule/_runs.html", line=_line(_job_or_404(name)), runs=_runs(name), **_words())


@blueprint.get("/parametrage/taches/<name>/apercu")
@require(Permission.RUN_JOBS)
def preview(name: str) -> tuple[str, int]:
    """Show what a job would do at an instant, without doing it (R3.7)."""
    found = _job_or_404(name)
    form = PreviewForm.from_address() if name in DATED else None
    at = (form and form.asked) or default_instant(name, clock.now())
    wrong = bool(form and form.errors)
    if form:
        form.shows(at)
    table = {} if wrong else _preview_table(found, at)
    page = render_template("schedule/preview.html", job=found, form=form, at=at, written=written(at), **table)
    return page, BAD_FORM if wrong else 200


@blueprint.get("/parametrage/taches/<name>/lancement")
@require(Permission.RUN_JOBS)
def run_form(name: str, form: RunForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask once more before running a job."""
    return render_template(
        "schedule/run.html", job=_job_or_404(name), form=form or RunForm(), refusal=refusal
    )


@blueprint.post("/parametrage/taches/<name>/lancement")
@require(Permission.RUN_JOBS)
@shows_refusal(run_form)
def run(name: str) -> Response:
    """Run a job now, beside the page."""
    form = RunForm().checked()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    runner.start_now(app, _job_or_404(name), current_user.id, submission_of(form, current_user.id))
    flash("Tâche lancée.", "ok")
    return redirect(url_for("schedule.job", name=name), 303)


def _job_or_404(name: str) -> Job:
    if name not in BY_NAME:
        abort(404)
    return BY_NAME[name]


def _line(found: Job) -> queries.JobLine:
    return queries.overview(db.session(), [found], clock.now())[0]


def _runs(name: str) -> list[queries.RunLine]:
    return queries.runs(db.session(), name)


def _preview_table(found: Job, at: datetime) -> dict[str, Any]:
    """Return the first rows of what a job would do, as the page shows them."""
    planned = found.preview(db.session(), at)
    rows = list(islice(planned.rows, PREVIEWED + 1))
    return {
        "header": planned.header,
        "rows": [[_cell(value) for value in row] for row in rows[:PREVIEWED]],
        "more": len(rows) > PREVIEWED,
    }


def _cell(value: object) -> str:
    """Return a value of a preview as a page shows it."""
    if isinstance(value, datetime):
        return filters.instant(value)
    return filters.date_long(value) if isinstance(value, date) else str(value)


def _words() -> dict[str, Any]:
    """Return what the templates say; logs name rows of every centre, so only who runs them all reads them."""
    return {
        "may_run": runs_installation(current_user),
        "outcomes": OUTCOMES,
        "started_by": STARTED_BY,
    }
