"""What an administrator sets about campaigns and programmes."""

from flask import Blueprint

from recruitment.programmes import capacity_page

blueprint = Blueprint("programmes", __name__)
blueprint.register_blueprint(capacity_page.blueprint)
