"""The pages of personal data: who saw what, what is held on one person, corrections, files that must be kept."""

from flask import Blueprint

from recruitment.privacy.views import admitted, consultations, holds, identity, person

blueprint = Blueprint("privacy", __name__)
for part in (consultations, identity, person, holds, admitted):
    blueprint.register_blueprint(part.blueprint)
