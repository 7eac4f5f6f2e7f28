"""What is typed to receive those admitted, and to have uplinks tried again."""

from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from recruitment.web.forms import IrreversibleForm


class ReceiveForm(IrreversibleForm):
    """The school year to receive for; how many go, when more than a fifth of the pool would (R6.6)."""

    annee = SelectField("Année scolaire où inscrire les candidats", coerce=int)
    disparus = IntegerField(
        "Nombre de candidats qui disparaîtraient",
        [Optional(), NumberRange(0, 1_000_000, message="Un nombre de candidats est attendu.")],
    )


class RetryForm(IrreversibleForm):
    """Uplinks ticked, to be tried again."""
