"""R7.1: a person as Apogée writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.rules import opi_fields as fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Éloïse", "ELOISE"),
        ("d’Artagnan", "D'ARTAGNAN"),
        ("Lœuillet–Straße", "LOEUILLET-STRASSE"),
        ("Ýrsa Þórðardóttir", "YRSA THORDARDOTTIR"),
        ("Nguyễn Thị Ánh", "NGUYEN THI ANH"),
        ("İpek ışık", "IPEK ISIK"),
        ("Łukasz Đặng", "LUKASZ DANG"),
        ("a:b;c|d\te", "A B C D E"),
        ("Ξένια", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_names_are_in_capitals_without_accents(text: str | None, expected: str) -> None:
    """R7.1: odd names come out in letters that Apogée knows."""
    assert fields.capitals(text) == expected


@given(st.text(max_size=60))
def test_whatever_the_name_only_these_letters_come_out(text: str) -> None:
    """R7.1: never a separator of the flat files, nor a letter that changes when spelt again."""
    spelt = fields.capitals(text)
    assert set(spelt) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 '-")
    assert fields.capitals(spelt) == spelt


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("0494004062M", ("0494004062", "M")),
        ("01234567895", ("0123456789", "5")),
        ("060123456AB", ("060123456", "AB")),
        ("1234A56789B", ("1234A56789", "B")),
        ("1234D56789B", ("1234D56789", "B")),
        (None, ("", "")),
    ],
)
def test_an_ine_is_parted_from_its_key(value: str | None, parts: tuple[str, str]) -> None:
    """R7.1: 10 and 1, the national form 9 and 2; the five forms."""
    assert fields.ine_and_key(value) == parts


def test_what_does_not_fit_is_told_and_what_would_name_another_is_refused() -> None:
    """R7.1: widths; a candidate's number is never cut."""
    losses = fields.Losses()
    assert losses.fitted("nom", "A" * 31, fields.NAME) == "A" * 30
    assert losses.whole("téléphone", "1" * 16, fields.PHONE) == ""
    assert (losses.cut, losses.left_out) == (["nom"], ["téléphone"])
    assert fields.opi_code("1234567890") == "1234567890"
    with pytest.raises(fields.Unwritable):
        fields.opi_code("12345678901")


def test_days_phones_and_places() -> None:
    """R7.1: ddMMyyyy; a department D or a country P, by INSEE's codes."""
    assert fields.day(date(2007, 3, 9)) == "09032007"
    assert fields.phone("+33 6 39 98 12 34") == "+33639981234"
    assert fields.phone("06.39.98.12.34") == "0639981234"
    assert fields.birth_place("63", "France") == ("063", "D")
    assert fields.birth_place("2A", None) == ("02A", "D")
    assert fields.birth_place(None, "99351") == ("351", "P")
    assert fields.birth_place(None, "Maroc") == ("350", "P")
    assert fields.birth_place(None, "France") == ("", "")
    assert fields.birth_place("", "Atlantide") == ("", "")
