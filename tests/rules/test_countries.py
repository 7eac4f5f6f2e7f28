"""R6.4: the codes of countries and nationalities that exports ask for; a name that is not known has none."""

import pytest

from recruitment.rules.countries import EUROPEAN_UNION, FRANCE, country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("France", "100"),
        ("française", "100"),
        ("FRANCAISE", "100"),
        ("Côte d’Ivoire", "326"),
        ("COTE D'IVOIRE", "326"),
        ("Viêt Nam", "243"),
        ("SENEGALAISE", "341"),
        ("99109", "109"),
        (" 350 ", "350"),
        ("Syldavie", None),
        ("99", None),
        ("", None),
        (None, None),
    ],
)
def test_a_country_or_a_nationality_leads_to_its_code(text: str | None, code: str | None) -> None:
    """R6.4 whatever the accents and the case; never guessed."""
    assert country_code(text) == code


def test_the_union_is_told_without_france() -> None:
    """R6.4 the survey of apprentices tells three kinds of nationalities apart."""
    assert FRANCE not in EUROPEAN_UNION
    assert {country_code(name) for name in ("Allemagne", "Chypre", "Pologne")} <= EUROPEAN_UNION
    assert country_code("Suisse") not in EUROPEAN_UNION
