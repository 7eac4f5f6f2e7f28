"""The forms of the pool: a list to bring in, its confirmation, its undoing, a profile of columns."""

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from recruitment.web.forms import Form, IrreversibleForm, TrimmedField

LONGEST_REASON = 1000
NO_PROFILE = 0


class ListForm(IrreversibleForm):
    """A list of admitted candidates, and what it is about: its programme, its school year."""

    programme = SelectField("Formation", coerce=int)
    school_year = SelectField("Année scolaire", coerce=int)
    mode = RadioField(
        "Cette liste",
        choices=[
            SelectChoice("replace", "est la liste entière : qui n’y est plus sort de la liste des admis"),
            SelectChoice("merge", "complète la liste : personne n’en sort"),
        ],
        default="replace",
    )
    profile = SelectField("Profil de colonnes", coerce=int, default=NO_PROFILE)
    file = FileField("Fichier", validators=[FileRequired("Choisissez un fichier CSV ou XLSX.")])


class ConfirmForm(IrreversibleForm):
    """A list that was shown is written; how many leave is typed when they are many (R6.6)."""

    gone = IntegerField("Nombre de sortants", [Optional(), NumberRange(0, 10_000_000)])


class StepForm(IrreversibleForm):
    """A step that is asked once."""


class UndoForm(IrreversibleForm):
    """Why a reception is taken back."""

    reason = TextAreaField(
        "Motif de l’annulation",
        [Length(max=LONGEST_REASON, message=f"{LONGEST_REASON} caractères au plus.")],
    )


class OwnForm(IrreversibleForm):
    """Our own acceptances of a school year are taken into the pool."""

    school_year = SelectField("Année scolaire", coerce=int)


class HeadersForm(Form):
    """A file whose headers a profile is to say."""

    file = FileField("Fichier", validators=[FileRequired("Choisissez un fichier CSV ou XLSX.")])


class ProfileForm(IrreversibleForm):
    """The name of a profile of columns; which header is what comes beside it."""

    name = TrimmedField(
        "Nom du profil",
        [InputRequired("Donnez un nom au profil."), Length(max=80, message="80 caractères au plus.")],
    )
