"""Rows of a file that somebody sends: delimited text or XLSX, whatever its name says.

    with read_table(path) as table:
        for line, cells in table.rows:
            ...

Rows stream: the memory does not depend on their number. `TableRefused` gives the file up, at the opening or
at any row; a row of another width than the headers is left aside in `table.ragged`. Blank rows are passed
over. The line of a row is the physical one where it begins, also after quoted ends of line.
"""

import csv
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Self

from recruitment.core.delimited import DelimitedFile
from recruitment.core.filekind import SNIFFED_BYTES, is_workbook
from recruitment.core.spreadsheet import WorkbookFile
from recruitment.core.tabular_limits import Limits, RaggedRow, TableRefused, TableSource

__all__ = ["Limits", "RaggedRow", "Table", "TableRefused", "read_table"]


class Table:
    """An open file of rows; closing it frees the file or ends the process that parses it."""

    def __init__(self, source: TableSource, kind: Literal["csv", "xlsx"], limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self.kind = kind
        self.encoding = source.encoding
        self.separator = source.separator
        self.lines = source.lines  # how many there are about: what a progress bar needs
        self.ragged: list[RaggedRow] = []
        self.headers = self._read_headers()
        rows = self._read_rows()
        first = next(rows, None)
        if first is None:
            raise TableRefused("no_rows", line=source.rows.line_num)
        self.rows: Iterator[tuple[int, list[str]]] = chain((first,), rows)

    def close(self) -> None:
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read_headers(self) -> list[str]:
        rows, line = self._source.rows, 1
        try:
            for row in rows:
                if any(row) and not _declares_separator(row, line):
                    self._check_columns(row, line)
                    return [cell.strip() for cell in row]
                line = rows.line_num + 1
        except csv.Error as error:
            raise self._source.explain(error, line) from error
        raise TableRefused("empty")

    def _read_rows(self) -> Iterator[tuple[int, list[str]]]:
        rows, width = self._source.rows, len(self.headers)
        line = rows.line_num + 1
        taken = 0
        try:
            for row in islice(rows, self._limits.rows):
                if len(row) == width and (row[0] or any(row)):
                    taken += 1
                    yield line, row
                elif any(row) and (whole := self._made_whole(row, line)):
                    taken += 1
                    yield line, whole
                line = rows.line_num + 1
            if next(rows, None) is not None:
                raise TableRefused("too_many_rows", line=line, bound=self._limits.rows)
        except csv.Error as error:
            raise self._source.explain(error, line) from error
        if len(self.ragged) > taken:
            raise self._too_ragged()

    def _made_whole(self, row: list[str], line: int) -> list[str] | None:
        """Cut the empty cells beyond the headers; leave aside a row that is ragged for good."""
        width = len(self.headers)
        self._check_columns(row, line)
        if len(row) > width and not any(row[width:]):
            return row[:width]
        self.ragged.append(RaggedRow(line, len(row), width))
        if len(self.ragged) > self._limits.ragged:
            raise self._too_ragged()
        return None

    def _too_ragged(self) -> TableRefused:
        return TableRefused(
            "ragged_rows", line=self.ragged[0].line, count=len(self.ragged), expected=len(self.headers)
        )

    def _check_columns(self, row: list[str], line: int) -> None:
        if len(row) > self._limits.columns:
            raise TableRefused("too_many_columns", line=line, columns=len(row), bound=self._limits.columns)


def read_table(path: Path | str, *, limits: Limits | None = None) -> Table:
    """Open a file of rows, whatever its name says, or refuse it before it costs anything."""
    limits = limits or Limits()
    path = Path(path)
    file = _opened(path, limits)
    with ExitStack() as opened:
        opened.callback(file.close)
        source: TableSource
        kind: Literal["csv", "xlsx"] = "xlsx" if is_workbook(file.read(SNIFFED_BYTES)) else "csv"
        if kind == "xlsx":
            file.close()
            source = WorkbookFile(path, limits)
        else:
            source = DelimitedFile(file, limits)
        opened.callback(source.close)
        table = Table(source, kind, limits)
        opened.pop_all()  # from here on the table closes what it reads
    return table


def _opened(path: Path, limits: Limits) -> BinaryIO:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise TableRefused("not_a_file")
        if facts.st_size > limits.size:
            raise TableRefused("too_big", size=facts.st_size, bound=limits.size)
        if not facts.st_size:
            raise TableRefused("empty")
        return path.open("rb")
    except FileNotFoundError as error:
        raise TableRefused("file_missing") from error
    except OSError as error:
        raise TableRefused("file_unreadable") from error


def _declares_separator(row: list[str], line: int) -> bool:
    return line == 1 and len(row) == 2 and row[0].lower() == "sep=" and not row[1]
