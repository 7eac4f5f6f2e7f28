"""The steps of a pre-registration, each saved as it goes; then all of it read again and sent (R6.8)."""

from typing import Any

from flask import abort, redirect, render_template

from recruitment.core.submission import NO_ACCOUNT, Submission
from recruitment.stations import steps
from recruitment.stations.actions import pre_register as act
from recruitment.stations.forms import SendForm, step_form
from recruitment.stations.steps import Step
from recruitment.stations.views.desk import closed, desk, gone, prefilled, to_admitted
from recruitment.stations.views.identity import visit_ended
from recruitment.stations.views.pages import Visit, blueprint, path, visited
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form
from recruitment.web.submissions import submission_of


@blueprint.get("/preinscription/<link>/etapes/<slug>")
@visited(visit_ended)
def step_page(visit: Visit, slug: str) -> Any:
    """Show one step, with what is known already."""
    return _shown(visit, slug)


def _shown(visit: Visit, slug: str, form: Form | None = None, refusal: Refusal | None = None) -> Any:
    read, step = desk(visit), _step(slug)
    if not read.in_pool:
        return gone(read)
    if read.validated_at is not None:
        return closed(read, refusal)
    return render_template(
        "stations/pre/step.html",
        desk=read,
        link=visit.link,
        step=step,
        steps=steps.STEPS,
        rank=steps.STEPS.index(step) + 1,
        form=form or step_form(step, read.documents, minor=read.minor, data=prefilled(read, step)),
        refusal=to_admitted(refusal),
    )


@blueprint.post("/preinscription/<link>/etapes/<slug>")
@visited(visit_ended)
@shows_refusal(_shown)
def save_step(visit: Visit, slug: str) -> Any:
    """Save one step, and go to the next that is to be filled in."""
    step, read = _step(slug), desk(visit)
    if not read.in_pool:
        return gone(read)
    form = step_form(step, read.documents, minor=read.minor).checked()
    typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
    act.save_step(visit.admitted_id, slug, typed)
    return redirect(_next(visit, {**read.answers, slug: typed}, step), 303)


def _next(visit: Visit, answers: dict[str, Any], step: Step) -> str:
    after = steps.after(step)
    if not steps.left(answers):
        return path(visit.link, "verification")
    return path(visit.link, "etapes", (after or steps.left(answers)[0]).slug)


@blueprint.get("/preinscription/<link>/verification")
@visited(visit_ended)
def check_page(visit: Visit) -> Any:
    """Show all that was typed, to read again."""
    return _checked_page(visit)


def _checked_page(visit: Visit, form: SendForm | None = None, refusal: Refusal | None = None) -> Any:
    read = desk(visit)
    if not read.in_pool:
        return gone(read)
    if read.validated_at is not None:
        return closed(read, refusal)
    return render_template(
        "stations/pre/check.html",
        desk=read,
        link=visit.link,
        steps=steps.STEPS,
        form=form or SendForm(),
        refusal=to_admitted(refusal),
    )


@blueprint.post("/preinscription/<link>/verification")
@visited(visit_ended)
@shows_refusal(_checked_page)
def send(visit: Visit) -> Any:
    """Send the pre-registration to the centre; the same form sent twice counts once."""
    form = SendForm().checked()
    given = submission_of(form, NO_ACCOUNT)
    route = f"admitted:{visit.admitted_id}:send"
    act.send(visit.admitted_id, submission=Submission(NO_ACCOUNT, route, given.key, given.body_hash))
    return redirect(path(visit.link, "recu"), 303)


@blueprint.get("/preinscription/<link>/recu")
@visited(visit_ended)
def receipt(visit: Visit) -> Any:
    """Show what was sent and when, to keep."""
    read = desk(visit)
    if not read.in_pool:
        return gone(read)
    if read.row is None or read.row.sent_at is None:
        return redirect(path(visit.link), 303)
    return render_template("stations/pre/receipt.html", desk=read, link=visit.link, steps=steps.STEPS)


def _step(slug: str) -> Step:
    return steps.BY_SLUG.get(slug) or abort(404)
