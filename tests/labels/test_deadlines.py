"""« Pourquoi cette date ? »"""

from dataclasses import replace
from datetime import date

import pytest

from recruitment.labels import both_dates, why_this_date, why_this_reply_date
from recruitment.labels.dates import night_before
from recruitment.rules import deadlines
from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import LateRefusals
from tests.rules.campaigns import CALENDAR_2025, CALENDAR_2026, paris

NBSP = "\u00a0"


def why(
    confirmed: str, calendar: Calendar = CALENDAR_2025, *, examines: bool = True, exempt: bool = False
) -> tuple[str, ...]:
    confirmed_at = paris(confirmed)
    deadline = deadlines.review(calendar, examines=examines, exempt=exempt, confirmed_at=confirmed_at)
    return tuple(line.replace(NBSP, " ") for line in why_this_date(calendar, confirmed_at, deadline))


SURPRISE = (
    "Deux règles se suivent : confirmé le 8 mai, un vœu passe le 2 juin ; confirmé le 9 mai, il passe le 30 "
    "mai, donc plus tôt. C’est la règle de la session, pas une erreur."
)


def test_a_wish_confirmed_before_the_pivot_is_explained() -> None:
    """R3.2, R3.3, R3.3b"""
    assert why("2025-05-08 23:59:59") == (
        "Vœu confirmé le 8 mai 2025, avant le 9 mai 2025 : décision à rendre au plus tard le 28 mai 2025.",
        (
            "Sans décision, le vœu passe « En recherche de contrat » dans la nuit du 1er au 2 juin, à 0 h 00 "
            "(heure de Paris), premier jour des admissions."
        ),
        "Du 29 mai au passage, une décision est encore prise, notée « hors délai ».",
        SURPRISE,
    )


def test_a_wish_confirmed_from_the_pivot_on_is_explained() -> None:
    """R3.2, R3.3b"""
    assert why("2025-05-12 12:00") == (
        (
            "Vœu confirmé le 12 mai 2025, le 9 mai 2025 ou après : vous avez 20 jours, jusqu’au 1er juin "
            "2025 inclus."
        ),
        (
            "Sans décision, le vœu passe « En recherche de contrat » dans la nuit du 1er au 2 juin, à 0 h 00 "
            "(heure de Paris)."
        ),
        SURPRISE,
    )


def test_a_campaign_that_forbids_late_refusals_says_so() -> None:
    """R3.3"""
    calendar = replace(CALENDAR_2025, late_refusals=LateRefusals.FORBIDDEN)
    assert (
        "Du 29 mai au passage, une décision est encore prise, notée « hors délai » ; un refus ne l’est plus."
        in why("2025-05-08 12:00", calendar)
    )


def test_a_calendar_without_surprise_explains_none() -> None:
    """R3.3b"""
    calendar = replace(CALENDAR_2025, examination_pivot=date(2025, 5, 20))
    assert not any("plus tôt" in line for line in why("2025-05-08 12:00", calendar))


def test_an_exempt_programme_is_explained() -> None:
    """R3"""
    assert why("2025-05-08 12:00", exempt=True)[1] == (
        "Aucune date limite et aucun passage automatique : chaque décision vous revient."
    )


def test_a_programme_that_does_not_examine_is_explained() -> None:
    """R2.2"""
    assert why("2025-05-08 12:00", examines=False)[0] == "Cette formation n’examine pas les dossiers."


def test_a_calendar_with_holes_is_explained() -> None:
    assert why("2026-05-08 12:00", CALENDAR_2026)[0] == (
        "Des dates de la session ne sont pas encore renseignées."
    )


def test_both_dates_are_always_shown_together() -> None:
    """R3.3"""
    shown = both_dates(date(2025, 5, 28), paris("2025-06-02 00:00")).replace(NBSP, " ")
    assert shown == "à rendre avant le 28 mai, décision automatique le 2 juin"
    assert both_dates(None, None) == "aucune décision automatique"


@pytest.mark.parametrize(
    ("passage", "night"),
    [
        ("2025-05-30", "dans la nuit du 29 au 30 mai"),
        ("2025-06-01", "dans la nuit du 31 mai au 1er juin"),
        ("2025-06-02", "dans la nuit du 1er au 2 juin"),
        ("2026-01-01", "dans la nuit du 31 décembre au 1er janvier"),
    ],
)
def test_a_midnight_is_said_by_the_night_it_falls_in(passage: str, night: str) -> None:
    assert night_before(paris(f"{passage} 00:00")).replace(NBSP, " ") == night


def test_the_day_of_an_answer_is_explained() -> None:
    """R5.1"""
    lines = why_this_reply_date(deadlines.reply(CALENDAR_2025, paris("2025-06-12 12:00")))
    assert lines[0].replace(NBSP, " ") == "Réponse attendue jusqu’au 21 juin 2025 à 23 h 59 (heure de Paris)."
    assert "reporté au lendemain" in lines[1]
