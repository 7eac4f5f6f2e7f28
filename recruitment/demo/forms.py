"""The form that moves the demonstration's clock."""

from datetime import datetime

from wtforms import DateTimeLocalField, HiddenField, StringField
from wtforms.validators import AnyOf, Optional, ValidationError

from recruitment.core.clock import PARIS
from recruitment.web.forms import Form

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

    def validate_instant(self, field: DateTimeLocalField) -> None:
        """Ask for an instant when the person chose to write one."""
        if self.vers.data == INSTANT and not (field.data or field.errors):
            raise ValidationError(NOT_AN_INSTANT)

    @property
    def asked(self) -> datetime:
        """Return the instant that was written, as Paris reads it."""
        written = self.instant.data
        if written is None:
            raise ValueError("an instant is read from a checked form")
        return written.replace(tzinfo=PARIS)
