"""The check of a SIRET while it is typed (R4.1)."""

from flask import Blueprint, render_template, request

from recruitment.rules.siret import siret_diagnosis
from recruitment.web import htmx

blueprint = Blueprint("siret", __name__)
LONGEST = 100


@blueprint.get("/outils/siret")
def check() -> str:
    """Say what a typed SIRET is: in the form that asks, or as a page of its own."""
    typed = request.args.get("siret", "")[:LONGEST]
    name = "contracts/_siret.html" if htmx.wants_partial() else "contracts/siret.html"
    return render_template(name, diagnosis=siret_diagnosis(typed), typed=typed)
