"""Enter a contract: for an application, or for a candidate of the campaign known by number."""

from typing import Any

from flask import Blueprint, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import application_or_404, programme_or_404
from recruitment.contracts import actions, queries
from recruitment.contracts.actions import Entered
from recruitment.contracts.actions.look_up_number import look_up_number
from recruitment.contracts.forms import (
    EnterContractForm,
    EnterContractForNumberForm,
    FindCandidateForm,
    text_of,
)
from recruitment.contracts.views import entry_pages
from recruitment.core.database import db
from recruitment.rules.vocabulary import Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("enter_contract", __name__)
ENTER = Permission.ENTER_CONTRACTS


@blueprint.get("/candidatures/<int:application_id>/contrat")
def enter_contract_form(
    application_id: int, form: EnterContractForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show the form for an application, with what would follow and what stands in the way."""
    application = application_or_404(current_user, application_id, ENTER)
    return entry_pages.of_application(form or EnterContractForm(), application, refusal)


@blueprint.post("/candidatures/<int:application_id>/contrat")
@shows_refusal(enter_contract_form)
def enter_contract(application_id: int) -> Response | str:
    """Enter the contract (R4.1 to R4.7)."""
    application_or_404(current_user, application_id, ENTER)
    form = EnterContractForm().checked()
    entered = actions.enter_contract(
        current_user,
        application_id,
        employer_name=text_of(form.employer_name),
        siret=text_of(form.siret),
        version=form.version.data,
        submission=submission_of(form, current_user.id),
    )
    return _after(entered)


@blueprint.get("/formations/<code>/contrat")
def find_candidate_form(code: str, form: Any = None, refusal: Refusal | None = None) -> str:
    """Ask for a number, say whose it is, then show the form of a contract."""
    programme = programme_or_404(current_user, code, ENTER)
    candidate = queries.candidate_by_number(db.session(), programme.campaign_id, _number())
    if candidate is not None and ("siret" in request.form or "confirme" in request.form):
        contract_form = form if isinstance(form, EnterContractForm) else EnterContractForNumberForm()
        return entry_pages.of_candidate(contract_form, programme, candidate, refusal)
    finding = form if isinstance(form, FindCandidateForm) else FindCandidateForm()
    return entry_pages.find(finding, programme, candidate, refusal)


@blueprint.post("/formations/<code>/contrat")
@shows_refusal(find_candidate_form)
def enter_contract_for_number(code: str) -> Response | str:
    """Find a candidate by number (nothing is written), or enter their contract (R4.2)."""
    programme = programme_or_404(current_user, code, ENTER)
    if "siret" not in request.form:
        number = text_of(FindCandidateForm().checked().candidate_number)
        look_up_number(current_user, programme, _number())
        queries.known_candidate(db.session(), programme.campaign_id, number)
        return find_candidate_form(code)
    look_up_number(current_user, programme, _number())
    form = EnterContractForNumberForm().checked()
    entered = actions.enter_contract_for_number(
        current_user,
        programme.id,
        text_of(form.candidate_number),
        employer_name=text_of(form.employer_name),
        siret=text_of(form.siret),
        version=form.version.data,
        submission=submission_of(form, current_user.id),
    )
    return _after(entered)


def _number() -> str:
    """Return the number that was typed, without its spaces."""
    return "".join(request.form.get("candidate_number", "").split())[:40]


def _after(entered: Entered) -> Response | str:
    """Answer once the contract is in: in the dialog, or on the file's page."""
    if htmx.wants_partial():
        return entry_pages.entered(entered)
    flash(entry_pages.sentence(entered), "ok")
    return redirect(f"/candidatures/{entered.application_id}", 303)
