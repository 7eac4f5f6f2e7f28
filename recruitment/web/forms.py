"""Forms that speak French, carry their CSRF token, and raise when what was typed does not hold."""

from typing import Any, Self

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from recruitment.core.submission import new_key
from recruitment.core.text import NAME_CHARACTERS, TextRefused, clean_name, clean_text

STALE_FORM = "Ce formulaire est incomplet. Rechargez la page avant de recommencer."
UNREADABLE = "Un caractère est invisible ou illisible. Retapez ce texte."
#: What WTForms says of its own too shortly to help.
OWN_WORDS = {
    "Not a valid date value.": "Cette date ne se lit pas. Écrivez l’année, le mois et le jour, par exemple 2025-09-01.",
    "Not a valid time value.": "Cette heure ne se lit pas. Écrivez-la par exemple 14:30.",
}
LARGEST_INTEGER = 2**63 - 1  # what both databases hold


class InvalidForm(Exception):  # noqa: N818 - expected, like a RuleViolation
    """What was typed does not hold; the form knows which fields, and why."""

    def __init__(self, form: "Form") -> None:
        super().__init__(", ".join(sorted(map(str, form.errors))))
        self.form = form


def _clean(text: Any) -> Any:
    return clean_text(text) if isinstance(text, str) else text


class _OwnWords:
    """The messages of WTForms: ours where we have one, else its own in French."""

    def __init__(self, french: Any) -> None:
        self._french = french

    def gettext(self, message: str) -> str:
        """Translate a message."""
        return OWN_WORDS.get(message) or str(self._french.gettext(message))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a message that counts."""
        return str(self._french.ngettext(singular, plural, n))


class Form(FlaskForm):  # type: ignore[misc]
    """A form of this site. On POST it fills itself from what was sent."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' own French messages, whatever the browser asks for."""

        locales = ("fr",)

        def get_translations(self, form: Any) -> Any:
            """Say in our own words what WTForms says too shortly."""
            return _OwnWords(super().get_translations(form))

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Clean each free text, so that none can turn the line it is shown on."""
            if issubclass(unbound_field.field_class, TextAreaField):
                options = {**options, "filters": (*options.get("filters", ()), _clean)}
            return super().bind_field(form, unbound_field, options)

    def checked(self) -> Self:
        """Return the form when it holds, else raise InvalidForm."""
        if self.validate_on_submit():
            return self
        raise InvalidForm(self)


class TrimmedField(StringField):
    """A line of text, without the spaces around it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the first value: a parameter sent twice counts once."""
        super().process_formdata([valuelist[0].strip()] if valuelist else [])


class NameField(TrimmedField):
    """A name, or another short line, in one spelling: nothing that cannot be read, `limit` characters at most."""

    def __init__(self, *args: Any, limit: int = NAME_CHARACTERS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = limit

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - as WTForms calls it
        """Keep one spelling; an empty line is the other validators' affair."""
        try:
            self.data = clean_name(self.data or "", limit=self.limit)
        except TextRefused as refused:
            too_long = f"{self.limit} caractères au plus."
            raise ValidationError(too_long if refused.code == "too_long" else UNREADABLE) from None


class CarriedNumber(IntegerField):
    """A number that the page carries and nobody types; a wrong one is of a form that is old, or not ours."""

    widget = HiddenInput()

    def __init__(
        self, *, least: int = 0, most: int = LARGEST_INTEGER, needed: bool = False, **kwargs: Any
    ) -> None:
        there = InputRequired(STALE_FORM) if needed else Optional()
        super().__init__(validators=[there, NumberRange(least, most, STALE_FORM)], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a number, or say what every stale form says."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(STALE_FORM) from error


class IrreversibleForm(Form):
    """The form of an act that cannot be taken back: sent twice, it counts once (see `core.submission`)."""

    jeton = HiddenField(
        default=new_key,
        validators=[InputRequired(STALE_FORM), Regexp(r"[A-Za-z0-9_-]{16,64}\Z", message=STALE_FORM)],
    )
    version = CarriedNumber()

    def shows(self, version: int | None) -> None:
        """Carry the version of the file as the page shows it now, whatever was sent."""
        self.version.data, self.version.raw_data = version, None


def whole_number(name: str, default: int, *, least: int = 0, most: int = LARGEST_INTEGER) -> int:
    """Return a number of the address (`?page=2`), or the default for anything else."""
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return default
    value = int(text)
    return value if least <= value <= most else default
