"""The shape of a calendar file (`programmes/calendars/2025.toml`): read and written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from recruitment.rules.calendar_reader import CalendarReader
from recruitment.rules.lockout import Lockout
from recruitment.rules.vocabulary import LateRefusals, SeatRule

DAYS = (
    "wishes_open", "wishes_until", "confirmation_until", "contact_details_from", "admissions_from",
    "contracts_from", "contracts_until", "public_report_from", "public_report_until",
)  # fmt: skip
#: The first day must not come after the second.
ORDERED = (
    ("wishes_open", "wishes_until"),
    ("contracts_from", "contracts_until"),
    ("public_report_from", "public_report_until"),
    ("examination_fixed_last_day", "admissions_from"),
    ("examination_pivot", "examination_fixed_last_day"),
)
_TABLES = {"examination", "nightly_lock"}
_LISTS = {"reply", "reply_pause"}
_KEYS = {"session", "late_refusals", "seat_rule"} | _TABLES | _LISTS | set(DAYS)


class CalendarError(ValueError):
    """A calendar file that cannot be used; `problems` are sentences for the person who wrote it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return the calendar's values, or raise with every problem found."""
    reader = CalendarReader()
    reader.refuse_unknown("", mapping, _KEYS)
    values: dict[str, Any] = {"year": reader.year(mapping)}
    values |= {name: reader.day(mapping, name) for name in DAYS}
    values |= reader.examination(reader.table(mapping, "examination"))
    values["lockout"] = reader.lockout(reader.table(mapping, "nightly_lock"))
    values["reply_rules"] = reader.reply_rules(reader.tables(mapping, "reply"))
    values["reply_pauses"] = reader.reply_pauses(reader.tables(mapping, "reply_pause"))
    values["late_refusals"] = reader.choice(mapping, "late_refusals", LateRefusals.ALLOWED)
    values["seat_rule"] = reader.choice(mapping, "seat_rule", SeatRule.ACTIVE)
    for first, second in ORDERED:
        reader.ordered(first, values[first], second, values[second])
    if reader.problems:
        raise CalendarError(reader.problems)
    return values


def write(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same shape from the values, dates and hours as ISO text; what is not known is left out."""
    lockout: Lockout = values["lockout"]
    examination = {name: values[f"examination_{name}"] for name in ("pivot", "fixed_last_day", "days")}
    return _known({
        "session": values["year"],
        **{name: values[name] for name in DAYS},
        "examination": _known(examination) or None,
        "nightly_lock": {
            "timezone": lockout.timezone,
            "from": lockout.from_.isoformat(),
            "until": lockout.until.isoformat(),
        },
        "reply": [_known(vars(term)) for term in values["reply_rules"]],
        "reply_pause": [{"from": _plain(p.from_), "until": _plain(p.until)} for p in values["reply_pauses"]],
        "late_refusals": str(values["late_refusals"]),
        "seat_rule": str(values["seat_rule"]),
    })  # fmt: skip


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
