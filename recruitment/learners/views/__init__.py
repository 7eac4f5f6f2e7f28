"""The pages of learners: the list, what is imported and waits, one learner's file, what completes it."""

from flask import Blueprint

from recruitment.learners.views import compare, completion, edit, file, imports, listing, merging

blueprint = Blueprint("learners", __name__)
#: Each registers its own addresses; those of INE and of validation are in packages of their own.
PARTS = (listing, imports, compare, completion, merging, file, edit)
for part in PARTS:
    blueprint.register_blueprint(part.blueprint)
