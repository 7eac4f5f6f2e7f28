"""What is ticked on the grid."""

from flask import request
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from recruitment.core.database import LARGEST_ID
from recruitment.rules.permissions import BY_PROGRAMME
from recruitment.rules.vocabulary import Permission
from recruitment.web.forms import STALE_FORM, Form

MANY = 500  # programmes of one page


class RightsForm(Form):
    """One box per programme and act; `programmes` names those that the page showed, ticked or not."""

    programmes = HiddenField(validators=[InputRequired(STALE_FORM)])
    shown = HiddenField(validators=[InputRequired(STALE_FORM)])
    reset = BooleanField()

    def programme_ids(self) -> list[int]:
        """Return the programmes that the page showed."""
        return list(dict.fromkeys(filter(None, map(_number, str(self.programmes.data).split(",")[:MANY]))))

    def wanted(self) -> dict[int, set[Permission]]:
        """Return the acts that are ticked, by programme; what is no act or no programme is left out."""
        wanted: dict[int, set[Permission]] = {programme_id: set() for programme_id in self.programme_ids()}
        for value in request.form.getlist("droit"):
            programme, _, act = value.partition("-")
            programme_id = _number(programme)
            if programme_id in wanted and act in BY_PROGRAMME:
                wanted[programme_id].add(Permission(act))
        return wanted


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))):
        return None
    return int(text) if 0 < int(text) <= LARGEST_ID else None
