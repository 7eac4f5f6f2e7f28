"""R10.2: CSV that is handed out."""

import csv
import io
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.core.csvfile import (
    BYTE_ORDER_MARK,
    csv_line,
    machine_rows,
    plain_cell,
    safe_cell,
    write_lines,
    write_rows,
)

PARIS_SUMMER = timezone(timedelta(hours=2))
FORMULA_STARTS = ["=", "+", "-", "@", "\t", "\r"]


def test_a_file_begins_with_a_mark_and_ends_its_lines_with_cr_lf() -> None:
    """R10.2 UTF-8 with BOM, `;`, CRLF, one line of headers."""
    data = b"".join(write_rows([["1", "Lefèvre"]], ["numero", "nom"]))

    assert data == b"\xef\xbb\xbf" + "numero;nom\r\n1;Lefèvre\r\n".encode()


def test_a_value_is_written_as_people_and_machines_read_it() -> None:
    """R10.2 ISO dates; an instant keeps its offset, a number its sign."""
    instant = datetime(2025, 5, 26, 14, 32, 0, 123456, tzinfo=PARIS_SUMMER)

    line = csv_line([None, True, -3, 2.5, date(2025, 5, 28), instant])

    assert line == ";oui;-3;2.5;2025-05-28;2025-05-26T14:32:00+02:00\r\n"


@pytest.mark.parametrize("start", [*FORMULA_STARTS, "\n", "＝", "＋", "－", "＠", "  =", "\u00a0@"])
def test_a_cell_that_begins_like_a_formula_is_inert(start: str) -> None:
    """R10.2 cells that begin with = + - @ TAB or CR are made safe, in every way of writing."""
    text = start + 'HYPERLINK("https://exemple.fr")'

    assert safe_cell(text) == "'" + text
    assert plain_cell(safe_cell(text)) == text
    assert _parsed(csv_line(["1", text])) == [["1", "'" + text]]
    assert _parsed(_streamed([["1", "2"], ["1", text], ["1", "2"]]))[2] == ["1", "'" + text]
    assert _parsed(_streamed([[text, "1"]]))[1] == ["'" + text, "1"]


@pytest.mark.parametrize(
    "text", ["Lefèvre-Dubois", "a=b", "’quote", "'=1", "06 00 00 00 00", "", "a+b@exemple.fr"]
)
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text
    assert _parsed(_streamed([["1", text]]))[1] == ["1", text]


def test_an_apostrophe_of_ours_only_is_taken_away_again() -> None:
    assert [plain_cell(text) for text in ("'+33612345678", "'Dupont", "'", "d'Été")] == [
        "+33612345678",
        "'Dupont",
        "'",
        "d'Été",
    ]


@settings(deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_the_quick_way_writes_what_the_careful_one_reads(rows: list[list[str]]) -> None:
    """R10.2 whatever the cells, each is one cell, and none begins like a formula."""
    parsed = _parsed(_streamed(rows))[1:]

    assert parsed == [[safe_cell(cell) for cell in row] for row in rows]
    assert not any(cell.lstrip(" ").startswith(tuple(FORMULA_STARTS)) for row in parsed for cell in row)


def test_the_header_leaves_before_any_row_is_asked_for() -> None:
    rows = iter([["1"]])
    chunks = write_rows(rows, ["numero"])

    assert next(chunks) == b"\xef\xbb\xbfnumero\r\n"
    assert list(rows) == [["1"]]


def test_a_long_file_leaves_in_chunks() -> None:
    rows = (["1234567", "Lefèvre" * 30, "2025-05-28"] for _ in range(5_000))

    sizes = [len(chunk) for chunk in write_rows(rows, ["numero", "nom", "date"])]

    assert 32_000 < max(sizes) < 128_000
    assert len(sizes) == 21


def test_lines_already_written_are_only_put_end_to_end() -> None:
    data = b"".join(write_lines(["1;a", "2;b"], ["numero", "nom"]))

    assert data == b"\xef\xbb\xbfnumero;nom\r\n1;a\r\n2;b\r\n"


def test_a_file_without_rows_has_its_headers() -> None:
    assert b"".join(write_rows([], ["numero"])) == b"\xef\xbb\xbfnumero\r\n"
    assert b"".join(write_lines([], ["numero"])) == b"\xef\xbb\xbfnumero\r\n"


def _streamed(rows: list[list[str]]) -> str:
    return b"".join(write_rows(rows, ["numero", "nom"])).decode("utf-8-sig")


def _parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_a_file_for_a_program_holds_its_cells_exactly() -> None:
    """R10.2 decided: no apostrophe where a program reads; what a spreadsheet would compute is refused instead."""
    assert b"".join(machine_rows([("a;b", "é")], ("x", "y"))) == 'x;y\r\n"a;b";é\r\n'.encode()
    assert b"".join(machine_rows([("a", "b")], marked=True, quoted=False)) == BYTE_ORDER_MARK + b"a;b\r\n"
    for cell in ("=1+1", "+33", "-x", "@a", "\tx"):
        with pytest.raises(ValueError, match="compute"):
            list(machine_rows([(cell,)]))
    with pytest.raises(ValueError, match="quotes"):
        list(machine_rows([("a;b",)], quoted=False))
