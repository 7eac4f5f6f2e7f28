"""A telephone number as pages show it."""

import pytest

from recruitment.labels.phones import phone


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0639981234", "06 39 98 12 34"),
        ("06.39.98.12.34", "06 39 98 12 34"),
        ("06 39 98 12 34", "06 39 98 12 34"),
        ("+33639981234", "+33 6 39 98 12 34"),
        ("0033 6 39 98 12 34", "+33 6 39 98 12 34"),
        ("+33 (0)6 39 98 12 34", "+33 6 39 98 12 34"),
        ("+32 470 12 34 56", "+32 470 12 34 56"),
        ("112233", "112233"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_french_number_is_read_by_twos(typed: str | None, shown: str) -> None:
    assert phone(typed) == shown
