"""What is asked in a dialog about one person on site: why they leave, what they pay, why a passage is undone."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.core.database import db
from recruitment.labels.pre_registration import euros
from recruitment.stations import pool, steps
from recruitment.stations.actions.come_and_go import leave
from recruitment.stations.actions.pass_station import pass_station, undo_passage
from recruitment.stations.on_site_forms import LeaveForm, PaymentForm, UndoForm
from recruitment.stations.queries import board as queries
from recruitment.stations.queries import pre_registrations
from recruitment.stations.views import reach
from recruitment.stations.views.board import ADDRESS
from recruitment.stations.views.people import words
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("dialogs", __name__)


@blueprint.get(f"{ADDRESS}/personnes/<int:admitted_id>/depart")
def leave_form(admitted_id: int, form: LeaveForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask why somebody leaves before they have finished."""
    return _dialog("leave", reach.writable(admitted_id), form or LeaveForm(), refusal)


@blueprint.post(f"{ADDRESS}/personnes/<int:admitted_id>/depart")
@shows_refusal(leave_form)
def record_departure(admitted_id: int) -> Response:
    """Take somebody out of today's queue."""
    row = reach.writable(admitted_id)
    form = LeaveForm().checked()
    leave(current_user, row.centre_id, admitted_id, reason=form.reason.data or "")
    return _back("Départ enregistré. Ce qui est passé le reste.", f"{ADDRESS}/personnes/{admitted_id}")


@blueprint.get(f"{ADDRESS}/personnes/<int:admitted_id>/paiement")
def payment_form(admitted_id: int, form: PaymentForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask what is paid, how and by whom; what was announced comes first."""
    row = reach.writable(admitted_id)
    if form is None and refusal is None:
        form = PaymentForm(formdata=None, data=_announced(row))
    return _dialog("payment", row, form or PaymentForm(), refusal)


def _announced(row: Any) -> dict[str, Any]:
    """Return what the payment form shows first: what the person announced, the centre's usual amount."""
    stated = pre_registrations.one(db.session(), row.id)
    said = ((stated.sent or {}) if stated is not None else {}).get(steps.PAYMENT.slug, {})
    site = queries.site(db.session(), row.centre_id)
    usual = site.amount_cents if site is not None else None
    amount = euros(usual).removesuffix("\u00a0€") if usual and said.get("method") != "waived" else ""
    return {"method": said.get("method"), "payer": said.get("payer") or "learner", "amount": amount}


@blueprint.post(f"{ADDRESS}/personnes/<int:admitted_id>/paiement")
@shows_refusal(payment_form)
def record_payment(admitted_id: int) -> Response:
    """Record the payment: the person has passed the station for it."""
    row = reach.writable(admitted_id)
    form = PaymentForm().checked()
    order = queries.stations(db.session(), row.centre_id)
    station = next((one for one in order if one.kind == "payment"), None) or abort(404)
    pass_station(
        current_user,
        row.centre_id,
        admitted_id,
        station.id,
        paid=form.paid(),
        submission=submission_of(form, current_user.id),
    )
    return _back("Paiement enregistré.", f"{ADDRESS}?poste={station.id}")


@blueprint.get(f"{ADDRESS}/passages/<int:passage_id>/annulation")
def undo_form(passage_id: int, form: UndoForm | None = None, refusal: Refusal | None = None) -> str:
    """Ask why a passage is undone."""
    passage = _passage(passage_id)
    row = reach.writable(passage.admitted_id)
    return _dialog("undo", row, form or UndoForm(), refusal, passage=passage)


@blueprint.post(f"{ADDRESS}/passages/<int:passage_id>/annulation")
@shows_refusal(undo_form)
def undo(passage_id: int) -> Response:
    """Undo a passage: the person waits at that station again."""
    passage = _passage(passage_id)
    row = reach.writable(passage.admitted_id)
    form = UndoForm().checked()
    undo_passage(current_user, row.centre_id, passage_id, reason=form.reason.data or "")
    return _back("Passage annulé. Le motif reste dans l’historique.", f"{ADDRESS}/personnes/{row.id}")


def _passage(passage_id: int) -> Any:
    return queries.passage(db.session(), passage_id, reach.seen()) or abort(404)


def _dialog(name: str, row: Any, form: Any, refusal: Refusal | None, **context: Any) -> str:
    shown = f"stations/_{name}.html" if htmx.wants_partial() else "stations/dialog.html"
    return render_template(
        shown,
        part=f"stations/_{name}.html",
        person=row,
        found=pool.person(db.session(), row.id),
        form=form,
        refusal=refusal,
        **context,
        **words(),
    )


def _back(sentence: str, address: str) -> Response:
    flash(sentence, "ok")
    return htmx.go_to(address) if htmx.wants_partial() else redirect(address, 303)
