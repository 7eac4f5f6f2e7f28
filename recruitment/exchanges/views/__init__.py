"""The pages of exchanges: the log, and the connectors of a centre."""

from flask import Blueprint

from recruitment.exchanges import tabs
from recruitment.exchanges.views import connectors, journal

blueprint = Blueprint("exchanges", __name__)
blueprint.record_once(lambda state: tabs.init_app(state.app))
for part in (journal, connectors):
    blueprint.register_blueprint(part.blueprint)
