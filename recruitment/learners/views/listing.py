"""The learners of a school year: searched by name, origin and import date (R6.5)."""

from flask import Blueprint, render_template
from flask_login import current_user

from recruitment.learners.access import refuse_unless_reads

blueprint = Blueprint("listing", __name__)
ADDRESS = "/apprenants"


@blueprint.get(ADDRESS)
def learners() -> str:
    """List them."""
    refuse_unless_reads(current_user)
    return render_template("learners/list.html")
