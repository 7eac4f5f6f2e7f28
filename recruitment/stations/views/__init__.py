"""The pages of pre-registration and of the day on site (R6.8)."""

from flask import Blueprint

from recruitment.board.points import tells
from recruitment.stations.points import points
from recruitment.stations.views import board, day, dialogs, filling, follow, identity, pages, people, settings

__all__ = ["blueprint", "filling", "identity"]
blueprint = Blueprint("stations", __name__)
for part in (pages, follow, board, people, dialogs, day, settings):
    blueprint.register_blueprint(part.blueprint)
tells(points)
