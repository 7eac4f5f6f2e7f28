"""The forms of imports."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf, Length

from recruitment.transfers.columns import COLUMNS
from recruitment.web.forms import STALE_FORM, IrreversibleForm, TrimmedField


class UploadForm(IrreversibleForm):
    """A file to import, the campaign that it belongs to, and of a list of replies its programme."""

    kind = HiddenField(validators=[AnyOf(list(COLUMNS), message=STALE_FORM)])
    campaign = SelectField("Session", coerce=int)
    programme = TrimmedField(
        "Code de la formation",
        [Length(max=30, message="30 caractères au plus.")],
        filters=[lambda text: text or ""],
    )
    file = FileField("Fichier", validators=[FileRequired("Choisissez un fichier CSV ou XLSX.")])


class StepForm(IrreversibleForm):
    """A step that is asked once: to write an import, to give it up."""
