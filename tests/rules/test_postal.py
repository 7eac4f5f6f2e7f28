"""What a postal code may be, by country."""

import pytest

from recruitment.rules.postal import postal_code_holds


@pytest.mark.parametrize(
    ("code", "country", "holds"),
    [
        ("63000", "France", True),
        ("63000", None, True),
        ("63", "", False),
        ("ABCDE", "FRANCE", False),
        ("630000", " ", False),
        ("٦٣٠٠٠", "France", False),
        ("SW1A 1AA", "Royaume-Uni", True),
        ("1000", "Belgique", True),
    ],
)
def test_five_digits_in_france(code: str, country: str | None, holds: bool) -> None:
    """R6.8: five digits in France, or where no country is said; another country has its own."""
    assert postal_code_holds(code, country) is holds
