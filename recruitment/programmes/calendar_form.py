"""The form of a campaign's calendar: the same facts as a calendar file, a field each."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import DateField, FieldList, FormField, HiddenField, IntegerField, SelectField, TimeField
from wtforms import Form as Part
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import NumberRange, Optional

from recruitment.labels import DATES, LATE_REFUSALS, SEAT_RULES
from recruitment.programmes.models import CALENDAR_DATES
from recruitment.rules.calendar import Calendar, CalendarError
from recruitment.rules.calendar_reader import MOST_DAYS
from recruitment.web.forms import IrreversibleForm

TERMS, PAUSES = 3, 2  # lines offered; 2025 has two terms and one pause
DAYS = f"Un nombre de jours, de 1 à {MOST_DAYS}."


class TermForm(Part):
    """For offers made until a day: answer until another, or within some days."""

    made_until = DateField("Propositions faites jusqu’au", [Optional()])
    reply_until = DateField("Réponse jusqu’au", [Optional()])
    reply_days = IntegerField("ou dans ce nombre de jours", [Optional(), NumberRange(1, MOST_DAYS, DAYS)])


class PauseForm(Part):
    """Days that no reply ends in."""

    first = DateField("Du", [Optional()])
    last = DateField("Au", [Optional()])


def _choices(sentences: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), sentence) for value, sentence in sentences.items()]


def _day(name: str) -> DateField:
    return DateField(DATES[name], [Optional()])


class CalendarForm(IrreversibleForm):
    """The dates of a campaign; those that are not public yet stay empty."""

    wishes_open = _day("wishes_open")
    wishes_until = _day("wishes_until")
    confirmation_until = _day("confirmation_until")
    contact_details_from = _day("contact_details_from")
    examination_pivot = _day("examination_pivot")
    examination_fixed_last_day = _day("examination_fixed_last_day")
    examination_days = IntegerField(DATES["examination_days"], [Optional(), NumberRange(1, MOST_DAYS, DAYS)])
    admissions_from = _day("admissions_from")
    contracts_from = _day("contracts_from")
    contracts_until = _day("contracts_until")
    public_report_from = _day("public_report_from")
    public_report_until = _day("public_report_until")
    lock_from = TimeField("Fermeture nocturne, de", [Optional()], format=["%H:%M", "%H:%M:%S"])
    lock_until = TimeField("à (heure non comprise)", [Optional()], format=["%H:%M", "%H:%M:%S"])
    late_refusals = SelectField("Refus hors délai", choices=_choices(LATE_REFUSALS))
    seat_rule = SelectField("Places prises", choices=_choices(SEAT_RULES))
    terms = FieldList(FormField(TermForm), min_entries=TERMS, max_entries=10)
    pauses = FieldList(FormField(PauseForm), min_entries=PAUSES, max_entries=10)
    confirmed = HiddenField()

    def calendar(self, stored: Calendar) -> Calendar:
        """Return the calendar as filled in; raise CalendarError with sentences for the screen."""
        mapping = stored.to_mapping()
        lock = mapping["nightly_lock"]
        if self.lock_from.data and self.lock_until.data:
            lock |= {"from": self.lock_from.data, "until": self.lock_until.data}
        examination = {
            "pivot": self.examination_pivot.data,
            "fixed_last_day": self.examination_fixed_last_day.data,
            "days": self.examination_days.data,
        }
        try:
            return Calendar.from_mapping(
                {
                    "session": stored.year,
                    **{name: self[name].data for name in CALENDAR_DATES},
                    "examination": _given(examination),
                    "nightly_lock": lock,
                    "reply": [_given(term) for term in map(_term, self.terms) if _given(term)],
                    "reply_pause": [pause for pause in map(_pause, self.pauses) if pause],
                    "late_refusals": self.late_refusals.data,
                    "seat_rule": self.seat_rule.data,
                }
            )
        except CalendarError as error:
            raise CalendarError([_for_the_screen(problem) for problem in error.problems]) from error


def filled(calendar: Calendar) -> CalendarForm:
    """Return the form with the dates that are known."""
    days = {name: getattr(calendar, name) for name in CalendarForm.__dict__ if hasattr(calendar, name)}
    return CalendarForm(
        formdata=None,
        **days,
        lock_from=calendar.lockout.from_,
        lock_until=calendar.lockout.until,
        terms=[vars(term) for term in calendar.reply_rules],
        pauses=[{"first": pause.from_, "last": pause.until} for pause in calendar.reply_pauses],
    )


def digest(calendar: Calendar) -> str:
    """Return what a confirmation stands for: these very dates, and no others typed since."""
    text = json.dumps(calendar.to_mapping(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _term(field: Any) -> dict[str, Any]:
    return {name: field[name].data for name in ("made_until", "reply_until", "reply_days")}


def _pause(field: Any) -> dict[str, date]:
    return _given({"from": field["first"].data, "until": field["last"].data})


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _for_the_screen(problem: str) -> str:
    """Name the fields as the screen does, not as a file."""
    for name, label in DATES.items():
        problem = problem.replace(f"« {name} »", f"« {label} »")
    return problem
