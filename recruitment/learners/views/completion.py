"""Complete one registration or many at once: division, régime, options, documents; one line each (R6.2)."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from recruitment.accounts.access import require_somewhere
from recruitment.applications.forms import chosen_ids
from recruitment.labels import learners as words
from recruitment.learners import actions, queries, school_years
from recruitment.learners.actions.complete import MANY, Completion
from recruitment.learners.forms import NONE, UNCHANGED, CompleteForm
from recruitment.learners.views import asked
from recruitment.rules.errors import RuleViolation
from recruitment.rules.synchronisation import options_of
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("completion", __name__)
ADDRESS = "/apprenants/completer"


@blueprint.get(ADDRESS)
@require_somewhere(Permission.ENROL)
def complete_form(form: CompleteForm | None = None, refusal: Refusal | None = None) -> Any:
    """Show who is chosen and what can be set; the lines of the act just done instead, once it is."""
    report = _report()
    if report:
        return render_template("learners/completed.html", report=report, words=words)
    rows = queries.chosen(_asked_for(), asked.writes())
    if not rows and refusal is None:
        flash("Aucun apprenant choisi. Cochez au moins une ligne de la liste.", "attention")
        return redirect("/apprenants", 303)
    form = form or _filled(rows)
    _offer(form, rows)
    return render_template("learners/complete.html", rows=rows, form=form, refusal=refusal, words=words)


@blueprint.post(ADDRESS)
@require_somewhere(Permission.ENROL)
@shows_refusal(complete_form)
def complete() -> Response:
    """Set it on each."""
    form = CompleteForm()
    rows = queries.chosen(chosen_ids()[:MANY], asked.writes())
    if not rows:
        raise RuleViolation("nothing_selected")
    _offer(form, rows)
    form.checked()
    done = actions.complete(
        current_user,
        [row.id for row in rows],
        _completion(form),
        submission=submission_of(form, current_user.id),
    )
    if len(done) > 1:
        return redirect(f"{ADDRESS}?rapport={form.jeton.data}", 303)
    _say(done[0])
    return redirect(f"/apprenants/{rows[0].learner_id}", 303)


def _asked_for() -> list[int]:
    """Return what is ticked, or all that the search of the list finds."""
    if not request.args.get("tous"):
        return chosen_ids()[:MANY]
    _total, rows = queries.registrations(asked.writes(), asked.search_asked(asked.year_asked()), 1, MANY)
    return [row.id for row in rows]


def _say(one: Any) -> None:
    if one.refusal:
        flash(words.refusal(one.refusal), "attention")
    elif one.over_seats:
        flash(words.over_seats(one.over_seats), "attention")
    else:
        flash("Inscription complétée." if one.changed else "Rien n’a changé.", "ok")


def _filled(rows: Sequence[Any]) -> CompleteForm:
    """Return the form: of one registration it says what is set, of many nothing is chosen beforehand."""
    if len(rows) != 1:
        return CompleteForm(formdata=None)
    options = "\n".join(rows[0].options)
    return CompleteForm(
        formdata=None,
        data={
            "division": str(rows[0].division_id or UNCHANGED),
            "regime": rows[0].regime or UNCHANGED,
            "options": options,
            "set_options": bool(options),
        },
    )


def _offer(form: CompleteForm, rows: Sequence[Any]) -> None:
    """Offer the divisions of the year and the programmes of those chosen."""
    programmes = {row.programme_id for row in rows}
    found: dict[int, Any] = {}
    for centre_id, year in sorted({(row.centre_id, row.school_year) for row in rows}):
        found |= {one.id: one for one in school_years.divisions(centre_id, year)}
    of = [one for one in found.values() if one.programme_id is None or one.programme_id in programmes]
    form.division.choices = [
        SelectChoice(UNCHANGED, "Ne pas changer"),
        SelectChoice(NONE, "Aucune"),
        *(SelectChoice(str(one.id), words.division(one)) for one in of),
    ]


def _completion(form: CompleteForm) -> Completion:
    """Return what was chosen; what is left as it is is not in it."""
    sets = set()
    division, regime = form.division.data or UNCHANGED, form.regime.data or UNCHANGED
    choices: Any = form.division.choices or ()
    offered = {choice.value for choice in choices}
    if division != UNCHANGED and division in offered:
        sets.add("division")
    if regime != UNCHANGED:
        sets.add("regime")
    if form.set_options.data:
        sets.add("options")
    if form.ask_documents.data:
        sets.add("documents")
    return Completion(
        frozenset(sets),
        division_id=int(division) if "division" in sets and division != NONE else None,
        regime=regime if "regime" in sets and regime != NONE else None,
        options=tuple(options_of(form.options.data or "")),
    )


def _report() -> list[tuple[Any, dict[str, Any]]]:
    found = queries.report(current_user.id, ADDRESS, request.args.get("rapport", "")[:64])
    if found is None or "done" not in found:
        return []
    rows = queries.chosen([one["registration_id"] for one in found["done"]], asked.writes())
    known = {row.id: row for row in rows}
    return [(known[one["registration_id"]], one) for one in found["done"] if one["registration_id"] in known]
