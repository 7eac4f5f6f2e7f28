"""The forms of the jobs' page."""

from datetime import datetime

from flask import request
from wtforms.validators import ValidationError
from wtforms.widgets import DateTimeLocalInput

from recruitment.schedule.moments import InstantRefused, read_instant, written
from recruitment.web.forms import Form, IrreversibleForm, TrimmedField


class RunForm(IrreversibleForm):
    """Run a job now: only its key, since a run sent twice must count once."""


class PreviewForm(Form):
    """At which instant a job is previewed; it is sent in the address, and changes nothing."""

    instant = TrimmedField("Jour et heure, à Paris", widget=DateTimeLocalInput())

    asked: datetime | None = None

    @classmethod
    def from_address(cls) -> "PreviewForm":
        """Return the form as the address fills it, its mistakes noted."""
        form = cls(request.args, meta={"csrf": False})
        form.validate()
        return form

    def validate_instant(self, field: TrimmedField) -> None:
        """Read what was written; nothing at all is no mistake."""
        try:
            self.asked = read_instant(field.data) if field.data else None
        except InstantRefused as refused:
            raise ValidationError(str(refused)) from refused

    def shows(self, instant: datetime) -> None:
        """Show the instant of the preview where nothing was written."""
        self.instant.data = self.instant.data or written(instant)
