"""What the entry of a contract shows: the form, the search by number, the result."""

from dataclasses import replace
from typing import Any

from flask import Response, render_template
from flask_login import current_user

from recruitment.accounts.access import sees_contact_details
from recruitment.applications import queries as applications
from recruitment.contracts import outlook, queries
from recruitment.contracts.actions import Entered
from recruitment.contracts.forms import EnterContractForm, FindCandidateForm, text_of
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.submission import new_key
from recruitment.journal.access_log import ACT, Reader, note_seen
from recruitment.programmes.queries import calendar_of
from recruitment.rules.contracts import check_moment, check_programme
from recruitment.rules.errors import RuleViolation
from recruitment.rules.siret import siret_diagnosis
from recruitment.web import htmx
from recruitment.web.errors import Refusal
from recruitment.web.filters import date_short, time_hm

CHANGED = "tremplin:changed"  # for the page beneath: its row, its counters and its gauge are old


def of_application(form: EnterContractForm, application: Any, refusal: Refusal | None) -> str:
    """Show the form for an application."""
    programme = applications.programme(application.programme_id)
    candidate = applications.candidate(application.candidate_id)
    url = f"/candidatures/{application.id}/contrat"
    return _form(form, outlook.standing(programme, candidate, application, clock.now()), url, refusal)


def of_candidate(form: EnterContractForm, programme: Any, candidate: Any, refusal: Refusal | None) -> str:
    """Show the form for a candidate known by number, who may have an application here."""
    application = queries.application_of(db.session(), programme.id, candidate.id)
    url = f"/formations/{programme.code}/contrat"
    return _form(form, outlook.standing(programme, candidate, application, clock.now()), url, refusal)


def find(form: FindCandidateForm, programme: Any, candidate: Any, refusal: Refusal | None) -> str:
    """Ask for a number, or say whose it is and what they already have here."""
    existing = entry = None
    if candidate is not None:
        existing = queries.application_of(db.session(), programme.id, candidate.id)
        entry = queries.contract_entry(db.session(), existing.id) if existing else None
    in_the_way = _nobody_enters(programme)
    return _page(
        "_find",
        programme=programme,
        form=form,
        refusal=refusal,
        candidate=candidate,
        name=_name(candidate) if candidate else "",
        existing=existing,
        entry=entry,
        **_in_the_way(programme, in_the_way, refusal),
        opens_at=in_the_way.details.get("opens_at") if in_the_way else None,
        application=existing,
    )


def entered(done: Entered) -> Response:
    """Say what was entered, in the dialog, and tell the page beneath that it changed."""
    application = queries.application(db.session(), done.application_id)
    programme = applications.programme(application.programme_id)
    candidate = applications.candidate(application.candidate_id)
    body = render_template(
        "contracts/_entered.html",
        programme=programme,
        candidate=candidate,
        name=_name(candidate),
        application_id=done.application_id,
        draft=_draft(programme, candidate),
        contract=queries.entered(db.session(), done.contract_id),
        seats={"taken": done.seat, "capacity": done.capacity, "left": done.capacity - done.seat},
    )
    return htmx.respond(body, trigger={CHANGED: {"application": done.application_id}})


def sentence(done: Entered) -> str:
    """Say the same in a line, for the page that follows."""
    contract = queries.entered(db.session(), done.contract_id)
    until = contract.reply_until
    return (
        f"Contrat enregistré, place {done.seat} sur {done.capacity}. La proposition d’admission est partie : "
        f"réponse attendue avant le {date_short(until)}, {time_hm(until)} (heure de Paris)."
    )


def _form(form: EnterContractForm, standing: outlook.Standing, url: str, refusal: Refusal | None) -> str:
    """Show the form; the version it carries is that of the file as this page shows it."""
    form.shows(standing.application.version if standing.application else None)
    if refusal is not None and refusal.code == "key_reused":
        form.jeton.data = new_key()
    found = outlook.obstacle(standing)
    consequences = outlook.consequences(standing, contacts=sees_contact_details(current_user))
    if consequences.email and standing.application:
        reader = Reader(current_user.reader_id, current_user.login_id)
        note_seen(reader, standing.application.centre_id, [standing.application.id], ACT)
    return _page(
        "_enter",
        form=form,
        refusal=refusal,
        url=url,
        programme=standing.programme,
        candidate=standing.candidate,
        name=_name(standing.candidate),
        application=standing.application,
        draft=_draft(standing.programme, standing.candidate),
        diagnosis=siret_diagnosis(text_of(form.siret)),
        consequences=consequences,
        **_in_the_way(standing.programme, found, refusal),
        lockout=standing.calendar.lockout,
        opens_at=found.details.get("opens_at") if found else None,
    )


def _nobody_enters(programme: Any) -> RuleViolation | None:
    """Return why no contract can be entered now in a programme, whosever it is; None when one can."""
    try:
        check_programme(programme.closed_at, programme.capacity, programme.seats_taken)
        check_moment(calendar_of(programme.campaign_id), clock.now())
    except RuleViolation as refusal:
        return refusal
    return None


def _in_the_way(
    programme: Any, found: RuleViolation | None, refusal: Refusal | None = None
) -> dict[str, Any]:
    """Return, for the templates, `obstacle`, and `asked`: of a full programme, what waits for an answer (R4.9)."""
    obstacle = Refusal.of(found) if found else None
    reached = "capacity_reached" in {shown.code for shown in (obstacle, refusal) if shown}
    asked = queries.open_requests(programme.id) if reached else {}
    if obstacle and found and asked:
        obstacle = replace(obstacle, sentence=queries.full(found.details))
    return {"obstacle": obstacle, "asked": asked}


def _page(part: str, **context: Any) -> str:
    name = f"contracts/{part}.html"
    if htmx.wants_partial():
        return render_template(name, **context)
    return render_template("contracts/enter.html", panel=name, **context)


def _name(candidate: Any) -> str:
    return f"{candidate.first_name} {candidate.last_name}"


def _draft(programme: Any, candidate: Any) -> str:
    """Name the draft that the browser keeps."""
    return f"{programme.code}-{candidate.candidate_number}"
