"""« Traiter inscription(s) importée(s) »: who is admitted and not registered, and how each is matched (R6.2)."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import require_somewhere
from recruitment.admissions.search import ORIGINS
from recruitment.applications.forms import chosen_ids
from recruitment.labels import learners as words
from recruitment.learners import actions, imported, queries
from recruitment.learners.actions.synchronise import MANY
from recruitment.learners.forms import ActForm
from recruitment.learners.views import asked
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("imports", __name__)
ADDRESS = "/apprenants/inscriptions-importees"
SHOWN = 100


@blueprint.get(ADDRESS)
@require_somewhere(Permission.ENROL)
def imported_registrations(form: ActForm | None = None, refusal: Refusal | None = None) -> str:
    """List them, those to confirm first; the lines of the act just done above."""
    year, mine = asked.year_asked(), asked.writes()
    which = request.args.get("vue", "")
    which = which if which in imported.VIEWS else imported.TO_DO
    rows = imported.listed(mine, asked.search_asked(year), which)
    return render_template(
        "learners/imported.html",
        year=year,
        years=asked.years(),
        typed=asked.typed(),
        which=which,
        rows=rows[:SHOWN],
        total=len(rows),
        most=imported.MOST,
        counts=imported.counts(mine, year),
        words=words,
        origins=ORIGINS,
        programmes=queries.programmes(mine, year),
        form=form or ActForm(),
        refusal=refusal,
        report=_report(mine),
    )


@blueprint.post(ADDRESS)
@require_somewhere(Permission.ENROL)
@shows_refusal(imported_registrations)
def synchronise() -> Response:
    """Register those ticked, or all those of the search; what became of each is on the page that follows."""
    form = ActForm().checked()
    mine = asked.writes()
    wanted = list(imported.named(chosen_ids()[:MANY], mine))
    if request.form.get("tous"):
        year = asked.year_asked()
        found = imported.listed(mine, asked.search_asked(year), request.args.get("vue", imported.TO_DO))
        wanted = [one.row.id for one in found][:MANY]
    actions.synchronise(current_user, wanted, submission=submission_of(form, current_user.id))
    back = request.full_path.split("?", 1)[1]
    kept = "&".join(part for part in back.split("&") if part and not part.startswith("rapport="))
    return redirect(f"{ADDRESS}?{kept}{'&' if kept else ''}rapport={form.jeton.data}", 303)


def _report(mine: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Return each person of the act just done, with what became of them."""
    found = queries.report(current_user.id, ADDRESS, request.args.get("rapport", "")[:64])
    if found is None or "outcomes" not in found:
        return []
    people = imported.named([one["admitted_id"] for one in found["outcomes"]], mine)
    return [(people[one["admitted_id"]], one) for one in found["outcomes"] if one["admitted_id"] in people]
