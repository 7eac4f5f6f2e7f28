"""Set the capacity of a programme, and whether its refusals ask for two people: the page."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from recruitment.accounts.access import programme_or_404
from recruitment.programmes.set_capacity import CapacitySet
from recruitment.programmes.set_capacity import set_capacity as set_it
from recruitment.programmes.two_steps import set_two_steps as set_them
from recruitment.rules import capacity
from recruitment.rules.regional_requests import LARGEST_CAPACITY
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form

blueprint = Blueprint("capacity", __name__)
BOUNDS = f"Indiquez un nombre entier de 0 à {LARGEST_CAPACITY}."


class SeatsField(IntegerField):
    """A number of seats; what is no number is told with its bounds."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Leave what is no number to the validators, which say what to write."""
        with suppress(ValueError):
            super().process_formdata(valuelist)


class CapacityForm(Form):
    """How many contracts a programme may have; 0 closes it to contracts."""

    capacity = SeatsField(
        "Nombre de places",
        [InputRequired(BOUNDS), NumberRange(0, LARGEST_CAPACITY, message=BOUNDS)],
    )


class TwoStepsForm(Form):
    """Whether a refusal asks for two people."""

    two_step_refusals = BooleanField(
        "Un refus demande deux personnes : l’une le prépare, l’autre le confirme"
    )


@blueprint.get("/parametrage/formations/<code>/capacite")
def set_capacity_form(code: str, form: CapacityForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the capacity, and what is taken of it."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    known = programme.capacity if capacity.is_set(programme.capacity) else None
    return render_template(
        "programmes/set_capacity.html",
        programme=programme,
        form=form or CapacityForm(capacity=known),
        steps=TwoStepsForm(formdata=None, two_step_refusals=programme.two_step_refusals),
        refusal=refusal,
        largest=LARGEST_CAPACITY,
    )


@blueprint.post("/parametrage/formations/<code>/capacite")
@shows_refusal(set_capacity_form)
def set_capacity(code: str) -> Response:
    """Set the capacity (R4.9, R9.2)."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    form = CapacityForm().checked()
    flash(_sentence(programme, set_it(current_user, programme.id, form.capacity.data or 0)), "ok")
    return redirect(f"/formations/{code}", 303)


@blueprint.get("/parametrage/formations/<code>/refus")
def no_page(code: str) -> Response:
    """Lead to the page that holds this setting."""
    programme_or_404(current_user, code, Permission.SETTINGS)
    return redirect(f"/parametrage/formations/{code}/capacite#refus", 303)


@blueprint.post("/parametrage/formations/<code>/refus")
def set_two_steps(code: str) -> Response:
    """Ask two people for each refusal, or one (R8.3)."""
    programme = programme_or_404(current_user, code, Permission.SETTINGS)
    wanted = bool(TwoStepsForm().checked().two_step_refusals.data)
    changed = set_them(current_user, programme.id, wanted=wanted)
    people = "deux personnes" if wanted else "une personne"
    now = "un refus demande désormais" if changed else "rien n’a changé, un refus demande"
    flash(f"{programme.title} : {now} {people}.", "ok")
    return redirect(f"/parametrage/formations/{code}/capacite", 303)


def _sentence(programme: Any, done: CapacitySet) -> str:
    if done.old == done.new:
        return f"{programme.title} : capacité inchangée, {done.new}."
    before = f" au lieu de {done.old}" if capacity.is_set(done.old) else ""
    return f"{programme.title} : capacité de {done.new}{before}. Le changement est inscrit dans l’historique."
