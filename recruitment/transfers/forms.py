"""The forms of imports."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf

from recruitment.transfers.columns import COLUMNS
from recruitment.web.forms import STALE_FORM, IrreversibleForm


class UploadForm(IrreversibleForm):
    """A file to import, and the campaign that it belongs to."""

    kind = HiddenField(validators=[AnyOf(list(COLUMNS), message=STALE_FORM)])
    campaign = SelectField("Session", coerce=int)
    file = FileField("Fichier", validators=[FileRequired("Choisissez un fichier CSV ou XLSX.")])


class StepForm(IrreversibleForm):
    """A step that is asked once: to write an import, to give it up."""
