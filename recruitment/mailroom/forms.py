"""The forms of the pages of mails."""

from wtforms import StringField
from wtforms.validators import AnyOf

from recruitment.web.forms import Form

SEND, DROP = "envoyer", "ecarter"


class DecisionForm(Form):
    """What becomes of the old mails of one kind: the two buttons of the page."""

    choice = StringField("Décision", [AnyOf((SEND, DROP), message="Choisissez : envoyer, ou écarter.")])


class ActForm(Form):
    """An act of one button."""
