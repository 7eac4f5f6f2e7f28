"""The campaign's calendar as positions of a drawing (see templates/board/_calendar.svg.html)."""

from dataclasses import dataclass
from datetime import date, timedelta

from recruitment.board.night import month_name
from recruitment.rules.calendar import Calendar
from recruitment.web.filters import date_short

LEFT, RIGHT = 190.0, 1210.0
MONTH_WIDTH = 45.0  # of its word


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line with its word."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A period: its row, its colour, its words."""

    label: str
    slug: str
    x: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole drawing, and the sentence that stands for it."""

    summary: str
    months: list[Mark]
    rows: list[Bar]
    today: Mark | None


def drawing(calendar: Calendar, today: date) -> Drawing | None:
    """Return the drawing of a campaign, or None while no period of it is known."""
    periods = [
        (label, slug, first, last, text)
        for label, slug, first, last, text in _periods(calendar)
        if first and last
    ]
    if not periods:
        return None
    start = min(first for _l, _s, first, _e, _t in periods).replace(day=1)
    end = max(last for _l, _s, _f, last, _t in periods) + timedelta(days=20)
    scale = (RIGHT - LEFT) / (end - start).days

    def x(day: date) -> float:
        return round(LEFT + (day - start).days * scale, 1)

    rows = [
        Bar(label, slug, x(first), round(((last - first).days + 1) * scale, 1), text)
        for label, slug, first, last, text in periods
    ]
    summary = "Calendrier : " + " ; ".join(f"{row.label.lower()}, {row.text}" for row in rows) + "."
    now = Mark(x(today), date_short(today)) if start <= today <= end else None
    return Drawing(
        summary,
        [Mark(x(day), month_name(day.month)) for day in _months(start, end) if x(day) + MONTH_WIDTH <= RIGHT],
        rows,
        now,
    )


Period = tuple[str, str, date | None, date | None, str]


def _periods(c: Calendar) -> list[Period]:
    wishes = _span(c.wishes_open, c.wishes_until)
    contacts = f"dès le {date_short(c.contact_details_from)}, vœux confirmés"
    decisions = f"décisions avant le {date_short(c.examination_fixed_last_day)}"
    contracts = f"{_span(c.contracts_from, c.contracts_until)}, sauf {_lock(c)}"
    report = _span(c.public_report_from, c.public_report_until)
    return [
        ("Vœux des candidats", "non-confirmee", c.wishes_open, c.wishes_until, wishes),
        ("Coordonnées visibles", "oui-voeux", c.contact_details_from, c.contracts_until, contacts),
        (
            "Examen des dossiers",
            "a-examiner",
            c.contact_details_from,
            c.examination_fixed_last_day,
            decisions,
        ),
        ("Saisie des contrats", "oui-definitif", c.contracts_from, c.contracts_until, contracts),
        ("Rapports publics", "proposition", c.public_report_from, c.public_report_until, report),
    ]


def _span(first: date | None, last: date | None) -> str:
    return f"{date_short(first)} – {date_short(last)}"


def _lock(calendar: Calendar) -> str:
    return f"{calendar.lockout.from_.hour}\u00a0h – {calendar.lockout.until.hour}\u00a0h"


def _months(start: date, end: date) -> list[date]:
    days, day = [], start
    while day <= end:
        days.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return days
