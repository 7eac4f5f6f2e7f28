"""The pages about Apogée: who goes there, the files, what comes back, and the settings."""

from flask import Blueprint

from recruitment.apogee import trial
from recruitment.apogee.points import points
from recruitment.apogee.views import bac, files, paid, places, rows
from recruitment.board.points import tells

__all__ = ["blueprint", "trial"]

blueprint = Blueprint("apogee", __name__)
PARTS = (rows, bac, files, paid, places)
for part in PARTS:
    blueprint.register_blueprint(part.blueprint)
tells(points)
