"""What is typed about contracts. What the rules refuse (SIRET, name, dates) is left to them."""

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from recruitment.rules.regional_requests import LARGEST_CAPACITY
from recruitment.rules.replies import LONGEST_NAME
from recruitment.web.forms import IrreversibleForm, NameField, TrimmedField

LONGEST_REASON, LONGEST_SIRET, LONGEST_NUMBER = 1000, 100, 40
NOT_TICKED = (False, "false", "0", "")
TOO_LONG = f"{LONGEST_REASON} caractères au plus."
NOT_A_NUMBER = "Ce champ attend un nombre entier."


class EnterContractForm(IrreversibleForm):
    """A contract: the employer's SIRET and name, and the word that all was checked (R4.1).

    `despite_refusal` is asked for a refused candidate (R4.2): sent empty, it was shown and not chosen.
    """

    siret = TrimmedField(
        "Numéro SIRET de l’employeur", [Length(max=LONGEST_SIRET, message="Ce numéro est trop long.")]
    )
    employer_name = NameField("Nom ou dénomination de l’employeur", limit=LONGEST_NAME)
    despite_refusal = SelectField(
        "Contrat malgré le refus",
        choices=[SelectChoice("", "Choisir"), SelectChoice("1", "Oui, saisir ce contrat malgré le refus")],
        validate_choice=False,
    )
    verified = BooleanField(
        "J’ai vérifié le candidat, la formation et l’employeur.",
        [DataRequired("Cochez cette case une fois la vérification faite.")],
        name="checked",  # `checked` is a method of every form
        false_values=NOT_TICKED,
    )

    def validate_despite_refusal(self, field: SelectField) -> None:
        """Ask for the choice where it was shown."""
        if field.raw_data and field.data != "1":
            raise ValidationError("Confirmez que vous saisissez ce contrat malgré le refus.")


class EnterContractForNumberForm(EnterContractForm):
    """The same for a candidate known by number only (R4.2)."""

    candidate_number = HiddenField(
        "Numéro d’inscription", [Length(max=LONGEST_NUMBER, message="Ce numéro est trop long.")]
    )


class FindCandidateForm(IrreversibleForm):
    """The number of a candidate who has no application here."""

    candidate_number = TrimmedField(
        "Numéro d’inscription",
        [
            InputRequired("Indiquez le numéro d’inscription."),
            Length(max=LONGEST_NUMBER, message="Ce numéro est trop long."),
        ],
    )


class CancelContractForm(IrreversibleForm):
    """Why a contract entered by mistake is cancelled (R4.8)."""

    reason = TextAreaField("Motif de l’annulation", [Length(max=LONGEST_REASON, message=TOO_LONG)])
    verified = BooleanField(
        "J’ai vérifié : ce contrat a été saisi par erreur.",
        [DataRequired("Cochez cette case une fois la vérification faite.")],
        name="checked",  # `checked` is a method of every form
        false_values=NOT_TICKED,
    )


class BreakContractForm(IrreversibleForm):
    """When and why an accepted contract was broken (R4.8)."""

    broken_on = DateField("Date de la rupture", [InputRequired("Indiquez la date de la rupture.")])
    cause = TextAreaField("Cause de la rupture", [Length(max=LONGEST_REASON, message=TOO_LONG)])
    verified = BooleanField(
        "J’ai vérifié : le contrat est rompu.",
        [DataRequired("Cochez cette case une fois la vérification faite.")],
        name="checked",  # `checked` is a method of every form
        false_values=NOT_TICKED,
    )


class RegionalRequestForm(IrreversibleForm):
    """What is asked of the regional authority, and why (R4.9)."""

    objet = HiddenField()
    wanted = IntegerField(
        "Nombre de places demandé",
        [Optional(), NumberRange(-LARGEST_CAPACITY, 10 * LARGEST_CAPACITY, message=NOT_A_NUMBER)],
    )
    reason = TextAreaField("Motif de la demande", [Length(max=LONGEST_REASON, message=TOO_LONG)])


class WithdrawRequestForm(IrreversibleForm):
    """A request is withdrawn."""


def text_of(field: Any) -> str:
    """Return what a text field holds, never None."""
    return field.data or ""
