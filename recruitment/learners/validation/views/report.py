"""The report of a run of the controls, or of validations: what was said of each person (R6.2)."""

from collections import Counter
from typing import Any

from flask import Blueprint, abort, render_template
from flask_login import current_user

from recruitment.accounts.access import require_somewhere
from recruitment.core.database import db
from recruitment.labels import refusal_sentence
from recruitment.labels import registrations as words
from recruitment.learners.validation import reports, worklists
from recruitment.learners.validation.validate import DONE
from recruitment.learners.validation.views import shown
from recruitment.learners.views import asked
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Permission

blueprint = Blueprint("report", __name__)
NOTHING_TO_SAY = frozenset({DONE, "ready", "waiting", "blocked", "registration_blocked"})


@blueprint.get("/apprenants/validation/rapports/<int:report_id>")
@require_somewhere(Permission.ENROL)
def report(report_id: int) -> str:
    """Show it; those of programmes in which one may not enrol are left out, and counted."""
    found = reports.read(db.session(), report_id, current_user.centre_id)
    if found is None:
        abort(404)
    row, said = found
    people = worklists.named([one.registration_id for one in said], asked.writes())
    lines = [(people[one.registration_id], one) for one in said if one.registration_id in people]
    return render_template(
        "learners/validation/report.html",
        report=row,
        lines=lines,
        hidden=len(said) - len(lines),
        counts=Counter(one.outcome for _person, one in lines),
        untold=sum(one.outcome == DONE and person.uplink is None for person, one in lines),
        sentence=_sentence,
        sentences=shown.sentences,
        words=words,
        controls=row.kind == reports.CONTROLS,
        **shown.calendar(row.school_year),
    )


def _sentence(said: reports.Said, person: Any) -> str:
    """Say what refused somebody, where no finding says it."""
    if said.outcome in NOTHING_TO_SAY:
        return ""
    facts = {"first_day": person.first_day, "at": person.validated_at}
    return refusal_sentence(RuleViolation(said.outcome, **facts))
