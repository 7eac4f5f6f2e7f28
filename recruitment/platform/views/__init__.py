"""The pages of the platform's web service, and the address that it calls."""

from flask import Blueprint

from recruitment.board.points import tells
from recruitment.platform.points import points
from recruitment.platform.views import pushed, reception, uplinks

blueprint = Blueprint("platform", __name__)
for part in (reception, uplinks, pushed):
    blueprint.register_blueprint(part.blueprint)
tells(points)
