"""Titles as the platform writes them."""

import pytest

from recruitment.programmes.titles import split


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        (
            "BTS – Services – Management commercial opérationnel – en apprentissage",
            "BTS – Services",
            "Management commercial opérationnel",
        ),
        ("BTS - Services - Gestion de la PME - en apprentissage", "BTS – Services", "Gestion de la PME"),
        (
            "D.E. secteur social – Éducateur spécialisé – en apprentissage",
            "D.E. secteur social",
            "Éducateur spécialisé",
        ),
        ("BTS Électrotechnique", "", "BTS Électrotechnique"),
        ("en apprentissage", "", "en apprentissage"),
        ("A – B – C – D – en apprentissage", "A – B", "C – D"),
    ],
)
def test_a_title_is_its_kind_and_its_name(title: str, kind: str, name: str) -> None:
    assert split(title) == (kind, name)
