"""The pages of pre-registration and of the day on site (R6.8)."""

from flask import Blueprint

from recruitment.stations.views import filling, identity, pages

__all__ = ["blueprint", "filling", "identity"]
blueprint = Blueprint("stations", __name__)
for part in (pages,):
    blueprint.register_blueprint(part.blueprint)
