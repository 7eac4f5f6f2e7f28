"""Rows of a file that somebody sends."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.core.csvfile import plain_cell, write_rows
from recruitment.core.delimited import first_fault, guess_separator
from recruitment.core.tabular import Limits, TableRefused, read_table
from tests.core.broken_files import HEADER, PLAIN
from tests.core.broken_workbooks import PLAIN as PLAIN_WORKBOOK


def _written(folder: Path, content: str | bytes, name: str = "tableau") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _refusal(path: Path, limits: Limits | None = None) -> TableRefused:
    with pytest.raises(TableRefused) as caught, read_table(path, limits=limits) as table:
        list(table.rows)
    return caught.value


def test_says_what_the_file_is(tmp_path: Path) -> None:
    with read_table(_written(tmp_path, "numero, nom ,prenom\n1,b,c\n")) as table:
        assert (table.kind, table.encoding, table.separator) == ("csv", "utf-8", ",")
        assert table.headers == ["numero", "nom", "prenom"]
        assert table.lines == 2
        assert list(table.rows) == [(2, ["1", "b", "c"])]


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", PLAIN.encode()), ("a.csv", PLAIN_WORKBOOK)])
def test_a_file_is_told_by_its_bytes_not_by_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    with read_table(_written(tmp_path, content, name)) as table:
        assert len(list(table.rows)) == 5


def test_a_workbook_gives_what_its_csv_would_give_with_iso_dates(tmp_path: Path) -> None:
    path = tmp_path / "dates.xlsx"
    with xlsxwriter.Workbook(path, {"remove_timezone": True}) as book:
        page = book.add_worksheet()
        formats = {kind: book.add_format({"num_format": kind}) for kind in ("dd/mm/yyyy", "hh:mm:ss")}
        full = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        page.write_row(0, 0, list("abcdefgh"))
        page.write_string(1, 0, "000123")
        page.write_number(1, 1, 123)
        page.write_number(1, 2, 73282932000074)
        page.write_number(1, 3, 12.5)
        page.write_datetime(1, 4, date(2025, 5, 26), formats["dd/mm/yyyy"])
        page.write_datetime(1, 5, datetime(2025, 5, 26, 14, 32, 59, tzinfo=UTC), full)
        page.write_datetime(1, 6, time(14, 32), formats["hh:mm:ss"])
        page.write_boolean(1, 7, True)

    with read_table(path) as table:
        assert list(table.rows) == [
            (
                2,
                [
                    "000123",
                    "123",
                    "73282932000074",
                    "12.5",
                    "2025-05-26",
                    "2025-05-26 14:32:59",
                    "14:32:00",
                    "VRAI",
                ],
            )
        ]


def test_a_workbook_counts_rows_and_columns_as_the_sheet_does(tmp_path: Path) -> None:
    path = tmp_path / "margins.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(2, 1, ["numero", "nom"])
        page.write_row(4, 1, ["1", "Lefèvre"])

    with read_table(path) as table:
        assert table.headers == ["", "numero", "nom"]
        assert list(table.rows) == [(5, ["", "1", "Lefèvre"])]


def test_a_workbook_left_half_way_ends_its_process(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number in range(20_000):
            page.write_row(number, 0, ["numero", "Lefèvre", "Ana", "Lycée Blaise Pascal"])
    children = Path("/proc/self/task").joinpath(str(_thread()), "children")

    with read_table(path) as table:
        next(table.rows)
        running = children.read_text().split()

    assert len(set(running) - set(children.read_text().split())) == 1


def _thread() -> int:
    return int(Path("/proc/thread-self").readlink().name)


def test_a_parser_out_of_memory_is_a_refusal(tmp_path: Path) -> None:
    path = _written(tmp_path, PLAIN_WORKBOOK)

    assert _refusal(path, Limits(memory=8 * 1024 * 1024)).code in {"workbook_too_large", "workbook_broken"}


def test_a_silent_parser_is_a_refusal(tmp_path: Path) -> None:
    assert _refusal(_written(tmp_path, PLAIN_WORKBOOK), Limits(silence_seconds=0)).code == "workbook_too_slow"


def test_rows_come_before_the_refusal_of_a_later_one(tmp_path: Path) -> None:
    with read_table(_written(tmp_path, PLAIN + '6;"Dupont" dit;c\n')) as table:
        given_rows = [next(table.rows) for _ in range(5)]
        with pytest.raises(TableRefused) as caught:
            next(table.rows)

    assert [line for line, _ in given_rows] == [2, 3, 4, 5, 6]
    assert (caught.value.code, caught.value.line, caught.value.column) == ("quote_misplaced", 7, 2)


def test_too_many_quoted_rows_are_refused_as_they_come(tmp_path: Path) -> None:
    path = _written(tmp_path, HEADER + '"1";b;c\n' * 11)

    refusal = _refusal(path, Limits(rows=10))

    assert (refusal.code, refusal.line) == ("too_many_rows", 12)


@pytest.mark.parametrize(("size", "code"), [(len(PLAIN), None), (len(PLAIN) - 1, "too_big")])
def test_the_size_is_bounded_to_the_byte(tmp_path: Path, size: int, code: str | None) -> None:
    path = _written(tmp_path, PLAIN)

    if code:
        assert _refusal(path, Limits(size=size)).code == code
    else:
        with read_table(path, limits=Limits(size=size)) as table:
            assert len(list(table.rows)) == 5


@pytest.mark.parametrize(("length", "is_refused"), [(32_767, False), (32_768, True)])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_is_bounded_to_the_character(
    tmp_path: Path, length: int, is_refused: bool, quote: str
) -> None:
    path = _written(tmp_path, HEADER + f"1;{quote}{'é' * length}{quote};c\n")

    if is_refused:
        refusal = _refusal(path)
        assert (refusal.code, refusal.line, refusal.column) == ("cell_too_long", 2, 2)
    else:
        with read_table(path) as table:
            assert len(next(table.rows)[1][1]) == length


@pytest.mark.parametrize(
    ("sample", "separator"),
    [
        ("a;b\n1;2", ";"),
        ("a,b\n1,2", ","),
        ("a\tb\n1\t2", "\t"),
        ('"nom; prénom",b\n1,2', ","),
        ("a, ou b, ou c;d\n1;2\n3;4", ";"),
        ("a;b,c\n1;2", ";"),
        ("sep=,\na;b,c\n", ","),
    ],
)
def test_the_separator_is_the_one_that_the_rows_agree_on(sample: str, separator: str) -> None:
    assert guess_separator(sample) == separator


def test_a_record_without_fault_has_none() -> None:
    assert first_fault('1;"a\n""b""";c\r\n', ";", 10) is None


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(st.just("x"), CELLS, CELLS), min_size=1, max_size=20))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    """R10.2: quotes, separators, ends of line, accents and formulas come back as they were."""
    path = tmp_path_factory.mktemp("again") / "a.csv"
    path.write_bytes(b"".join(write_rows(rows, ["un", "deux", "trois"])))

    with read_table(path) as table:
        read = [tuple(map(plain_cell, cells)) for _, cells in table.rows]

    assert read == rows
