"""The form that moves the demonstration's clock."""

from datetime import datetime
from typing import NoReturn

from wtforms import DateTimeLocalField, HiddenField, StringField
from wtforms.validators import AnyOf, Optional

from recruitment.web.forms import Form, InvalidForm

DAY, NIGHT, INSTANT = "jour", "nuit", "instant"
NOT_AN_INSTANT = "Écrivez un jour et une heure, par exemple 2025-05-28T23:58."


class ClockForm(Form):
    """Where the clock goes: one day further, to the coming night, or to an instant."""

    vers = StringField(
        "Avancer", default=INSTANT, validators=[AnyOf((DAY, NIGHT, INSTANT), "Choisissez un bouton.")]
    )
    instant = DateTimeLocalField(
        "Jour et heure (heure de Paris)",
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        validators=[Optional()],
    )
    retour = HiddenField()

    @property
    def asked(self) -> datetime:
        """Return the day and hour that were written, without a zone; raise InvalidForm without them."""
        written = self.instant.data
        if written is None:
            self.refuse(NOT_AN_INSTANT)
        return written

    def refuse(self, sentence: str) -> NoReturn:
        """Say why the clock does not go there."""
        self.instant.errors = [sentence]
        raise InvalidForm(self)
