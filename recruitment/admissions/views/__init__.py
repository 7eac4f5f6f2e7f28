"""The pages of the pool of admitted candidates."""

from flask import Blueprint

from recruitment.admissions.points import points
from recruitment.admissions.views import imports, listing, profiles, steps
from recruitment.board.points import tells

blueprint = Blueprint("admissions", __name__)
for part in (listing, imports, steps, profiles):
    blueprint.register_blueprint(part.blueprint)
tells(points)
