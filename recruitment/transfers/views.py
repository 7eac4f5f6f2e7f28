"""Files in and out."""

from flask import Blueprint

from recruitment.transfers import import_views

blueprint = Blueprint("transfers", __name__)
blueprint.register_blueprint(import_views.blueprint)
