"""French typography, and instants as Paris reads them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from recruitment.web import filters

NIGHT = datetime(2025, 5, 31, 22, 0, tzinfo=UTC)  # 1 June, 0:00 in Paris
NAMES = (
    "date_short",
    "date_long",
    "weekday",
    "time_hm",
    "clock",
    "instant",
    "iso",
    "siret",
    "number",
    "nbsp",
    "midway",
)
WINTER = datetime(2025, 1, 15, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("date_short", date(2025, 5, 28), "28 mai"),
        ("date_short", date(2025, 6, 1), "1er juin"),
        ("date_long", date(2025, 8, 13), "13 août 2025"),
        ("date_long", NIGHT, "1er juin 2025"),
        ("date_long", WINTER, "15 janvier 2025"),
        ("weekday", date(2025, 5, 28), "mercredi"),
        ("time_hm", NIGHT, "0 h 00"),
        ("time_hm", WINTER, "23 h 59"),
        ("instant", datetime(2025, 5, 26, 12, 32, tzinfo=UTC), "26 mai 2025 à 14 h 32"),
        ("iso", NIGHT, "2025-06-01T00:00:00+02:00"),
        ("iso", date(2025, 5, 28), "2025-05-28"),
        ("siret", "99901234700012", "999 012 347 00012"),
        ("siret", "123", "123"),
        ("nbsp", "Voulez-vous ?", "Voulez-vous ?"),
        ("nbsp", "Rappel : « oui » ; non !", "Rappel : « oui » ; non !"),
        ("nbsp", "le n° 12", "le n° 12"),
        ("midway", "Qui paie\u202f?", "qui paie"),
        ("midway", "Ces renseignements sont exacts.", "ces renseignements sont exacts"),
        ("midway", "INE ou INA", "INE ou INA"),
        ("midway", "UAI d’origine", "UAI d’origine"),
        ("midway", "Date de naissance", "date de naissance"),
    ],
)
def test_a_value_is_written_as_the_french_write_it(name: str, value: Any, text: str) -> None:
    written = getattr(filters, name)(value)
    assert written.replace("\u00a0", " ").replace("\u202f", " ") == text


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_written_for_nothing(name: str) -> None:
    assert getattr(filters, name)(None) == ""


def test_thousands_are_held_together_by_a_narrow_space() -> None:
    assert filters.number(1_234_567) == "1\u202f234\u202f567"


def test_no_line_breaks_inside_a_date_or_before_a_mark() -> None:
    assert " " not in filters.date_long(date(2025, 5, 28))
    assert filters.nbsp("« Oui » : non ?") == "«\u00a0Oui\u00a0»\u00a0: non\u202f?"
