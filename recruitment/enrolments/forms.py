"""What is typed about enrolments."""

from wtforms import TextAreaField
from wtforms.validators import Length

from recruitment.web.forms import IrreversibleForm

LONGEST_REASON = 1000
TOO_LONG = f"{LONGEST_REASON} caractères au plus."


class EnrolForm(IrreversibleForm):
    """The enrolment is marked done; nothing is typed."""


class UndoForm(IrreversibleForm):
    """Why an enrolment is undone (R6.1)."""

    reason = TextAreaField("Motif de l’annulation", [Length(max=LONGEST_REASON, message=TOO_LONG)])


class SettleForm(IrreversibleForm):
    """How a difference was settled."""

    note = TextAreaField("Comment c’est réglé", [Length(max=LONGEST_REASON, message=TOO_LONG)])
