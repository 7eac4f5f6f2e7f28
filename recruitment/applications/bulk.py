"""One decision for many files of a programme: what it will do, one gesture, one line of result per file."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from recruitment import labels
from recruitment.accounts.access import programme_or_404
from recruitment.applications import actions, queries
from recruitment.applications.forms import BulkForm, chosen_ids
from recruitment.core import clock
from recruitment.programmes.queries import calendar_of
from recruitment.rules import deadlines
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import ApplicationState, Decision, LateRefusals, Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import InvalidForm
from recruitment.web.submissions import submission_of

blueprint = Blueprint("bulk", __name__)


@blueprint.get("/formations/<code>/lot")
def decide_many_form(code: str, form: BulkForm | None = None, refusal: Refusal | None = None) -> str:
    """Show whom the decision would bear on, for whom it is late (R3.3), and who is set aside and why."""
    programme = programme_or_404(current_user, code, Permission.DECIDE)
    rows = queries.named(programme.id, chosen_ids()[: actions.MANY])
    chosen = [row for row in rows if _open(row)]
    form = form or BulkForm()
    form.offer(queries.reasons(programme.centre_id))
    n = len(chosen)
    return _show(
        "bulk",
        "_bulk",
        programme=programme,
        title=f"Décider pour {n} candidature{'s' if n > 1 else ''}" if n else "Décider en lot",
        chosen=chosen,
        late={row.id for row in chosen if deadlines.is_late(row.review_deadline, clock.now())},
        late_refused=calendar_of(programme.campaign_id).late_refusals == LateRefusals.FORBIDDEN,
        set_aside=[row for row in rows if not _open(row)],
        nothing_ticked=not rows,
        form=form,
        refusal=refusal,
    )


@blueprint.post("/formations/<code>/lot")
@shows_refusal(decide_many_form)
def decide_many(code: str) -> str:
    """Decide for each file, and say for each what became of it."""
    programme = programme_or_404(current_user, code, Permission.DECIDE)
    form = _checked(BulkForm(), programme)
    ruling = actions.Ruling(
        Decision(form.decision.data), form.reason.data if form.decision.data == Decision.REFUSED else None,
        form.details.data or "",
    )  # fmt: skip
    outcomes = actions.decide_many(
        current_user, programme.id, chosen_ids(), ruling, submission=submission_of(form, current_user.id)
    )
    done = sum(outcome.done for outcome in outcomes)
    return _show(
        "bulk",
        "_bulk_report",
        programme=programme,
        title=_title(done, len(outcomes) - done, drafted=any(outcome.drafted for outcome in outcomes)),
        drafted=any(outcome.drafted for outcome in outcomes),
        actor_name=current_user.display_name,
        at=clock.now(),
        results=_results(programme.id, outcomes),
        panel="applications/_bulk_report.html",
    )


def _show(page: str, part: str, **context: Any) -> str:
    name = f"applications/{part}.html" if htmx.wants_partial() else f"applications/{page}.html"
    return render_template(name, **context)


def _checked(form: BulkForm, programme: Any) -> BulkForm:
    """Check the choice, the reason of a refusal and the number of files written by hand."""
    form.checked()
    if form.decision.data == Decision.REFUSED:
        form.check_reason(queries.reasons(programme.centre_id))
    if (form.confirmation.data or "").strip() != str(len(chosen_ids())):
        form.confirmation.errors = [f"Écrivez {len(chosen_ids())}, le nombre exact de candidatures."]
    if form.errors:
        raise InvalidForm(form)
    return form


def _open(row: Any) -> bool:
    """Tell whether a person may still decide on this file (R2.1, R2.5, R3.5)."""
    passed = row.auto_retain_at is not None and clock.now() >= row.auto_retain_at
    return row.state == ApplicationState.CONFIRMED and not passed


def _title(done: int, not_done: int, *, drafted: bool) -> str:
    s = "s" if done > 1 else ""
    title = f"{done} refus préparé{s}" if drafted else f"{done} décision{s} enregistrée{s}"
    return f"{title}, {not_done} non enregistrée{'s' if not_done > 1 else ''}" if not_done else title


def _results(programme_id: int, outcomes: list[actions.Outcome]) -> list[dict[str, Any]]:
    by_id = {outcome.application_id: outcome for outcome in outcomes}
    return [
        {
            "application_id": row.id,
            "last_name": row.last_name,
            "first_name": row.first_name,
            "candidate_number": row.candidate_number,
            "state": row.state,
            "done": by_id[row.id].done,
            "late": by_id[row.id].late,
            "at": row.decided_at or clock.now(),
            "reason": _reason(by_id[row.id], row),
        }
        for row in queries.named(programme_id, list(by_id))
    ]


def _reason(outcome: actions.Outcome, row: Any) -> str:
    if outcome.refusal is None:
        return ""
    facts = dict(outcome.facts or {})
    if outcome.refusal == "already_decided":
        facts = {"decision": row.decision, "decided_by": row.decided_by, "decided_at": row.decided_at}
    return labels.refusal_sentence(RuleViolation(outcome.refusal, **facts))
