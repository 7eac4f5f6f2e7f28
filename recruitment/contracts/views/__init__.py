"""The pages of contracts, and of what a centre asks the regional authority for."""

from flask import Blueprint

from recruitment.contracts.views import end_contract, enter_contract, regional_requests, reply_deadline, siret

blueprint = Blueprint("contracts", __name__)
for part in (enter_contract, end_contract, regional_requests, reply_deadline, siret):
    blueprint.register_blueprint(part.blueprint)
