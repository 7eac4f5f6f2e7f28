"""The pages of learners: the list, what is imported and waits, one learner's file, what completes it."""

from flask import Blueprint

from recruitment.board.points import tells
from recruitment.learners.ine import views as ine
from recruitment.learners.points import points
from recruitment.learners.validation import points as validation_points
from recruitment.learners.validation import views as validation
from recruitment.learners.views import compare, completion, edit, file, imports, listing, merging, settings

blueprint = Blueprint("learners", __name__)
#: Each registers its own addresses.
PARTS = (listing, imports, compare, completion, merging, file, edit, settings, *ine.PARTS, *validation.PARTS)
for part in PARTS:
    blueprint.register_blueprint(part.blueprint)
tells(points)
tells(validation_points.points)
