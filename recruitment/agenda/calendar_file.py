"""A feed as iCalendar: whole days for what is due on a day, instants in UTC for what happens at one.

An entry keeps its UID from one reading to the next, so that a calendar changes it instead of adding another. The
stamp is the day's first instant: the file changes when its content does, or once a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from recruitment.agenda.queries import Counted, Waiting
from recruitment.labels.dates import day_long, hour
from recruitment.programmes import titles
from recruitment.rules.paris import midnight, paris_day

SHOWN = timedelta(minutes=30)  # of an instant: a line in a calendar needs some height
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar."""

    uid: str
    title: str
    text: str
    path: str
    on: date | datetime


def written(waiting: Waiting, today: date, base_url: str) -> bytes:
    """Return the file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tremplin//Recrutement en apprentissage//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Tremplin")
    calendar.add("x-wr-timezone", "Europe/Paris")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for entry in entries(waiting):
        calendar.add_component(_event(entry, midnight(today), base_url))
    return bytes(calendar.to_ical())


def entries(waiting: Waiting) -> list[Entry]:
    """Return all lines, in the order of their kinds."""
    return [
        *(_review(c) for c in waiting.reviews),
        *(_passage(c) for c in waiting.passages),
        *(_reply(c) for c in waiting.replies),
        *(entry for row in waiting.campaigns for entry in _window(row)),
    ]


def _event(entry: Entry, stamp: datetime, base_url: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@tremplin")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.on)
    if isinstance(entry.on, datetime):
        event.add("duration", SHOWN)
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("url", f"{base_url}{entry.path}")
    event.add("transp", "TRANSPARENT")  # it takes nobody's time
    return event


def _review(c: Counted) -> Entry:
    assert c.last_day is not None  # noqa: S101 - the statement asks for those that have one
    title = f"{_some(c.count, 'dossier')} à examiner : {_name(c)}"
    text = f"Dernier jour pour décider : {day_long(c.last_day)}. {_full(c)}"
    return Entry(_uid("examen", c, c.last_day), title, text, _path(c, "confirmed"), c.last_day)


def _passage(c: Counted) -> Entry:
    assert c.at is not None  # noqa: S101
    title = f"Décision automatique, {_some(c.count, 'dossier')} : {_name(c)}"
    text = (
        "Sans décision de votre part, ces vœux passent en recherche de contrat le "
        f"{day_long(c.at)} à {hour(c.at)} (heure de Paris). {_full(c)}"
    )
    return Entry(_uid("passage", c, c.at), title, text, _path(c, "confirmed"), c.at)


def _reply(c: Counted) -> Entry:
    assert c.at is not None  # noqa: S101
    day = paris_day(c.at)
    title = f"{_some(c.count, 'réponse')} de candidat : {_name(c)}"
    text = f"Réponse attendue jusqu’au {day_long(day)} à {hour(c.at)} (heure de Paris). {_full(c)}"
    return Entry(_uid("reponse", c, c.at), title, text, _path(c, "offer_pending"), day)


def _window(row: Any) -> Iterable[Entry]:
    year = row.year
    for field, title in (
        ("contracts_from", "Premier jour de saisie des contrats"),
        ("contracts_until", "Dernier jour de saisie des contrats"),
        ("public_report_from", "Ouverture des rapports publics"),
        ("public_report_until", "Dernier jour des rapports publics"),
    ):
        day = getattr(row, field)
        if day:
            text = f"Calendrier de la session {year}."
            yield Entry(f"{field}-{year}", f"{title}, session {year}", text, "/parametrage/calendrier", day)


def _uid(kind: str, c: Counted, moment: date | datetime) -> str:
    return f"{kind}-{c.year}-{c.code or 'ensemble'}-{moment:%Y%m%dT%H%M%S}"


def _path(c: Counted, state: str) -> str:
    return f"/formations/{c.code}?etat={state}" if c.code else "/chiffres"


def _name(c: Counted) -> str:
    return titles.split(c.title).name if c.code else c.title


def _full(c: Counted) -> str:
    return f"{c.title} ({c.code}), session {c.year}." if c.code else f"{c.title}, session {c.year}."


def _some(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"
