"""Deciding on one file: choose, read again, confirm. Each step is a page, which htmx swaps into the panel."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment import labels
from recruitment.accounts.access import (
    application_or_404,
    follows_up,
    may,
    refuse_unless,
    sees_contact_details,
    visible_applications,
)
from recruitment.applications import actions, bulk, draft_pages, mail_pages, queries, reason_pages
from recruitment.applications.contact import Contact, contact
from recruitment.applications.forms import DecisionForm, NoteForm, RefusalForm, RetainForm
from recruitment.core import clock
from recruitment.journal.access_log import ACT, Reader, note_seen
from recruitment.programmes.queries import calendar_of
from recruitment.rules import capacity, deadlines
from recruitment.rules.vocabulary import DeadlineRule, Decision, Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.filters import date_short
from recruitment.web.forms import InvalidForm
from recruitment.web.submissions import submission_of

blueprint = Blueprint("applications", __name__)
blueprint.register_blueprint(bulk.blueprint)
blueprint.register_blueprint(reason_pages.blueprint)
blueprint.register_blueprint(draft_pages.blueprint)
blueprint.register_blueprint(mail_pages.blueprint)
LACKING = ("reason_missing", "details_missing")
VOWELS = "aàâäeéèêëiîïoôöuùûüyhAÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜYH"


@blueprint.get("/candidatures/<int:application_id>/decision")
def decide_form(application_id: int, form: DecisionForm | None = None, refusal: Refusal | None = None) -> Any:
    """Show the two decisions, none of them chosen."""
    context = _context(application_id)
    form = form or DecisionForm()
    form.offer(context["reasons"])
    obstacle = actions.why_not(application_id, Decision.RETAINED) if refusal is None else None
    if obstacle is not None:
        return _cannot(context, labels.refusal_sentence(obstacle))
    return _show("decide", context, form=form, refusal=refusal)


@blueprint.post("/candidatures/<int:application_id>/decision")
@shows_refusal(decide_form)
def decide(application_id: int) -> Any:
    """Show what was chosen once more, with its consequences. Nothing is written."""
    form = DecisionForm().checked()
    if form.decision.data == Decision.RETAINED:
        return retain_form(application_id)
    reasons = _context(application_id)["reasons"]
    form.check_reason(reasons)
    if form.reason.errors or form.details.errors:
        raise InvalidForm(form)
    return refuse_form(application_id)


@blueprint.get("/candidatures/<int:application_id>/refus")
def refuse_form(application_id: int, form: RefusalForm | None = None, refusal: Refusal | None = None) -> Any:
    """Show the last step of a refusal."""
    context = _context(application_id)
    refusal = refusal or _foreseen(application_id, Decision.REFUSED)
    form = form or RefusalForm(version=context["application"].version)
    form.offer(context["reasons"])
    if refusal is not None and refusal.code in LACKING:
        form.check_reason(context["reasons"])  # the fields stay open, and say what they lack
    chosen = next((row.label for row in context["reasons"] if row.id == form.reason.data), None)
    complete = chosen if not (form.reason.errors or form.details.errors) else None
    return _show("confirm", context, decision="refused", form=form, refusal=refusal, reason_label=complete)


@blueprint.post("/candidatures/<int:application_id>/refus")
@shows_refusal(refuse_form)
def refuse(application_id: int) -> Any:
    """Refuse for good (R2.3, R2.4), or draft it where another person confirms (R8.3)."""
    application_or_404(current_user, application_id, Permission.DECIDE)
    form = RefusalForm().checked()
    outcome = actions.refuse(
        current_user,
        application_id,
        reason_id=form.reason.data or 0,
        details=form.details.data or "",
        version=form.version.data,
        submission=submission_of(form, current_user.id),
    )
    return _drafted(application_id) if outcome.drafted else _done(application_id)


@blueprint.get("/candidatures/<int:application_id>/retenue")
def retain_form(application_id: int, form: RetainForm | None = None, refusal: Refusal | None = None) -> Any:
    """Show the last step before placing in contract search."""
    context = _context(application_id)
    refusal = refusal or _foreseen(application_id, Decision.RETAINED)
    form = form or RetainForm(version=context["application"].version)
    return _show("confirm", context, decision="retained", form=form, refusal=refusal)


@blueprint.post("/candidatures/<int:application_id>/retenue")
@shows_refusal(retain_form)
def retain(application_id: int) -> Any:
    """Place in contract search for good (R2.3, R2.4)."""
    application_or_404(current_user, application_id, Permission.DECIDE)
    form = RetainForm().checked()
    actions.retain(
        current_user,
        application_id,
        version=form.version.data,
        submission=submission_of(form, current_user.id),
    )
    return _done(application_id)


@blueprint.get("/candidatures/<int:application_id>/pourquoi")
def why_this_date(application_id: int) -> str:
    """Explain the last day and the automatic passage (R3.2)."""
    application = application_or_404(current_user, application_id)
    sentences: tuple[str, ...] = ()
    if application.confirmed_at is not None:
        deadline = deadlines.ReviewDeadline(
            application.review_deadline, application.auto_retain_at, DeadlineRule(application.deadline_rule)
        )
        sentences = labels.why_this_date(
            calendar_of(application.campaign_id), application.confirmed_at, deadline
        )
    name = "applications/_why.html" if htmx.wants_partial() else "applications/why.html"
    return render_template(name, application=application, sentences=sentences)


@blueprint.post("/candidatures/<int:application_id>/notes")
def add_note(application_id: int) -> Any:
    """Add a note of the team."""
    application = application_or_404(current_user, application_id)
    refuse_unless(follows_up(current_user, application), Permission.DECIDE)
    form = NoteForm().checked()
    submission = submission_of(form, current_user.id)
    actions.add_note(current_user, application_id, str(form.note.data).strip(), submission=submission)
    if htmx.wants_partial():
        return render_template(
            "applications/_notes.html",
            application=application,
            notes=queries.notes(application_id),
            note_form=NoteForm(formdata=None),
        )
    return redirect(f"/candidatures/{application_id}#notes", 303)


def _context(application_id: int) -> dict[str, Any]:
    """Return what each step shows of the file, for somebody who may decide on it."""
    application = application_or_404(current_user, application_id, Permission.DECIDE)
    candidate = queries.candidate(application.candidate_id)
    programme = queries.programme(application.programme_id)
    name = f"{candidate.first_name} {candidate.last_name}"
    return {
        "application": application,
        "candidate": candidate,
        "programme": programme,
        "name": name,
        "elided": f"d’{name}" if name[:1] in VOWELS else f"de {name}",
        "reasons": queries.reasons(application.centre_id),
        "others": queries.others_here(application, visible_applications(current_user)),
        "days_left": _days_left(application),
        "essentials": _essentials(candidate, application),
        "seats": _seats(programme),
        "draft": draft_pages.of_file(application),
    }


def _show(step: str, context: dict[str, Any], **more: Any) -> str:
    name = f"applications/_{step}.html" if htmx.wants_partial() else f"applications/{step}.html"
    return render_template(name, **context, **more)


def _cannot(context: dict[str, Any], sentence: str) -> Response | str:
    """Say why nothing can be decided any more, with who decided what and when."""
    if htmx.wants_partial():
        return render_template("applications/_decided.html", **context, sentence=sentence)
    flash(sentence, "attention")
    return redirect(f"/candidatures/{context['application'].id}", 303)


def _foreseen(application_id: int, decision: Decision) -> Refusal | None:
    """Say in place of the last step what it would meet, for whoever comes to it by a kept address or by Back."""
    obstacle = actions.why_not(application_id, decision)
    return Refusal.of(obstacle) if obstacle is not None else None


def _done(application_id: int) -> Response | str:
    """Show what was recorded: in the panel, or on the file's own page."""
    context = _context(application_id)
    application = context["application"]
    if htmx.wants_partial():
        shown = _contact(context)
        if shown.visible:
            note_seen(
                Reader(current_user.reader_id, current_user.login_id),
                application.centre_id,
                [application.id],
                ACT,
            )
        return _show("result", context, contact=shown, may=_may(application))
    state = labels.STATES[application.state].long
    flash(f"{context['name']} : {state}. Décision enregistrée, elle est définitive.", "ok")
    return redirect(f"/candidatures/{application_id}", 303)


