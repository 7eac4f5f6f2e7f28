"""What a centre asks of the regional authority at capacity: see, make, withdraw (R4.9)."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import may, programme_or_404
from recruitment.contracts import actions, queries
from recruitment.contracts.forms import RegionalRequestForm, WithdrawRequestForm, text_of
from recruitment.contracts.outlook import obstacle_to_request
from recruitment.core.database import db
from recruitment.rules.vocabulary import Permission, RequestKind
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("regional_requests", __name__)
ASK = Permission.REQUEST_REGIONAL


@blueprint.get("/formations/<code>/demandes")
def regional_requests(
    code: str, form: RegionalRequestForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show what was asked, and the form of a request (`?objet=closure` or `capacity`)."""
    programme = programme_or_404(current_user, code)
    kind = _kind()
    form = form or RegionalRequestForm()
    form.objet.data = str(kind or "")
    made = queries.requests(db.session(), programme.id)
    obstacle = obstacle_to_request(programme, kind, made)
    return _page(
        "requests",
        programme=programme,
        kind=kind,
        form=form,
        refusal=refusal,
        requests=made,
        obstacle=Refusal.of(obstacle) if obstacle else None,
        may_ask=may(current_user, ASK, programme),
    )


@blueprint.post("/formations/<code>/demandes")
@shows_refusal(regional_requests)
def make_request(code: str) -> Response:
    """Ask for the closure, or for more seats."""
    programme = programme_or_404(current_user, code, ASK)
    form = RegionalRequestForm().checked()
    submission, reason = submission_of(form, current_user.id), text_of(form.reason)
    kind = _kind() or abort(400)
    if kind is RequestKind.CAPACITY:
        wanted = form.wanted.data or 0
        actions.request_capacity(
            current_user, programme.id, wanted=wanted, reason=reason, submission=submission
        )
    else:
        actions.request_closure(current_user, programme.id, reason=reason, submission=submission)
    return _after(code, "Demande adressée à la DRAIO. Vous pouvez la retirer tant qu’elle est sans réponse.")


@blueprint.get("/formations/<code>/demandes/<int:request_id>/retrait")
def withdraw_request_form(
    code: str, request_id: int, form: WithdrawRequestForm | None = None, refusal: Refusal | None = None
) -> str:
    """Show the request once more before it is withdrawn."""
    programme = programme_or_404(current_user, code, ASK)
    found = _request_or_404(programme, request_id)
    return _page(
        "withdraw_request",
        programme=programme,
        form=form or WithdrawRequestForm(),
        refusal=refusal,
        asked=found,
    )


@blueprint.post("/formations/<code>/demandes/<int:request_id>/retrait")
@shows_refusal(withdraw_request_form)
def withdraw_request(code: str, request_id: int) -> Response:
    """Withdraw a request that is not answered yet."""
    programme = programme_or_404(current_user, code, ASK)
    _request_or_404(programme, request_id)
    form = WithdrawRequestForm().checked()
    actions.withdraw_request(current_user, request_id, submission=submission_of(form, current_user.id))
    return _after(code, "Demande retirée. Elle reste dans l’historique des demandes.")


def _kind() -> RequestKind | None:
    """Return what is asked for, from the form or the address; None for neither."""
    wanted = request.values.get("objet", "")
    return RequestKind(wanted) if wanted in list(RequestKind) else None


def _request_or_404(programme: Any, request_id: int) -> Any:
    asked = queries.requests(db.session(), programme.id)
    found = next((row for row in asked if row.id == request_id), None)
    return found or abort(404)


def _page(name: str, **context: Any) -> str:
    part = f"contracts/_{name}.html" if htmx.wants_partial() else f"contracts/{name}.html"
    return render_template(part, **context)


def _after(code: str, sentence: str) -> Response:
    """Go to the list of what was asked."""
    flash(sentence, "ok")
    address = f"/formations/{code}/demandes"
    if htmx.wants_partial():
        return htmx.go_to(address)
    return redirect(address, 303)
