"""The pages of the pool of admitted candidates."""

from flask import Blueprint

from recruitment.admissions.views import imports, listing, profiles, steps

blueprint = Blueprint("admissions", __name__)
for part in (listing, imports, steps, profiles):
    blueprint.register_blueprint(part.blueprint)
