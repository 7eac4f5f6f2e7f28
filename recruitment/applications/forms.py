"""What is typed to decide, and to note."""

from typing import Any

from flask import request
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from recruitment.core.database import LARGEST_ID
from recruitment.rules.vocabulary import Decision
from recruitment.web.forms import Form, IrreversibleForm

CHOICES = [
    SelectChoice(str(Decision.RETAINED), "En recherche de contrat"),
    SelectChoice(str(Decision.REFUSED), "Refuser"),
]
WORD = "REFUSER"
LONGEST_DETAILS, LONGEST_NOTE = 2000, 4000
CHOOSE = "Choisissez une décision : aucune n’est proposée d’avance."


def _integer_or_none(value: Any) -> int | None:
    text = str(value or "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))):
        return None
    return int(text) if int(text) <= LARGEST_ID else None


class WithReason:
    """The reason of a refusal, from the centre's own list (R2.7), and what it leaves to say."""

    reason = SelectField("Motif", coerce=_integer_or_none, validate_choice=False)
    details = TextAreaField(
        "Précisions", validators=[Length(max=LONGEST_DETAILS, message="2 000 caractères au plus.")]
    )

    def offer(self, reasons: Any) -> None:
        """Fill the list of reasons; nothing is chosen beforehand."""
        first = SelectChoice("", "Choisir un motif")
        self.reason.choices = [first, *(SelectChoice(row.id, row.label) for row in reasons)]

    def check_reason(self, reasons: Any) -> None:
        """Tell under the fields what a refusal lacks."""
        chosen = next((row for row in reasons if row.id == self.reason.data), None)
        if chosen is None:
            self.reason.errors = ["Choisissez un motif dans la liste."]
        elif chosen.needs_details and not (self.details.data or "").strip():
            self.details.errors = ["Ce motif demande une précision."]


class DecisionForm(WithReason, Form):
    """The first step: which decision."""

    decision = RadioField(
        "Décision", choices=CHOICES, validators=[InputRequired(CHOOSE)], validate_choice=True
    )


class RetainForm(IrreversibleForm):
    """The last step before placing in contract search."""


class ConfirmRefusalForm(IrreversibleForm):
    """The last step of a refusal: the word is written in full."""

    confirmation = StringField("Confirmation", validators=[InputRequired(f"Écrivez {WORD} pour confirmer.")])

    def validate_confirmation(self, field: StringField) -> None:
        """Take the word in either case, spaces aside."""
        if (field.data or "").strip().upper() != WORD:
            raise ValidationError(f"Écrivez {WORD} pour confirmer.")


class RefusalForm(WithReason, ConfirmRefusalForm):
    """The last step of a refusal by one person, or of its draft where two are asked."""


class DropDraftForm(IrreversibleForm):
    """Giving up a drafted refusal."""


class BulkForm(WithReason, IrreversibleForm):
    """One decision for many files: the number of files is written in full."""

    decision = RadioField(
        "Décision", choices=CHOICES, validators=[InputRequired(CHOOSE)], validate_choice=True
    )
    confirmation = StringField(
        "Nombre de candidatures", validators=[InputRequired("Écrivez le nombre exact.")]
    )


class NoteForm(IrreversibleForm):
    """A note of the team."""

    note = TextAreaField(
        "Ajouter une note",
        validators=[
            InputRequired("Écrivez la note avant de l’ajouter."),
            Length(max=LONGEST_NOTE, message="4 000 caractères au plus."),
        ],
    )

    def validate_note(self, field: TextAreaField) -> None:
        """Refuse a note made of spaces."""
        if not (field.data or "").strip():
            raise ValidationError("Écrivez la note avant de l’ajouter.")


def chosen_ids() -> list[int]:
    """Return the files ticked in the list (`c=…`), each once, in the order sent."""
    ids = (_integer_or_none(text) for text in request.values.getlist("c"))
    return list(dict.fromkeys(id_ for id_ in ids if id_ is not None))
