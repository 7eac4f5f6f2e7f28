"""The pages of what comes after the reply."""

from flask import Blueprint

from recruitment.enrolments.views import discrepancies, one, sirets, worklist

blueprint = Blueprint("enrolments", __name__)
for part in (one, worklist, sirets, discrepancies):
    blueprint.register_blueprint(part.blueprint)
