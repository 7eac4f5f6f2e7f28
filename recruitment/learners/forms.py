"""What is typed about learners: their file, their guardians, what completes a registration, the settings."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self

from wtforms import BooleanField, DateField, Field, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp, ValidationError

from recruitment.labels.learners import DOCUMENT_STATES, GUARDIAN_FIELDS, LEARNER_FIELDS, REGIMES, SEXES
from recruitment.learners.models import Learner, LearnerGuardian
from recruitment.learners.people import CONTACT, GUARDIAN, IDENTITY, NEEDED, POSITIONS, SCHOOLING
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import uai
from recruitment.rules.postal import postal_code_holds
from recruitment.rules.synchronisation import LONGEST_OPTION, MOST_OPTIONS, options_of
from recruitment.transfers.moments import EARLIEST_BIRTH
from recruitment.transfers.wording import POSTAL_CODE
from recruitment.web.forms import IrreversibleForm, NameField

ADDRESS = Regexp(r"[^@\s]+@[^@\s]+\.[^@\s.]+\Z", message="Cette adresse mail n’est pas complète.")
PHONE = Regexp(r"\+?[0-9 .()/-]{6,30}\Z", message="Ce numéro n’a pas la forme d’un numéro de téléphone.")
UNCHANGED, NONE = "", "0"
BIRTH_DATE = "Cet apprenant a une inscription : sa date de naissance se corrige, mais ne se vide pas."
TO_COME = "Cette date de naissance est dans l’avenir. Vérifiez l’année."
CORRECTED = "Son inscription est validée. Cochez cette case si c’est bien une correction de la même personne."


def _uai(_form: Any, field: Field) -> None:
    try:
        field.data = uai(field.data or "")
    except RuleViolation as error:
        raise ValidationError("Ce code UAI n’est pas valable : 7 chiffres et une lettre.") from error


def line(label: str, most: int, *more: Any, needed: bool = False) -> NameField:
    """Return a line of text."""
    first = [DataRequired("Ce champ ne reste pas vide.")] if needed else [Optional()]
    return NameField(label, [*first, *more], limit=most)


def _learner_field(name: str) -> Any:
    label = LEARNER_FIELDS[name]
    if name == "sex":
        return SelectField(label, choices=[SelectChoice("", "Non indiquée"), *_choices(SEXES)])
    if name == "birth_date":
        return DateField(label, [Optional(), _plausible])
    if name == "bac_year":
        return IntegerField(label, [Optional(), NumberRange(1950, 2100, message="Une année, comme 2025.")])
    more = {"email": ADDRESS, "phone": PHONE, "mobile": PHONE, "last_school_uai": _uai,
            "postal_code": _postal}  # fmt: skip
    column: Any = Learner.__table__.c[name].type
    return line(label, column.length, *filter(None, [more.get(name)]), needed=name in NEEDED)


def _plausible(_form: Any, field: Field) -> None:
    """Hold to what the import of a list takes."""
    if field.data is not None and field.data.isoformat() < EARLIEST_BIRTH:
        raise ValidationError("Cette date de naissance n’est pas possible.")


def _postal(form: Any, field: Field) -> None:
    if not postal_code_holds(field.data, form["country"].data):
        raise ValidationError(POSTAL_CODE)


def _choices(words: Mapping[str, str]) -> list[Any]:
    return [SelectChoice(key, word) for key, word in words.items()]


class ActForm(IrreversibleForm):
    """An act on what is ticked or chosen; nothing is typed."""


class LearnerForm(IrreversibleForm):
    """Who a learner is, how to reach them, their schooling; the INE is typed where its key is checked."""

    corrected = BooleanField("Je corrige l’identité d’un apprenant dont l’inscription est validée")
    #: Who is corrected: their row, whether they are registered somewhere, whether that is validated; the day.
    of: tuple[Any, bool, bool, date] | None = None

    def about(self, row: Any, *, registered: bool, validated: bool, today: date) -> Self:
        """Say whose file this is, and the day."""
        self.of = (row, registered, validated, today)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Keep the birth date of who is registered; have an identity once validated corrected knowingly."""
        holds: bool = super().validate(extra_validators)
        for name, sentence in self._apart() if self.of is not None else ():
            if not self[name].errors:
                self[name].errors = [sentence]
                holds = False
        return holds

    def _apart(self) -> Iterator[tuple[str, str]]:
        assert self.of is not None  # noqa: S101 - asked by the caller
        row, registered, validated, today = self.of
        typed = self.values()
        born = typed.get("birth_date", row.birth_date)
        if registered and row.birth_date and born is None:
            yield "birth_date", BIRTH_DATE
        if born is not None and born > today:
            yield "birth_date", TO_COME
        changes = any(typed[name] != getattr(row, name) for name in IDENTITY if name in typed)
        if validated and changes and not self.corrected.data:
            yield "corrected", CORRECTED

    def values(self) -> dict[str, Any]:
        """Return what was typed, as a learner's columns; what was not in the form stays as it is."""
        return {name: self[name].data or None for name in EDITED if self[name].raw_data}


