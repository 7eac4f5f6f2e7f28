"""CSV that is handed out (R10.2): UTF-8 with BOM, `;`, CRLF, ISO dates, cells that no spreadsheet computes.

A text that begins like a formula gets an apostrophe in front, also behind spaces and in the full-width signs
that some spreadsheets take for the plain ones. Numbers are not texts: -3 stays -3.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

SEPARATOR = ";"
END_OF_LINE = "\r\n"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CONTENT_TYPE = "text/csv; charset=utf-8"
BATCH_ROWS = 250  # of some 250 characters: chunks of about 64 kB

_FORMULA = re.compile(r"[\t\r\n]|[ \u00a0\u202f]*[=+\-@＝＋－＠]")
_SUSPECT_FIRST = frozenset(" \t\r\n\u00a0\u202f=+-@＝＋－＠")
# The same first characters as bytes, all turned into one: what only looks alike is judged cell by cell.
_SUSPECT_BYTES = bytes({letter.encode()[0] for letter in _SUSPECT_FIRST} - set(b"\r\n"))
_LEVELLED = bytes.maketrans(b"\n" + _SUSPECT_BYTES, b";" + b"=" * len(_SUSPECT_BYTES))


def safe_cell(text: str) -> str:
    """Make a text inert: R10.2."""
    return "'" + text if _FORMULA.match(text) else text


def plain_cell(text: str) -> str:
    """Undo `safe_cell`, for a file of ours that comes back."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def cell_text(value: object) -> str:
    """Write a value as a cell; an instant keeps the offset that its caller chose."""
    if isinstance(value, str):
        return safe_cell(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_line(cells: Iterable[object]) -> str:
    """Write one line, its end included."""
    return _written([cells])


def write_rows(rows: Iterable[Sequence[object]], header: Sequence[str]) -> Iterator[bytes]:
    """Stream a file: the header at once, then chunks of about 64 kB."""
    yield BYTE_ORDER_MARK + csv_line(header).encode()
    rows = iter(rows)
    while batch := list(islice(rows, BATCH_ROWS)):
        yield _joined(batch) or _written(batch).encode()


def machine_rows(
    rows: Iterable[Sequence[str]], header: Sequence[str] = (), *, marked: bool = False, quoted: bool = True
) -> Iterator[bytes]:
    """Stream a file that a program reads, its cells exactly as given: an apostrophe would be part of the value.

    What a spreadsheet would compute is therefore refused (ValueError): whoever fills the cells has left it out.
    `marked`: with a byte order mark; not `quoted`: what would need quotes is refused too.
    """
    if marked:
        yield BYTE_ORDER_MARK
    lines = itertools.chain([header] if header else [], rows)
    while batch := list(islice(lines, BATCH_ROWS)):
        text = io.StringIO(newline="")
        writer = csv.writer(
            text,
            delimiter=SEPARATOR,
            lineterminator=END_OF_LINE,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        )
        for row in batch:
            if any(_FORMULA.match(cell) for cell in row):
                raise ValueError("a cell that a spreadsheet would compute")
            try:
                writer.writerow(row)
            except csv.Error as error:
                raise ValueError("a cell that needs quotes") from error
        yield text.getvalue().encode()


def write_lines(lines: Iterable[str], header: Sequence[str]) -> Iterator[bytes]:
    """Stream lines that are already written and safe, without their ends (built by the database, for one)."""
    yield BYTE_ORDER_MARK + csv_line(header).encode()
    lines = iter(lines)
    while batch := list(islice(lines, BATCH_ROWS)):
        batch.append("")
        yield END_OF_LINE.join(batch).encode()


def is_inert(data: bytes) -> bool:
    """Tell whether lines of joined cells, each ended by LF, are right as they stand: no quotes, no formula."""
    return (
        b'"' not in data and b"\r" not in data and b";=" not in b"".join((b"\n", data)).translate(_LEVELLED)
    )


def _joined(batch: Sequence[Sequence[object]]) -> bytes | None:
    """Join cells that need neither quotes nor an apostrophe, as nearly all do; None if one of them does."""
    try:
        text = END_OF_LINE.join([SEPARATOR.join(row) for row in batch])  # type: ignore[arg-type]
    except TypeError:
        return None
    ends = len(batch) - 1
    separators = sum(map(len, batch)) - len(batch)
    if '"' in text or (text.count(SEPARATOR), text.count("\n"), text.count("\r")) != (separators, ends, ends):
        return None
    data = f"\n{text}{END_OF_LINE}".encode()
    return None if b";=" in data.translate(_LEVELLED) else data[1:]


def _written(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator=END_OF_LINE)
    writer.writerows(
        [cell if type(cell) is str and cell[:1] not in _SUSPECT_FIRST else cell_text(cell) for cell in row]
        for row in rows
    )
    return text.getvalue()
