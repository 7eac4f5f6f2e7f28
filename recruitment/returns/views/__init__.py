"""The pages of the exports for others: their controls, their files, what they ask for."""

from flask import Blueprint

from recruitment.returns.views import exports, many, person, settings

blueprint = Blueprint("returns", __name__)
for part in (exports, settings, person, many):
    blueprint.register_blueprint(part.blueprint)
