"""Files in and out."""

from flask import Blueprint

from recruitment.transfers import export_views, import_views

blueprint = Blueprint("transfers", __name__)
blueprint.register_blueprint(import_views.blueprint)
blueprint.register_blueprint(export_views.blueprint)
