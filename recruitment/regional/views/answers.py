"""What centres ask: the list, and the answer, to one or to many, in two steps (R4.9)."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require
from recruitment.applications.forms import chosen_ids
from recruitment.contracts import actions
from recruitment.core.database import db
from recruitment.labels import refusal_sentence
from recruitment.regional import asked
from recruitment.regional.asked import Asked
from recruitment.regional.forms import AnswerForm
from recruitment.regional.views.place import departments
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("answers", __name__)
ADDRESS = "/region/demandes"
GRANT, DECLINE = "accorder", "refuser"
FROM = ("/region", ADDRESS)  # the pages that an answer given in a dialog leads back to
MOST = 50  # of one gesture


@blueprint.get(ADDRESS)
@require(Permission.SUPERVISE)
def region_requests() -> str:
    """List what is asked, and what was answered."""
    which, rows = asked.listed(db.session(), current_user.academie, asked.wanted(request.args))
    return render_template(
        "regional/requests.html",
        which=which,
        requests=rows,
        departments=departments(current_user.academie),
    )


@blueprint.get(f"{ADDRESS}/<int:request_id>/<any({GRANT}, {DECLINE}):act>")
@require(Permission.SUPERVISE)
def answer_form(
    request_id: int, act: str, form: AnswerForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show one request, what an answer does, and the message that goes with it."""
    (one,) = _asked([request_id])
    form = form or AnswerForm(capacity=one.wanted_capacity)
    return _step([one], act, form, refusal, f"{ADDRESS}/{request_id}/{act}")


@blueprint.post(f"{ADDRESS}/<int:request_id>/<any({GRANT}, {DECLINE}):act>")
@require(Permission.SUPERVISE)
@shows_refusal(answer_form)
def answer(request_id: int, act: str) -> Response:
    """Grant or decline one request."""
    (one,) = _asked([request_id])
    form = AnswerForm().checked()
    given = {} if one.closes or form.capacity.data is None else {one.id: form.capacity.data}
    (outcome,) = _answer([one], act, form, given)
    if outcome.refusal:
        raise RuleViolation(outcome.refusal, **(outcome.facts or {}))
    flash(_sentence(one, act, outcome), "ok")
    return _after()


@blueprint.get(f"{ADDRESS}/lot")
@require(Permission.SUPERVISE)
def answer_many_form(form: AnswerForm | None = None, refusal: Refusal | None = None) -> str | Response:
    """Show the requests that were ticked, what the answer does to each, and the message for all."""
    ids = chosen_ids()[:MOST]
    if not ids:
        return _nothing_ticked()
    act = _act()
    return _step(_asked(ids), act, form or AnswerForm(), refusal, f"{ADDRESS}/lot?geste={act}")


@blueprint.post(f"{ADDRESS}/lot")
@require(Permission.SUPERVISE)
@shows_refusal(answer_many_form)
def answer_many() -> Response:
    """Grant or decline them all, with one message; what cannot be is told and left."""
    ids = chosen_ids()[:MOST]
    if not ids:
        return _nothing_ticked()
    act = _act()
    found = {one.id: one for one in _asked(ids)}
    outcomes = _answer(list(found.values()), act, AnswerForm().checked(), {})
    done = [outcome for outcome in outcomes if outcome.done]
    if done:
        flash(_counted(len(done), act), "ok")
    for outcome in outcomes:
        if outcome.refusal:
            why = refusal_sentence(RuleViolation(outcome.refusal, **(outcome.facts or {})))
            flash(f"{found[outcome.request_id].name} : {why}", "attention")
    return _after()


def _asked(ids: list[int]) -> list[Asked]:
    """Return these requests; one that is not of the académie does not exist."""
    found = asked.some(db.session(), current_user.academie, ids)
    return found if len(found) == len(ids) else abort(404)


def _nothing_ticked() -> Response:
    flash(refusal_sentence(RuleViolation("no_request_selected")), "attention")
    return redirect(ADDRESS, 303)


def _act() -> str:
    act = request.values.get("geste", "")
    return act if act in (GRANT, DECLINE) else abort(404)


def _answer(found: list[Asked], act: str, form: AnswerForm, given: dict[int, int]) -> Any:
    return actions.answer_requests(
        current_user,
        [one.id for one in found],
        granted=act == GRANT,
        message=form.message.data or "",
        capacities=given,
        submission=submission_of(form, current_user.id),
    )


def _step(found: list[Asked], act: str, form: AnswerForm, refusal: Refusal | None, url: str) -> str:
    closing = [one.programme_id for one in found if one.closes]
    name = "regional/_answer.html" if htmx.wants_partial() else "regional/answer.html"
    return render_template(
        name,
        requests=found,
        grants=act == GRANT,
        form=form,
        refusal=refusal,
        url=url,
        told=asked.searching(db.session(), closing) if act == GRANT and closing else 0,
        closing=len(closing),
        back=_back(),
    )


def _sentence(one: Asked, act: str, outcome: actions.Answered) -> str:
    if act == DECLINE:
        return f"Demande refusée : {one.name}. L’établissement en est informé."
    if one.closes:
        return f"Recrutement clos : {one.name}. {_informed(outcome.told)}"
    return f"Demande accordée : {one.name}, {outcome.capacity} places."


def _informed(told: int) -> str:
    if not told:
        return "Aucun candidat en recherche n’est à informer."
    return (
        "1 candidat en recherche en est informé."
        if told == 1
        else f"{told} candidats en recherche en sont informés."
    )


def _counted(number: int, act: str) -> str:
    s = "s" if number > 1 else ""
    word = "accordée" if act == GRANT else "refusée"
    return f"{number} demande{s} {word}{s}. Les établissements en sont informés."


def _after() -> Response:
    """Go back to the page where the request was answered."""
    return htmx.go_to(_back()) if htmx.wants_partial() else redirect(_back(), 303)


def _back() -> str:
    address = urlsplit(htmx.page_address() or "")
    if address.path in FROM or address.path.startswith("/region/etablissements/"):
        return f"{address.path}?{address.query}" if address.query else address.path
    return ADDRESS
