"""The page on which a team writes its report, and what the public reads (R9.5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response as WerkzeugResponse

from recruitment.accounts import access
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.labels.reports import SECTIONS
from recruitment.programmes.queries import calendar_of
from recruitment.report import actions, figures, pdf, queries
from recruitment.report.content import Content, content
from recruitment.report.forms import PublishForm, ReportForm
from recruitment.rules import reports
from recruitment.rules.vocabulary import Permission
from recruitment.web.access import public
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import whole_number
from recruitment.web.submissions import submission_of

blueprint = Blueprint("report", __name__)
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class NoText:
    """A report of which nothing is written yet."""

    criteria: str = ""
    lessons: str = ""
    advice: str = ""
    version: int = 0
    published_at: datetime | None = None
    frozen_at: datetime | None = None
    figures: str | None = None


@blueprint.get("/formations/<code>/rapport")
def edit(code: str, form: ReportForm | None = None, refusal: Refusal | None = None) -> str:
    """Show a report as it is, its period, and its texts to whoever may write them."""
    programme = _programme(code)
    report = queries.of_programme(db.session(), programme.id) or NoText()
    return render_template(
        "report/edit.html",
        form=form or _filled(report, refusal),
        publication=PublishForm(formdata=None),
        may_write=access.may(current_user, Permission.DECIDE, programme),
        sections=SECTIONS,
        **_shown(programme, report),
        refusal=refusal,
    )


@blueprint.post("/formations/<code>/rapport")
@shows_refusal(edit)
def save(code: str) -> WerkzeugResponse:
    """Keep the texts."""
    programme = _programme(code, Permission.DECIDE)
    form = ReportForm().checked()
    texts = actions.Texts(*((form[field].data or "").strip() for field, _title, _help in SECTIONS))
    actions.save_report(current_user, programme.id, texts, form.version.data or 0)
    flash("Rapport enregistré.", "ok")
    return redirect(f"{_address(programme)}#apercu", 303)


@blueprint.get("/formations/<code>/rapport/publication")
def publish_form(code: str, form: PublishForm | None = None, refusal: Refusal | None = None) -> str:
    """Say what publishing does, before it is done."""
    programme = _programme(code, Permission.DECIDE)
    report = queries.of_programme(db.session(), programme.id) or NoText()
    form = form or PublishForm(formdata=None)
    form.shows(report.version)
    return render_template("report/publish.html", form=form, **_shown(programme, report), refusal=refusal)


@blueprint.post("/formations/<code>/rapport/publication")
@shows_refusal(publish_form)
def publish(code: str) -> WerkzeugResponse:
    """Make the report public."""
    programme = _programme(code, Permission.DECIDE)
    form = PublishForm().checked()
    submission = submission_of(form, current_user.id)
    actions.publish_report(current_user, programme.id, form.version.data or 0, submission)
    flash("Rapport publié.", "ok")
    return redirect(_address(programme), 303)


@blueprint.get("/formations/<code>/rapport.pdf")
def preview_file(code: str) -> Response:
    """Hand out the report as it would be published."""
    programme = _programme(code)
    report = queries.of_programme(db.session(), programme.id) or NoText()
    return _file(_content(report, programme.id, programme.campaign_id), code, programme.year)


@blueprint.get("/rapports/<int:year>/<code>")
@public
def public_page(year: int, code: str) -> str:
    """Show a published report to anybody."""
    report = queries.published(db.session(), year, code) or abort(404)
    found = _content(report, report.programme_id, report.campaign_id)
    return render_template("report/public.html", content=found, report=report, year=year, code=code)


@blueprint.get("/rapports/<int:year>/<code>/rapport.pdf")
@public
def public_file(year: int, code: str) -> Response:
    """Hand out a published report to anybody."""
    report = queries.published(db.session(), year, code) or abort(404)
    answer = _file(_content(report, report.programme_id, report.campaign_id), code, year)
    answer.headers["Cache-Control"] = "public, max-age=300"  # it is drawn again for nobody in between
    return answer


def _filled(report: Any, refusal: Refusal | None) -> ReportForm:
    """Return the form of the texts as they are; as they were typed, where keeping them was refused."""
    if refusal is None:
        texts = {field: getattr(report, field) for field, _title, _help in SECTIONS}
        return ReportForm(formdata=None, version=report.version, **texts)
    form = ReportForm()
    form.version.raw_data, form.version.data = None, report.version
    return form


def _programme(code: str, permission: Permission = Permission.SEE) -> Any:
    year = whole_number("session", 0) or None
    return access.programme_or_404(current_user, code, permission, year=year)


def _address(programme: Any) -> str:
    return f"/formations/{programme.code}/rapport?session={programme.year}"


def _shown(programme: Any, report: Any) -> dict[str, Any]:
    now, period = clock.now(), reports.period(calendar_of(programme.campaign_id))
    return {
        "programme": programme,
        "report": report,
        "period": period,
        "opened": period is not None and now >= period.opens_at,
        "over": period is not None and now >= period.closes_at,
        "address": _address(programme),
        "content": _content(report, programme.id, programme.campaign_id),
    }


def _content(report: Any, programme_id: int, campaign_id: int) -> Content:
    """Return a report with the figures that were frozen, else with those of now, or of the end of the period."""
    if report.figures is not None:
        return content(figures.read(report.figures), report, frozen=True)
    now, period = clock.now(), reports.period(calendar_of(campaign_id))
    over = period is not None and now >= period.closes_at
    at = period.closes_at - timedelta(microseconds=1) if period is not None and over else now
    return content(figures.gather(db.session(), programme_id, at), report, frozen=over)


def _file(found: Content, code: str, year: int) -> Response:
    answer = Response(pdf.written(found, clock.now()), content_type=PDF)
    name = "".join(letter for letter in code if letter.isascii() and letter.isalnum())
    answer.headers["Content-Disposition"] = f'inline; filename="rapport-{year}-{name}.pdf"'
    return answer
