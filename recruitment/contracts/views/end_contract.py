"""Cancel a contract entered by mistake, record that an accepted one was broken (R4.8)."""

from datetime import date
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment import labels
from recruitment.accounts.access import contract_or_404
from recruitment.applications import queries as applications
from recruitment.contracts import actions, queries
from recruitment.contracts.actions import Ended
from recruitment.contracts.forms import BreakContractForm, CancelContractForm, text_of
from recruitment.contracts.outlook import obstacle_to_break, obstacle_to_cancel, state_before_contract
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.rules.vocabulary import ApplicationState, Permission
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import IrreversibleForm
from recruitment.web.submissions import submission_of

blueprint = Blueprint("end_contract", __name__)
END = Permission.CANCEL_CONTRACTS


@blueprint.get("/contrats/<int:contract_id>/annulation")
def cancel_contract_form(
    contract_id: int, form: CancelContractForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show what cancelling does, and ask why."""
    contract = contract_or_404(current_user, contract_id, END)
    return _page("cancel", form or CancelContractForm(), contract, refusal, obstacle_to_cancel(contract))


@blueprint.post("/contrats/<int:contract_id>/annulation")
@shows_refusal(cancel_contract_form)
def cancel_contract(contract_id: int) -> Response:
    """Cancel the contract."""
    contract_or_404(current_user, contract_id, END)
    form = CancelContractForm().checked()
    ended = actions.cancel_contract(
        current_user,
        contract_id,
        reason=text_of(form.reason),
        submission=submission_of(form, current_user.id),
    )
    state = labels.STATES[ApplicationState(ended.state)].long
    return _after(ended, f"Contrat annulé. La candidature est de nouveau « {state} ».")


@blueprint.get("/contrats/<int:contract_id>/rupture")
def break_contract_form(
    contract_id: int, form: BreakContractForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show what recording a breach does, and ask when and why."""
    contract = contract_or_404(current_user, contract_id, END)
    return _page("break", form or BreakContractForm(), contract, refusal, obstacle_to_break(contract))


@blueprint.post("/contrats/<int:contract_id>/rupture")
@shows_refusal(break_contract_form)
def break_contract(contract_id: int) -> Response:
    """Record the breach."""
    contract_or_404(current_user, contract_id, END)
    form = BreakContractForm().checked()
    ended = actions.break_contract(
        current_user,
        contract_id,
        broken_on=cast("date", form.broken_on.data),
        cause=text_of(form.cause),
        submission=submission_of(form, current_user.id),
    )
    return _after(ended, "Rupture enregistrée. Le vœu n’est pas rouvert.")


def _page(verb: str, form: IrreversibleForm, contract: Any, refusal: Refusal | None, obstacle: Any) -> str:
    application = queries.application(db.session(), contract.application_id)
    candidate = applications.candidate(application.candidate_id)
    form.shows(application.version)
    name = "contracts/_{}.html" if htmx.wants_partial() else "contracts/{}.html"
    return render_template(
        name.format(verb),
        form=form,
        refusal=refusal,
        obstacle=Refusal.of(obstacle) if obstacle else None,
        contract=contract,
        application=application,
        candidate=candidate,
        name=f"{candidate.first_name} {candidate.last_name}",
        programme=applications.programme(application.programme_id),
        state_after=state_before_contract(
            application, earlier_contract=queries.other_contract(db.session(), application.id, contract.id)
        ),
        first_day=clock.in_paris(contract.entered_at).date(),
        today=clock.today(),
    )


def _after(ended: Ended, sentence: str) -> Response:
    """Go back to the file, which shows the history."""
    flash(sentence, "ok")
    address = f"/candidatures/{ended.application_id}"
    if htmx.wants_partial():
        return htmx.go_to(address)
    return redirect(address, 303)
