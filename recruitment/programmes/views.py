"""What an administrator sets about campaigns and programmes."""

from flask import Blueprint

from recruitment.programmes import calendar_page, capacity_page, message_page

blueprint = Blueprint("programmes", __name__)
blueprint.register_blueprint(capacity_page.blueprint)
blueprint.register_blueprint(calendar_page.blueprint)
blueprint.register_blueprint(message_page.blueprint)
