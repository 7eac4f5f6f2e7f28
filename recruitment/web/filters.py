"""How pages write dates, hours, numbers and French punctuation. Instants are shown as Paris reads them."""

import re
from datetime import date, datetime

from flask import Flask

from recruitment import labels
from recruitment.core.clock import in_paris
from recruitment.core.text import continued
from recruitment.labels import dates
from recruitment.labels.phones import phone

NBSP = dates.NBSP
NARROW = "\u202f"
MONTHS = dates.MONTHS
_HIGH_MARKS = re.compile(r"[ \u00a0]([;?!])")
_COLON = re.compile(r"(?<=\S) (?=:|»)|(?<=«) |(?<=n°) ")


def date_short(value: date | datetime | None) -> str:
    """Return « 28 mai »; the first of a month is « 1er juin »."""
    return "" if value is None else dates.day_short(value)


def date_long(value: date | datetime | None) -> str:
    """Return « 28 mai 2025 »."""
    return "" if value is None else dates.day_long(value)


def weekday(value: date | datetime | None) -> str:
    """Return « mercredi »."""
    return "" if value is None else dates.WEEKDAYS[_paris_day(value).weekday()]


def time_hm(value: datetime | None) -> str:
    """Return « 23 h 59 », in Paris."""
    return "" if value is None else dates.hour(value)


def clock(value: datetime | None) -> str:
    """Return « 14:32 », in Paris, for a clock that runs."""
    return "" if value is None else in_paris(value).strftime("%H:%M")


def instant(value: datetime | None) -> str:
    """Return « 26 mai 2025 à 14 h 32 », in Paris."""
    return "" if value is None else dates.instant(value)


def iso(value: date | datetime | None) -> str:
    """Return what a `datetime` attribute takes; instants carry the Paris offset."""
    if value is None:
        return ""
    return in_paris(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def siret(value: str | None) -> str:
    """Return a SIRET by groups of 3, 3, 3 and 5 (R4.1)."""
    if not value:
        return ""
    return NBSP.join((value[:3], value[3:6], value[6:9], value[9:])) if len(value) == 14 else value


def number(value: int | None) -> str:
    """Return « 1 200 »."""
    return "" if value is None else f"{value:,}".replace(",", NARROW)


def nbsp(text: str | None) -> str:
    """Return a French sentence whose punctuation cannot be torn from its word."""
    return _COLON.sub(NBSP, _HIGH_MARKS.sub(NARROW + r"\1", text)) if text else ""


def midway(label: str | None) -> str:
    """Return a label as it stands within a sentence: no capital but an acronym's, no mark at its end."""
    text = (label or "").rstrip(f" ?.:{NBSP}{NARROW}")
    return continued(text)


def _paris_day(value: date | datetime) -> date:
    return in_paris(value).date() if isinstance(value, datetime) else value


def init_app(app: Flask) -> None:
    """Give the templates their filters, and the French words of the domain."""
    app.jinja_env.globals.update(STATES=labels.STATES, labels=labels)
    shown = (date_short, date_long, weekday, time_hm, clock, instant, iso, siret, phone, number, nbsp, midway)
    for function in shown:
        app.jinja_env.filters[function.__name__] = function
