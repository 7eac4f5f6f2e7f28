"""The forms of the pages of mails."""

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from recruitment.labels import letters as words
from recruitment.mail.registry import Letter
from recruitment.mail.wording import Wording, has_stray_brace, names
from recruitment.web.forms import Form, NameField

SEND, DROP = "envoyer", "ecarter"
SAVE, PREVIEW = "enregistrer", "apercu"
LONGEST_SUBJECT, LONGEST_BODY, LONGEST_CONTACT = 120, 6000, 200


class DecisionForm(Form):
    """What becomes of the old mails of one kind: the two buttons of the page."""

    choice = StringField("Décision", [AnyOf((SEND, DROP), message="Choisissez : envoyer, ou écarter.")])


class ActForm(Form):
    """An act of one button."""


class WordingForm(Form):
    """The subject and the body of a letter, in the closed syntax of `mail.wording`."""

    subject = NameField("Objet", [InputRequired("Écrivez l’objet.")], limit=LONGEST_SUBJECT)
    body = TextAreaField(
        "Texte",
        [
            InputRequired("Écrivez le texte."),
            Length(20, LONGEST_BODY, message=f"De 20 à {LONGEST_BODY} caractères."),
        ],
    )
    act = StringField(
        "Choix", [AnyOf((SAVE, PREVIEW), message="Choisissez : enregistrer, ou voir l’aperçu.")]
    )
    seen = HiddenField()
    problems: tuple[str, ...] = ()

    def validate_subject(self, field: NameField) -> None:
        """Take one line, which says nothing of the person: it is read on locked screens."""
        subject = field.data or ""
        if len(subject) < 10:
            raise ValidationError("10 caractères au moins.")
        if "**" in subject:
            raise ValidationError(words.ONE_LINE)
        if has_stray_brace(subject):
            raise ValidationError(words.STRAY_BRACE)
        if set(names(subject)) - set(words.IN_SUBJECT):
            raise ValidationError(words.NOT_IN_SUBJECT)

    def of_letter(self, letter: Letter, known: list[str]) -> "WordingForm":
        """Check the body against the variables of a letter."""
        used = names(self.body.data or "")
        problems = [words.STRAY_BRACE] if has_stray_brace(self.body.data or "") else []
        if strange := [name for name in used if name not in known]:
            problems.append(words.unknown(strange, known))
        if forgotten := [name for name in letter.needed if name not in used]:
            problems.append(words.missing(forgotten))
        self.problems = tuple(problems)
        return self

    def validate_body(self, _field: TextAreaField) -> None:
        """Say everything that is wrong at once."""
        if self.problems:
            raise ValidationError(" ".join(self.problems))

    def wording(self) -> Wording:
        """Return what was typed."""
        body = str(self.body.data).replace("\r\n", "\n").strip()
        return Wording(str(self.subject.data), body)


class ChoicesForm(Form):
    """Whether guardians are written to, and whom the letters say to call."""

    guardians = BooleanField("Écrire aussi aux responsables légaux des candidats mineurs")
    contact = NameField("Qui joindre", limit=LONGEST_CONTACT)
