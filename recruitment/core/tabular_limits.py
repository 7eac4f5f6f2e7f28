"""The bounds put on a file of rows, and the words for what is refused.

Only the standard library is imported here: the confined process that parses workbooks loads it too.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. Each bound is checked before the memory or the time is spent."""

    size: int = 64 * MEGABYTE
    rows: int = 1_000_000
    columns: int = 1_000  # the widest file known, the platform's decision aid of 2026, has 577
    cell: int = 32_767  # characters: no spreadsheet lets a cell hold more
    line: int = 2 * MEGABYTE  # bytes between two ends of line
    ragged: int = 1_000  # rows of another width that are listed before the file itself is given up
    inflated: int = 256 * MEGABYTE  # what a workbook may weigh once unpacked
    ratio: int = 100  # how much a large part of it may shrink: sheets of real rows come to 20
    members: int = 2_000  # files inside a workbook
    memory: int = 512 * MEGABYTE  # of the process that parses a workbook
    cpu_seconds: int = 30  # of the same
    silence_seconds: float = 45.0  # without a word from the same


class TableRefused(Exception):  # noqa: N818 - it is a refusal, not a fault
    """The file is given up as a whole. `line` and `column` count from 1, where there is a place to show."""

    def __init__(
        self, code: str, line: int | None = None, column: int | None = None, **details: int | str
    ) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = column
        self.details = details

    def __str__(self) -> str:
        return f"{self.code} line={self.line} column={self.column} {self.details}"


class RaggedRow(NamedTuple):
    """A row left aside because it has not as many cells as there are headers."""

    line: int
    cells: int
    expected: int


class LineCountedRows(Protocol):
    """What `csv.reader` offers: rows, and the number of the last physical line taken."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


class TableSource(Protocol):
    """Rows as they come from one kind of file, before any check of their shape."""

    @property
    def rows(self) -> LineCountedRows: ...

    @property
    def encoding(self) -> str | None: ...

    @property
    def separator(self) -> str | None: ...

    @property
    def lines(self) -> int: ...

    def explain(self, error: csv.Error, line: int) -> TableRefused: ...

    def close(self) -> None: ...
