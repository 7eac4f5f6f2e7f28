"""What is typed of an INE, and the answer file that is sent."""

from flask_wtf.file import FileField, FileRequired
from wtforms.validators import DataRequired, Length

from recruitment.web.forms import IrreversibleForm, TrimmedField

LONGEST = 20  # eleven signs, and the spaces that people put between them


class IneForm(IrreversibleForm):
    """One INE."""

    ine = TrimmedField(
        "INE ou INA",
        [
            DataRequired("Tapez l’INE, ses 11 caractères."),
            Length(max=LONGEST, message="Un INE a 11 caractères."),
        ],
    )


class AskForm(IrreversibleForm):
    """A batch is asked for; nothing is typed."""


class AnswerForm(IrreversibleForm):
    """The answer to a batch."""

    file = FileField("Fichier de réponse", validators=[FileRequired("Choisissez un fichier CSV ou XLSX.")])
