"""The spelling of names: kept, and searched."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.core.text import TextRefused, clean_name, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lefèvre", "lefevre"),
        ("LEFEVRE", "lefevre"),
        ("Œuvrard", "oeuvrard"),
        ("Lætitia", "laetitia"),
        ("Strauß", "strauss"),
        ("STRAUẞ", "strauss"),
        ("Łukasz Øst", "lukasz ost"),
        ("Jean-Marie d'Été", "jean marie d ete"),
        ("Jean‑Marie  d’Été", "jean marie d ete"),
        ("N\u00a0Guyễn Thị", "n guyen thi"),
        ("L’Haÿ–les–Roses", "l hay les roses"),
        ("İnci Yıldız", "inci yildiz"),
        ("e\u0301", "e"),
        ("Ｌｅｆｅｖｒｅ", "lefevre"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("Αθηνά", "αθηνα"),
        ("  ", ""),
    ],
)
def test_fold_spells_without_accents_case_or_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=0x24F)))
def test_folding_does_not_see_how_letters_are_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dupont", "Dupont"),
        ("  Anne   Marie\n", "Anne Marie"),
        ("Le\u00a0Goff\u202fJr", "Le Goff Jr"),
        ("Zoe\u0301", "Zoé"),
        ("O’Neill-d'Été", "O’Neill-d'Été"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("محمد", "محمد"),
        ("", ""),
        ("a" * 120, "a" * 120),
    ],
)
def test_clean_name_keeps_one_spelling(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Du\0pont", "control"),
        ("Du\x1bpont", "control"),
        ("Du\npont", "control"),
        ("Du\tpont", "control"),
        ("Du\u2028pont", "control"),
        ("Du\u200bpont", "control"),
        ("Du\ud800pont", "control"),
        ("Du\ue000pont", "control"),
        ("\u202eDupont", "bidirectional"),
        ("Du\u2066pont", "bidirectional"),
        ("Du\u200fpont", "bidirectional"),
        ("Lef\ufffdvre", "unreadable"),
        ("Z\u0335\u0336\u0337\u0338algo", "marks"),
        ("a" * 121, "too_long"),
        ("é" * 121, "too_long"),
    ],
)
def test_clean_name_refuses_what_cannot_be_seen(text: str, code: str) -> None:
    """F34, F35."""
    with pytest.raises(TextRefused) as caught:
        clean_name(text)

    assert caught.value.code == code
    assert isinstance(caught.value, ValueError)


@settings(deadline=None)
@given(st.text())
def test_a_name_that_is_kept_is_composed_visible_and_stable(text: str) -> None:
    try:
        name = clean_name(text)
    except TextRefused:
        return

    assert name.isprintable()
    assert unicodedata.is_normalized("NFC", name)
    assert "  " not in name
    assert clean_name(name) == name


def test_the_bound_of_a_text_may_be_another() -> None:
    assert clean_name("a" * 200, limit=200) == "a" * 200