def _drafted(application_id: int) -> Response | str:
    """Say that the refusal waits for another person."""
    context = _context(application_id)
    if htmx.wants_partial():
        return _show("drafted", context)
    flash(f"{context['name']} : refus préparé. Une autre personne doit le confirmer.", "ok")
    return redirect(f"/candidatures/{application_id}", 303)


def _contact(context: dict[str, Any]) -> Contact:
    facts = {**context["candidate"]._mapping, **context["application"]._mapping}
    calendar = calendar_of(context["application"].campaign_id)
    shown = sees_contact_details(current_user)
    return contact(SimpleNamespace(**facts), calendar, clock.now(), allowed=shown)


def _may(application: Any) -> dict[str, bool]:
    return {"enter_contracts": may(current_user, Permission.ENTER_CONTRACTS, application)}


def _days_left(application: Any) -> int | None:
    return (application.review_deadline - clock.today()).days if application.review_deadline else None


def _essentials(candidate: Any, application: Any) -> list[tuple[str, str]]:
    facts = (
        ("Établissement d’origine", candidate.origin_school),
        ("Baccalauréat", " · ".join(filter(None, (candidate.bac_series, candidate.bac_honours)))),
        ("Commune", candidate.town),
        ("Vœu confirmé le", date_short(application.confirmed_at)),
    )
    return [(term, value) for term, value in facts if value]


def _seats(programme: Any) -> dict[str, int] | None:
    if not capacity.is_set(programme.capacity):
        return None
    return {
        "left": capacity.seats_left(programme.capacity, programme.seats_taken),
        "capacity": programme.capacity,
    }
