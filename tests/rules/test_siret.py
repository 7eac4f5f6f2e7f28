"""R4.1: the SIRET, its keys and what is said while it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from recruitment.rules.errors import RuleViolation
from recruitment.rules.identifiers import SiretKind, siret, siret_diagnosis, siret_shown

GOOD = "73282932000074"
DIGITS = st.text("0123456789", min_size=14, max_size=14)


def well_made(siren8: str, nic4: str) -> str:
    """Return the SIRET whose two keys are right."""
    siren = siren8 + luhn.calc_check_digit(siren8)
    return siren + nic4 + luhn.calc_check_digit(siren + nic4)


SIRETS = st.builds(
    well_made, st.from_regex(r"[1-9][0-9]{7}", fullmatch=True), st.from_regex(r"[0-9]{4}", fullmatch=True)
).filter(lambda number: not number.startswith("356000000"))


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        "732 829 320 00074",
        " 732829320 00074\n",
        "732\u00a0829\u00a0320\u00a000074",
        "732\u202f829\u202f320\u202f00074",
        "\ufeff73282932000074\u200b",
    ],
)
def test_spaces_are_dropped_and_fourteen_digits_are_stored(typed: str) -> None:
    """R4.1"""
    assert siret(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", SiretKind.EMPTY),
        (" \u00a0", SiretKind.EMPTY),
        ("732 829 32", SiretKind.TOO_SHORT),
        ("7328293200007", SiretKind.TOO_SHORT),
        ("732829320000741", SiretKind.TOO_LONG),
        ("73282932O00074", SiretKind.NOT_DIGITS),
        ("732.829.320.00074", SiretKind.NOT_DIGITS),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", SiretKind.NOT_DIGITS),
        ("７３２８２９３２００００７４", SiretKind.NOT_DIGITS),
        ("7328293200007⁴", SiretKind.NOT_DIGITS),
        ("00000000000000", SiretKind.ZEROS),
        ("73289232000074", SiretKind.SIREN_WRONG),
        ("73282932000079", SiretKind.NIC_WRONG),
        (GOOD, SiretKind.VALID),
        ("35600000000048", SiretKind.VALID),
        ("35600000012314", SiretKind.LA_POSTE),
        ("35600000012315", SiretKind.NIC_WRONG),
    ],
)
def test_what_is_wrong_is_found(typed: str, kind: SiretKind) -> None:
    """R4.1; the zeros pass Luhn and belong to nobody."""
    assert siret_diagnosis(typed).kind == kind


def test_thirteen_digits_lack_one() -> None:
    diagnosis = siret_diagnosis("732 829 320 0007")
    assert (diagnosis.missing, diagnosis.extra) == (1, 0)


def test_sixteen_digits_are_two_too_many() -> None:
    diagnosis = siret_diagnosis("732 829 320 0007411")
    assert (diagnosis.missing, diagnosis.extra) == (0, 2)


def test_the_characters_that_are_no_digits_are_named_once_each() -> None:
    assert siret_diagnosis("FR 732-829-320").strangers == "FR-"


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("73282932000074", ("732", "829", "320", "00074")),
        ("7328", ("732", "8", "", "")),
        ("732829320000741", ("732", "829", "320", "000741")),
    ],
)
def test_digits_are_shown_three_three_three_five_as_they_come(
    typed: str, groups: tuple[str, str, str, str]
) -> None:
    """R4.1"""
    assert siret_diagnosis(typed).groups == groups


def test_la_poste_follows_its_own_rule() -> None:
    """R4.1: the sum of the digits is a multiple of 5."""
    assert siret_diagnosis("356 000 000 12314").digit_sum == 25


def test_a_stored_number_is_shown_in_groups() -> None:
    assert siret_shown(GOOD) == "732 829 320 00074"


def test_a_bad_number_is_refused_with_its_diagnosis() -> None:
    """R4.3"""
    with pytest.raises(RuleViolation) as raised:
        siret("73282932000079")
    assert raised.value.code == "siret_invalid"
    assert raised.value.details["diagnosis"] == siret_diagnosis("73282932000079")


@given(SIRETS)
def test_every_well_made_number_is_taken_and_shown_back(number: str) -> None:
    assert siret(number) == number
    assert siret(siret_shown(number)) == number


@given(SIRETS, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_found_on_its_side(number: str, place: int, shift: int) -> None:
    """R4.1: a fault in the nine first is said to be there."""
    wrong = f"{number[:place]}{(int(number[place]) + shift) % 10}{number[place + 1 :]}"
    expected = SiretKind.SIREN_WRONG if place < 9 else SiretKind.NIC_WRONG
    kind = siret_diagnosis(wrong).kind
    assert kind == expected or wrong.startswith("356000000") or kind == SiretKind.ZEROS


@given(st.text())
def test_whatever_is_typed_gets_a_finding_and_only_ascii_digits_pass(typed: str) -> None:
    diagnosis = siret_diagnosis(typed)
    if diagnosis.valid:
        assert len(diagnosis.digits) == 14
        assert diagnosis.digits.isascii()
        assert diagnosis.digits.isdigit()


@given(DIGITS)
def test_a_number_is_valid_only_with_both_keys(number: str) -> None:
    diagnosis = siret_diagnosis(number)
    if diagnosis.kind == SiretKind.VALID:
        assert luhn.is_valid(number)
        assert luhn.is_valid(number[:9])