EDITED = (*IDENTITY, *CONTACT, *SCHOOLING)
for _name in EDITED:
    setattr(LearnerForm, _name, _learner_field(_name))


class GuardiansForm(IrreversibleForm):
    """The two legal guardians of a learner."""

    def values(self) -> dict[int, dict[str, Any]]:
        """Return what was typed, by position."""
        return {
            position: {name: self[f"r{position}_{name}"].data or None for name in GUARDIAN}
            for position in POSITIONS
        }


def _guardian_field(name: str) -> Any:
    more = {"email": ADDRESS, "phone": PHONE}
    column: Any = LearnerGuardian.__table__.c[name].type
    return line(GUARDIAN_FIELDS[name], column.length, *filter(None, [more.get(name)]))


for _position in POSITIONS:
    for _name in GUARDIAN:
        setattr(GuardiansForm, f"r{_position}_{_name}", _guardian_field(_name))


class CompleteForm(IrreversibleForm):
    """A division, a régime, options, for one registration or for many; « » leaves as it is."""

    division = SelectField("Division", validate_choice=False, default=UNCHANGED)
    regime = SelectField(
        "Régime",
        choices=[SelectChoice(UNCHANGED, "Ne pas changer"), SelectChoice(NONE, "Aucun"), *_choices(REGIMES)],
        default=UNCHANGED,
    )
    set_options = BooleanField("Remplacer les options")
    options = TextAreaField("Options", [Length(max=1000, message="1 000 caractères au plus.")])
    ask_documents = BooleanField("Demander les pièces de la formation qui ne l’ont pas encore été")

    def validate_options(self, field: Field) -> None:
        """Keep options short and few."""
        found = options_of(field.data or "")
        if len(found) > MOST_OPTIONS or any(len(one) > LONGEST_OPTION for one in found):
            raise ValidationError(f"{MOST_OPTIONS} options au plus, de {LONGEST_OPTION} caractères au plus.")


class DivisionForm(IrreversibleForm):
    """A division of a school year."""

    code = line("Code", 20, needed=True)
    name = line("Nom", 120, needed=True)
    programme = SelectField("Formation", validate_choice=False, default=UNCHANGED)
    seats = IntegerField(
        "Places", [Optional(), NumberRange(1, 999, message="Un nombre de places, de 1 à 999.")]
    )


class DocumentForm(IrreversibleForm):
    """A document that the centre asks for."""

    label = line("Pièce", 200, needed=True)
    programme = SelectField("Formation", validate_choice=False, default=UNCHANGED)
    blocking = BooleanField("Obligatoire : sans elle, l’inscription ne se valide pas")


DOCUMENT_CHOICES = {"": "Pas encore demandée", **DOCUMENT_STATES}
