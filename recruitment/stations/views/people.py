"""One person on site: found by their number or name, who they are, what they passed; arrival, departure, payment."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.admissions.models import Admitted
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.core.text import fold
from recruitment.labels.pre_registration import (
    KINDS,
    METHODS,
    PAYERS,
    STATED_METHODS,
    STATED_PAYERS,
    euros,
    waiting,
)
from recruitment.rules.paris import paris_day
from recruitment.rules.vocabulary import Permission
from recruitment.stations import pool, steps
from recruitment.stations.actions.come_and_go import arrive, leave
from recruitment.stations.actions.pass_station import pass_station, undo_passage
from recruitment.stations.on_site_forms import LeaveForm, PaymentForm, UndoForm
from recruitment.stations.queries import board as queries
from recruitment.stations.queries import pre_registrations
from recruitment.stations.views import reach
from recruitment.stations.views.board import ADDRESS, PassForm
from recruitment.web import htmx
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.submissions import submission_of

blueprint = Blueprint("people", __name__)
MOST = 40
SHORTEST = 2


@blueprint.get(f"{ADDRESS}/recherche")
def search() -> Any:
    """Find somebody of the pool by the number that was typed or scanned, else by name."""
    reach.read_centre()
    asked = request.args.get("q", "")[:100].strip()
    folded = fold(asked)
    found = _by_number(asked) or _by_name(folded)
    if len(found) == 1 and asked.replace(" ", "").isdigit():
        return redirect(f"{ADDRESS}/personnes/{found[0].id}", 303)
    return render_template("stations/search.html", asked=asked, found=found, most=MOST)


def _by_number(asked: str) -> Any:
    number = "".join(asked.split())
    if not (number.isascii() and number.isdigit()):
        return []
    return queries.search(db.session(), reach.mine(), Admitted.candidate_number == number[:20], most=MOST)


def _by_name(folded: str) -> Any:
    if len(folded) < SHORTEST:
        return []
    words = [Admitted.search_text.contains(word, autoescape=True) for word in folded.split()[:6]]
    return queries.search(db.session(), reach.mine(), *words, most=MOST)


@blueprint.get(f"{ADDRESS}/personnes/<int:admitted_id>")
def person(admitted_id: int, refusal: Refusal | None = None) -> str:
    """Show somebody: who they are, what they announced, the stations."""
    row = reach.readable(admitted_id)
    session, now = db.session(), clock.now()
    stated = pre_registrations.one(session, admitted_id)
    return render_template(
        "stations/person.html",
        person=row,
        found=pool.person(session, admitted_id),
        here=queries.one_here(session, admitted_id, row.centre_id, paris_day(now)),
        site=queries.site(session, row.centre_id),
        stations=queries.stations(session, row.centre_id),
        history=queries.history(session, admitted_id),
        stated=stated,
        sent=(stated.sent or {}) if stated is not None else {},
        documents=pre_registrations.documents(session, row.centre_id, row.programme_id),
        bringing=steps.BRINGING,
        now=now,
        refusal=refusal,
        may_enrol=reach.may(Permission.ENROL, row),
        form=PassForm(),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "kinds": KINDS,
        "methods": METHODS,
        "payers": PAYERS,
        "stated_methods": STATED_METHODS,
        "stated_payers": STATED_PAYERS,
        "euros": euros,
        "waiting": waiting,
    }


@blueprint.get(f"{ADDRESS}/personnes/<int:admitted_id>/arrivee")
def arrival_address(admitted_id: int) -> Response:
    """Lead back to the person: arriving is a button."""
    reach.readable(admitted_id)
    return redirect(f"{ADDRESS}/personnes/{admitted_id}", 303)


@blueprint.post(f"{ADDRESS}/personnes/<int:admitted_id>/arrivee")
@shows_refusal(person)
def record_arrival(admitted_id: int) -> Response:
    """Put somebody in today's queue."""
    row = reach.writable(admitted_id)
    PassForm().checked()
    arrive(current_user, row.centre_id, admitted_id)
    flash(f"{row.first_name} {row.last_name} est dans la file.", "ok")
    return redirect(f"{ADDRESS}/personnes/{admitted_id}", 303)


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
    return queries.passage(db.session(), passage_id) or abort(404)


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
        **_words(),
    )


def _back(sentence: str, address: str) -> Response:
    flash(sentence, "ok")
    return htmx.go_to(address) if htmx.wants_partial() else redirect(address, 303)
