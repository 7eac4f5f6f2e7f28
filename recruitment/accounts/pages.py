"""The blueprint of the room's pages, which several modules of views fill; `views` imports them all."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
