"""The texts of a report, and the act that makes it public."""

from wtforms import TextAreaField
from wtforms.validators import Length

from recruitment.labels.reports import SECTIONS
from recruitment.web.forms import CarriedNumber, Form, IrreversibleForm

LONGEST = 6_000
_TOO_LONG = f"{LONGEST} caractères au plus."
_TITLES = {field: title for field, title, _help in SECTIONS}


class ReportForm(Form):
    """What the team writes."""

    criteria = TextAreaField(_TITLES["criteria"], [Length(max=LONGEST, message=_TOO_LONG)])
    lessons = TextAreaField(_TITLES["lessons"], [Length(max=LONGEST, message=_TOO_LONG)])
    advice = TextAreaField(_TITLES["advice"], [Length(max=LONGEST, message=_TOO_LONG)])
    version = CarriedNumber(needed=True)


class PublishForm(IrreversibleForm):
    """The report as it was read is published, once."""
