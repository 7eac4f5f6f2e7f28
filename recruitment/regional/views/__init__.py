"""The regional authority's pages: its académie, its centres, what they ask, the calendar."""

from flask import Blueprint

from recruitment.regional.views import answers, centres, desk, opening

blueprint = Blueprint("regional", __name__)
for part in (desk, centres, answers, opening):
    blueprint.register_blueprint(part.blueprint)
