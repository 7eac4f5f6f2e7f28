"""R2.8: the screen, the exports and the print say why contact details are masked."""

import pytest

from recruitment.labels import contact_sentence
from recruitment.rules.calendar import Calendar
from recruitment.rules.vocabulary import ContactVisibility
from tests.rules.campaigns import CALENDAR_2025, CALENDAR_2026, paris

V = ContactVisibility


@pytest.mark.parametrize(
    ("visibility", "calendar", "now", "sentence"),
    [
        (V.VISIBLE, CALENDAR_2025, "2025-05-26 14:32", ""),
        (
            V.NOT_CONFIRMED, CALENDAR_2025, "2025-05-26 14:32",
            ("Coordonnées masquées : le candidat n’a pas confirmé ce vœu. Elles sont ouvertes depuis le 14 "
            "mars pour les seuls vœux confirmés."),
        ),
        (
            V.NOT_CONFIRMED, CALENDAR_2025, "2025-03-13 23:59",
            ("Coordonnées masquées : le candidat n’a pas confirmé ce vœu. Elles s’ouvrent le 14 mars pour "
            "les seuls vœux confirmés."),
        ),
        (
            V.NOT_YET_OPEN, CALENDAR_2025, "2025-03-13 23:59",
            ("Coordonnées masquées jusqu’au 14 mars 2025. Elles s’ouvrent ce jour-là, pour les seuls vœux "
            "confirmés."),
        ),
        (
            V.NOT_FOR_ROLE, CALENDAR_2025, "2025-05-26 14:32",
            ("Coordonnées masquées : votre rôle n’y donne pas accès. Elles servent à l’accompagnement des "
            "candidats par leur établissement. Adressez-vous à lui."),
        ),
        (
            V.DATE_MISSING, CALENDAR_2026, "2026-05-26 14:32",
            ("Coordonnées masquées : la date de leur ouverture n’est pas encore renseignée. Elles s’ouvrent "
            "à cette date, pour les seuls vœux confirmés. L’administrateur la renseigne dans le calendrier."),
        ),
    ],
)  # fmt: skip
def test_a_mask_says_its_rule(visibility: V, calendar: Calendar, now: str, sentence: str) -> None:
    """R2.8"""
    assert contact_sentence(visibility, calendar, paris(now)).replace("\u00a0", " ") == sentence
