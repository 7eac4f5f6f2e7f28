"""What a candidate types on their own pages."""

import re
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    ValidationError,
)

from recruitment.core.database import LARGEST_ID
from recruitment.labels import siret_sentence
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import siret
from recruitment.rules.replies import LONGEST_NAME
from recruitment.rules.siret import siret_diagnosis
from recruitment.rules.vocabulary import Reply
from recruitment.web.forms import CarriedNumber, Form, IrreversibleForm, NameField, TrimmedField

LONGEST = 100
NOT_TICKED = (False, "false", "0", "")
DAY_FIRST = re.compile(r"(\d{1,2})[ ./-]?(\d{1,2})[ ./-]?(\d{4})\Z", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
#: What somebody had typed in an answer when their visit ended.
KEPT = ("contract", "reply", "siret", "employer_name")
UNREADABLE_DATE = "Écrivez le jour, le mois et l’année, par exemple 17/02/2007."


class IdentityForm(Form):
    """The number and the birth date that open the pages of a link."""

    candidate_number = TrimmedField(
        "Numéro d’inscription",
        [
            InputRequired("Écrivez votre numéro d’inscription."),
            Length(max=LONGEST, message="Ce numéro est trop long."),
        ],
    )
    birth_date = TrimmedField(
        "Date de naissance",
        [InputRequired("Écrivez votre date de naissance."), Length(max=LONGEST, message=UNREADABLE_DATE)],
    )

    def validate_birth_date(self, field: TrimmedField) -> None:
        """Ask for a day of the calendar."""
        if read_day(field.data or "") is None:
            raise ValidationError(UNREADABLE_DATE)

    @property
    def number(self) -> str:
        """Return the number without the spaces that somebody put in it."""
        return re.sub(r"\s", "", self.candidate_number.data or "")

    @property
    def day(self) -> date:
        """Return the birth date, once the form holds."""
        return read_day(self.birth_date.data or "") or date.min


def read_day(text: str) -> date | None:
    """Read 17/02/2007, 17022007 or 2007-02-17."""
    first, last = YEAR_FIRST.match(text), DAY_FIRST.match(text)
    parts = first.groups() if first else last.groups()[::-1] if last else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


class ReplyForm(IrreversibleForm):
    """An answer to an offer (R5.2): first shown with what it does, then confirmed."""

    contract = CarriedNumber(least=1, most=LARGEST_ID)
    reply = TrimmedField("Votre réponse", [AnyOf(tuple(Reply), message="Choisissez une réponse.")])
    siret = TrimmedField(
        "Numéro SIRET de votre employeur", [Length(max=LONGEST, message="Ce numéro est trop long.")]
    )
    employer_name = NameField("Nom de votre employeur", limit=LONGEST_NAME)  # left empty: the one shown
    confirmed = HiddenField()
    lost = HiddenField()
    understood = BooleanField(false_values=NOT_TICKED)

    def validate_siret(self, field: TrimmedField) -> None:
        """R5.3: asked for to accept, by its key; another one than the CFA's is taken."""
        if self.reply.data == Reply.DECLINE:
            return
        try:
            siret(field.data or "")
        except RuleViolation:
            raise ValidationError(siret_sentence(siret_diagnosis(field.data or ""))) from None

    @property
    def chosen(self) -> Reply:
        """Return the answer, once the form holds."""
        return Reply(str(self.reply.data))


class LeaveForm(IrreversibleForm):
    """A wish to leave, with the word that its consequences were read (R5.7)."""

    understood = BooleanField(
        "J’ai compris que je ne pourrai pas reprendre ce vœu.",
        [DataRequired("Cochez cette case pour confirmer.")],
        false_values=NOT_TICKED,
    )


class RenewForm(IrreversibleForm):
    """The one button that renews a link."""


def kept_fields(sent: Any) -> dict[str, str]:
    """Return what somebody had typed in an answer before their visit ended, to show it again."""
    return {name: sent[name][:LONGEST_NAME] for name in KEPT if sent.get(name)}
