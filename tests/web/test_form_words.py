"""What a form says of a date or an hour that cannot be read."""

import pytest
from flask import Flask
from wtforms import DateField, TimeField

from recruitment.web.forms import Form


class _Moment(Form):
    day = DateField("Jour")
    hour = TimeField("Heure")


@pytest.mark.parametrize(("name", "example"), [("day", "2025-09-01"), ("hour", "14:30")])
def test_what_cannot_be_read_is_said_with_an_example(app: Flask, name: str, example: str) -> None:
    with app.test_request_context(method="POST", data={"day": "demain", "hour": "midi"}):
        form = _Moment()
        form.validate()
        (said,) = form[name].errors
    assert "ne se lit pas" in said
    assert example in said
