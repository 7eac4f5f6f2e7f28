"""Rows of the first sheet of an XLSX workbook, parsed in a confined process, taken as they come."""

import csv
import json
import signal
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from recruitment.core.sandbox import ChildFailedError, stream_lines
from recruitment.core.tabular_limits import Limits, LineCountedRows, TableRefused

READER = "recruitment.core.spreadsheet_reader"

# How a bound shows: a failed allocation aborts, an exhausted processor time is signalled.
OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS)
OUT_OF_TIME = (None, signal.SIGXCPU, signal.SIGKILL)


class SheetRows:
    """Counts rows as `csv.reader` counts lines: a row of the sheet is a line."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._is_over = False
        self.line_num = 0

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        said = None if self._is_over else hear(self._lines)
        if not isinstance(said, list):
            self._is_over = True
            raise StopIteration
        self.line_num += 1
        row: list[str] = said
        return row


class WorkbookFile:
    """A workbook whose directory and sheet the confined process has accepted."""

    encoding: str | None = None
    separator: str | None = None

    def __init__(self, path: Path, limits: Limits) -> None:
        orders = {"path": str(path.resolve()), "limits": asdict(limits)}
        self._said = stream_lines(
            READER, orders, silence_seconds=limits.silence_seconds, line_bound=2 * limits.line
        )
        self.lines = int(hear(self._said)["lines"])
        self.rows: LineCountedRows = SheetRows(self._said)

    def explain(self, error: csv.Error, line: int) -> TableRefused:
        return TableRefused("row_unreadable", line=line, reason=str(error))

    def close(self) -> None:
        self._said.close()


def hear(lines: Iterator[bytes]) -> Any:
    """Take one word of the process: a row, the end, or why it refuses."""
    try:
        line = next(lines, None)
    except ChildFailedError as failure:
        raise TableRefused(_code(failure)) from failure
    if line is None:
        raise TableRefused("workbook_broken")
    said = json.loads(line)
    if isinstance(said, dict) and "refused" in said:
        raise TableRefused(said["refused"], said["line"], said["column"], **said["details"])
    return said


def _code(failure: ChildFailedError) -> str:
    if failure.signal in OUT_OF_MEMORY:
        return "workbook_too_large"
    return "workbook_too_slow" if failure.signal in OUT_OF_TIME else "workbook_broken"
