"""The numbers of the domain: forms, keys, and what a spreadsheet does to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules import identifiers
from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import KEY_LETTERS, IneForm, candidate_number, diploma_code, ine, rncp, uai


@pytest.mark.parametrize(
    "code",
    ["0442953W", "0756036D", "0730013T", "6200190M", "7200751D", "9711272F", "0631985R"],
)
def test_a_uai_with_its_right_letter_is_taken(code: str) -> None:
    assert uai(code) == code


@pytest.mark.parametrize("typed", ["631985R", "631985r", " 0631985 R ", "0631985r"])
def test_a_uai_is_mended_after_a_spreadsheet(typed: str) -> None:
    assert uai(typed) == "0631985R"


@pytest.mark.parametrize(
    "typed", ["0631985V", "", "0631985", "06319851R", "31985R", "٠631985R", "0631985R\x00"]
)
def test_a_uai_with_a_wrong_letter_or_form_is_refused(typed: str) -> None:
    with pytest.raises(RuleViolation, match="uai_invalid"):
        uai(typed)


@given(st.integers(0, 9_999_999), st.sampled_from(KEY_LETTERS))
def test_one_letter_in_twenty_three_is_right_for_a_uai(number: int, letter: str) -> None:
    code = f"{number:07}{letter}"
    if KEY_LETTERS[number % 23] == letter:
        assert uai(code) == code
    else:
        with pytest.raises(RuleViolation):
            uai(code)


@given(st.integers(0, 999_999))
def test_the_zero_that_a_spreadsheet_eats_changes_no_key(number: int) -> None:
    code = f"{number:07}{KEY_LETTERS[number % 23]}"
    assert uai(code[1:]) == code


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("0494004062M", IneForm.BEA),
        ("1234567890V", IneForm.BEA),
        (" 1234567890 v ", IneForm.BEA),
        ("01234567895", IneForm.UNIVERSITY),
        ("12345ABCDE0", IneForm.UNIVERSITY),
        ("1234A56789B", IneForm.APPRENTICESHIP),
        ("1234D56789B", IneForm.PROVISIONAL),
    ],
)
def test_each_form_of_ine_is_recognised(typed: str, form: IneForm) -> None:
    found = ine(typed)
    assert (found.form, found.doubtful) == (form, False)


@pytest.mark.parametrize(
    "typed", ["1234567890G", "12345ABCDE1", "", "123", "1234B56789B", "0494004062M1", "é" * 11]
)
def test_an_ine_with_a_wrong_key_or_form_is_refused(typed: str) -> None:
    with pytest.raises(RuleViolation, match="ine_invalid"):
        ine(typed)


def test_a_national_ine_with_its_key_is_taken() -> None:
    """123456789 mod 97 = 39, so the key is 58: F and J."""
    assert ine("123456789FJ") == identifiers.Ine("123456789FJ", IneForm.NATIONAL)


def test_a_national_ine_with_another_key_is_a_doubt_not_a_refusal() -> None:
    """The key was recovered, never published."""
    assert ine("123456789AA").doubtful


@given(st.integers(0, 999_999_999))
def test_one_key_in_a_hundred_is_sure_for_a_national_ine(number: int) -> None:
    letters = identifiers.NATIONAL_LETTERS
    sure = [
        first + second
        for first in letters
        for second in letters
        if not ine(f"{number:09}{first}{second}").doubtful
    ]
    assert len(sure) == 1


@pytest.mark.parametrize(
    ("typed", "kept"), [("2418337", "2418337"), (" 2 418 337 ", "2418337"), ("0042", "0042")]
)
def test_a_candidate_number_is_digits_and_keeps_its_zeros(typed: str, kept: str) -> None:
    assert candidate_number(typed) == kept


@pytest.mark.parametrize("typed", ["", "24A", "2418337.0", "-1", "٢٤", "1" * 21, "1\x00"])
def test_anything_else_is_no_candidate_number(typed: str) -> None:
    with pytest.raises(RuleViolation, match="candidate_number_invalid"):
        candidate_number(typed)


@pytest.mark.parametrize("typed", ["RNCP38362", "rncp 38362", "RNCP1234"])
def test_a_certification_has_four_or_five_digits(typed: str) -> None:
    assert rncp(typed) == typed.upper().replace(" ", "")


@pytest.mark.parametrize("typed", ["RNCP", "RNCP123", "RNCP123456", "38362", "RS1234"])
def test_anything_else_is_no_certification(typed: str) -> None:
    with pytest.raises(RuleViolation, match="rncp_invalid"):
        rncp(typed)


@pytest.mark.parametrize("typed", ["32031212", "3203121t", "1X032106"])
def test_a_diploma_code_has_eight_digits_or_letters(typed: str) -> None:
    assert diploma_code(typed) == typed.upper()


@pytest.mark.parametrize("typed", ["3203121", "320312123", "3203-212", "ßßßß"])
def test_anything_else_is_no_diploma_code(typed: str) -> None:
    with pytest.raises(RuleViolation, match="diploma_code_invalid"):
        diploma_code(typed)


@given(st.text())
def test_whatever_is_typed_is_normalised_once_and_for_all_or_refused(typed: str) -> None:
    for read in (uai, candidate_number, rncp, diploma_code):
        try:
            kept = read(typed)
        except RuleViolation:
            continue
        assert kept.isascii()
        assert read(kept) == kept
