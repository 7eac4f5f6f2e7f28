"""What is typed to control, to validate, to cancel, and to date a school year."""

from wtforms import DateField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, Optional

from recruitment.labels.registrations import NATURES
from recruitment.rules.registrations import PRINCIPAL
from recruitment.web.forms import IrreversibleForm

LONGEST_REASON = 1000
TOO_LONG = f"{LONGEST_REASON} caractères au plus."


class ControlForm(IrreversibleForm):
    """The controls are run; nothing is typed."""


class ValidateForm(IrreversibleForm):
    """A validation, and what the platform is told of it."""

    nature = SelectField(
        "Nature de l’inscription",
        coerce=int,
        choices=[SelectChoice(*one) for one in NATURES.items()],
        default=PRINCIPAL,
    )


class CancelForm(IrreversibleForm):
    """Why a registration is cancelled."""

    reason = TextAreaField("Motif de l’annulation", [Length(max=LONGEST_REASON, message=TOO_LONG)])


class CalendarForm(IrreversibleForm):
    """The dates of a school year."""

    first_day = DateField("Jour de la rentrée", [Optional()])
    bac_results_day = DateField("Résultats du baccalauréat", [Optional()])

    def within(self, year: int) -> None:
        """Note a date that is not of this school year, nor just before it."""
        spans = {
            self.first_day: ((year, 7, 1), (year + 1, 6, 30)),
            self.bac_results_day: ((year, 6, 1), (year, 9, 30)),
        }
        for field, (since, until) in spans.items():
            day = field.data
            if day is not None and not since <= (day.year, day.month, day.day) <= until:
                field.errors = [
                    f"Cette date n’est pas de l’année scolaire {year}/{year + 1}. Vérifiez l’année."
                ]
