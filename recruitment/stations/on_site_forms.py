"""What is typed on site and to set it up: amounts, reasons, the names of stations."""

from typing import Any

from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from recruitment.labels.pre_registration import KINDS, METHODS, PAYERS
from recruitment.rules import stations as rules
from recruitment.stations.actions.pass_station import Paid
from recruitment.stations.actions.set_up import Chosen
from recruitment.stations.forms import CHOOSE, LONGEST_POST, Read, question
from recruitment.stations.models import LARGEST_AMOUNT
from recruitment.stations.steps import Typed
from recruitment.transfers import cells
from recruitment.transfers.wording import REMARKS
from recruitment.web.forms import Form, IrreversibleForm, TrimmedField

LONGEST_REASON = 1000
TOO_LONG = f"{LONGEST_REASON} caractères au plus."


def _name(label: str) -> Any:
    typed = Typed("name", label, most=60, needed=True)
    return Read(label, [InputRequired("Écrivez le nom du poste."), Length(max=LONGEST_POST)], typed=typed)


class LeaveForm(Form):
    """Why somebody leaves before they have finished."""

    reason = TextAreaField("Pourquoi", [Length(max=LONGEST_REASON, message=TOO_LONG)])


class UndoForm(Form):
    """Why a passage is undone."""

    reason = TextAreaField(
        "Motif de l’annulation",
        [InputRequired("Écrivez le motif."), Length(max=LONGEST_REASON, message=TOO_LONG)],
    )


class PaymentForm(IrreversibleForm):
    """What is paid on site. Never the number of a card."""

    method = question("Moyen de paiement", METHODS)
    payer = question("Payé par", PAYERS)
    amount = TrimmedField("Montant en euros", [Length(max=20, message="Ce montant est trop long.")])
    reference = TrimmedField(
        "Numéro du chèque, du virement ou du ticket", [Length(max=60, message="60 caractères au plus.")]
    )

    def validate_amount(self, field: TrimmedField) -> None:
        """Ask for an amount, unless there is nothing to pay."""
        if self.method.data == "waived":
            if field.data and rules.cents(field.data):
                raise ValidationError("Exonéré : laissez le montant vide.")
            return
        found = rules.cents(field.data or "")
        if not found or found > LARGEST_AMOUNT:
            raise ValidationError("Écrivez un montant de 0,01 € à 10 000 €, par exemple 125,50.")

    def validate_reference(self, field: TrimmedField) -> None:
        """Refuse what looks like the number of a card, and what cannot be read."""
        if rules.looks_like_a_card(field.data or ""):
            field.data = ""
            raise ValidationError("Cela ressemble à un numéro de carte : il n’est jamais enregistré ici.")
        try:
            field.data = cells.text_up_to(60)(field.data or "") or ""
        except cells.CellRefused as refusal:
            raise ValidationError(REMARKS[refusal.code]) from None

    def paid(self) -> Paid:
        """Return what was typed, once it holds."""
        waived = self.method.data == "waived"
        cents = 0 if waived else rules.cents(self.amount.data or "") or 0
        return Paid(str(self.method.data), str(self.payer.data), cents, self.reference.data or None)


class SettingsForm(Form):
    """Whether the day on site is open, what is usually paid, when what is validated goes up."""

    enabled = BooleanField("Recevoir les admis poste par poste", false_values=(False, "false", "0", ""))
    moment = question(
        "Remontée vers la plateforme",
        {
            "validation": "Dès la validation de l’inscription",
            "end_of_day": "En fin de journée, quand l’inscription est validée et payée",
        },
    )
    amount = TrimmedField("Montant habituel en euros", [Length(max=20, message="Ce montant est trop long.")])

    def validate_amount(self, field: TrimmedField) -> None:
        """Ask for an amount that can be read; empty is none."""
        if field.data and not 0 < (rules.cents(field.data) or 0) <= LARGEST_AMOUNT:
            raise ValidationError("Écrivez un montant de 0,01 € à 10 000 €, ou laissez vide.")

    def chosen(self) -> Chosen:
        """Return the choices, once they hold."""
        cents = rules.cents(self.amount.data or "") or None
        return Chosen(enabled=bool(self.enabled.data), moment=str(self.moment.data), amount_cents=cents)


class StationForm(Form):
    """A station to add."""

    kind = RadioField(
        "Rôle", choices=[SelectChoice(value, words[0]) for value, words in KINDS.items()],
        validators=[InputRequired(CHOOSE), AnyOf(tuple(KINDS), message=CHOOSE)], validate_choice=False,
    )  # fmt: skip
    name = _name("Nom du poste")


class RenameForm(Form):
    """Another name for a station."""

    name = _name("Nom du poste")
