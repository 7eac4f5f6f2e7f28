"""The sentences about a file."""

import pytest

from recruitment.core.tabular import TableRefused
from recruitment.labels_files import (
    column_letters,
    file_refusal_sentence,
    file_size,
    place,
)


def test_a_refusal_shows_its_place_first() -> None:
    refusal = TableRefused("cell_too_long", line=12, column=3, bound=32_767)

    assert (
        file_refusal_sentence(refusal) == "Ligne 12, colonne C (3) : Cette cellule dépasse 32 767 caractères."
    )


def test_sizes_are_said_in_a_unit_that_keeps_them_short() -> None:
    refusal = TableRefused("too_big", size=2 * 1024**3, bound=64 * 1024**2)

    assert file_refusal_sentence(refusal).startswith("Ce fichier pèse 2 Go, plus que les 64 Mo acceptés.")
    assert [file_size(size) for size in (1, 1536, 5 * 1024**4)] == ["1 octets", "1,5 ko", "5 To"]


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_a_column_has_the_letters_of_spreadsheets(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_no_place_is_said_when_there_is_none() -> None:
    assert (place(None), place(3)) == ("", "Ligne 3 : ")
