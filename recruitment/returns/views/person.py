"""What exports ask of one registered person beyond their file."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.core import clock
from recruitment.learners.access import registration_or_404
from recruitment.returns import queries
from recruitment.returns.actions import set_detail
from recruitment.returns.fact_list import Fact, of_person
from recruitment.returns.forms import checked, form_of
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form

blueprint = Blueprint("returns_person", __name__)
ADDRESS = "/echanges/exports/personnes/<int:registration_id>"


@blueprint.get(ADDRESS)
def detail_form(registration_id: int, form: Form | None = None, refusal: Refusal | None = None) -> str:
    """Show what exports ask of the person."""
    registration, facts = _asked(registration_id)
    subject = queries.subject_of(_wanted(registration), registration_id, clock.today())
    return render_template(
        "returns/person.html",
        registration=registration,
        subject=subject,
        form=form or form_of(facts, queries.detail_of(registration_id)),
        facts=facts,
        refusal=refusal,
    )


@blueprint.post(ADDRESS)
@shows_refusal(detail_form)
def detail(registration_id: int) -> Response:
    """Keep what exports ask of the person."""
    registration, facts = _asked(registration_id)
    changed = set_detail(current_user, registration, checked(form_of(facts, {}), facts))
    flash("Compléments enregistrés." if changed else "Rien n’a changé.", "ok")
    return redirect(ADDRESS.replace("<int:registration_id>", str(registration_id)), 303)


def _asked(registration_id: int) -> tuple[Any, tuple[Fact, ...]]:
    registration = registration_or_404(current_user, registration_id, Permission.ENROL)
    held = queries.contract_count(registration.admitted_id)
    return registration, of_person([True] * held or [False])


def _wanted(registration: Any) -> queries.Wanted:
    return queries.Wanted(registration.centre_id, registration.campaign_id, registration.school_year)
