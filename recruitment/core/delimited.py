"""Rows of a delimited text file: its separator, strict quotes, and the place of what is wrong."""

import csv
import io
import re
from itertools import islice
from typing import BinaryIO, NamedTuple

from recruitment.core.tabular_limits import Limits, LineCountedRows, TableRefused
from recruitment.core.textscan import scan_text

SEPARATORS = (";", "\t", ",")  # in order of preference when nothing else tells
SAMPLE_BYTES = 64 * 1024
SAMPLE_LINES = 6

_QUOTED = re.compile(r'"[^"]*"')
_DECLARED = re.compile(r"sep=([;,\t])[\r\n]", re.IGNORECASE)  # a first line that spreadsheets write
_END = re.compile(r"\r\n|\r|\n")


class DelimitedFile:
    """A text file, walked over once, ready to give its rows."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        facts = scan_text(file, limits)
        self._file = file
        self._limits = limits
        self._start = 3 if facts.has_mark else 0
        self._newline = "" if facts.has_lone_cr else "\n"  # one kind of end to look for is quicker
        self.encoding: str | None = facts.encoding
        self.lines = facts.lines
        self.separator: str = guess_separator(self._sample())
        csv.field_size_limit(limits.cell)  # a setting of the whole process: nobody else changes it
        self._text = self._opened()
        self.rows: LineCountedRows = csv.reader(self._text, delimiter=self.separator, strict=True)

    def _sample(self) -> str:
        """The first lines, the header whole."""
        self._file.seek(self._start)
        sample = self._file.read(SAMPLE_BYTES)
        if b"\n" not in sample:
            sample += self._file.readline(self._limits.line)
        return sample.decode(self.encoding or "utf-8", "replace")

    def _opened(self) -> io.TextIOWrapper:
        self._file.seek(self._start)
        return io.TextIOWrapper(self._file, encoding=self.encoding, newline=self._newline)

    def explain(self, error: csv.Error, line: int) -> TableRefused:
        """Read again the record that begins at this line, to point at the cell that stopped the parser."""
        last = self.rows.line_num
        self._text.detach()
        self._text = self._opened()
        record = "".join(islice(self._text, line - 1, last))
        fault = first_fault(record, self.separator, self._limits.cell)
        if fault is None:
            return TableRefused("row_unreadable", line=line, reason=str(error))
        line += len(_END.findall(record, 0, fault.offset))
        return TableRefused(fault.code, line=line, column=fault.column, bound=self._limits.cell)

    def close(self) -> None:
        self._text.close()


def guess_separator(sample: str) -> str:
    """Take the separator that the header line holds, and that the next lines hold as many times."""
    declared = _DECLARED.match(sample)
    if declared:
        return declared.group(1)
    lines = [line for line in _END.split(_QUOTED.sub("", sample)) if line.strip()][:SAMPLE_LINES]
    if not sample.strip():
        raise TableRefused("empty")
    header, *others = lines or [""]
    counts = {mark: header.count(mark) for mark in SEPARATORS if mark in header}
    if not counts:
        raise TableRefused("no_separator", line=1)

    def fitness(mark: str) -> tuple[int, int]:
        return sum(line.count(mark) == counts[mark] for line in others), counts[mark]

    return max(counts, key=fitness)


class Fault(NamedTuple):
    code: str
    offset: int
    column: int


def first_fault(record: str, separator: str, bound: int) -> Fault | None:
    """Find the cell that a strict parser cannot take."""
    start, column = 0, 1
    while True:
        end = _cell_end(record, start, separator)
        code = _cell_fault(record, start, end, separator, bound)
        if code:
            return Fault(code, start, column)
        if not record.startswith(separator, end):
            return None
        start, column = end + 1, column + 1


def _cell_end(record: str, start: int, separator: str) -> int:
    """Where the cell stops: after its closing quote, or at the next separator. -1 when a quote stays open."""
    if not record.startswith('"', start):
        end = record.find(separator, start)
        return len(record.rstrip("\r\n")) if end < 0 else end
    quote = record.find('"', start + 1)
    while quote >= 0 and record.startswith('"', quote + 1):
        quote = record.find('"', quote + 2)
    return quote + 1 if quote >= 0 else -1


def _cell_fault(record: str, start: int, end: int, separator: str, bound: int) -> str | None:
    if end < 0:
        spans = _END.search(record.rstrip("\r\n"), start) or len(record) - start <= bound
        return "quote_unclosed" if spans else "cell_too_long"
    # A quote left open swallows lines until the next quoted cell, where the text that follows gives it away.
    is_quoted = record.startswith('"', start)
    spans_lines = is_quoted and _END.search(record, start, end) is not None
    cell = record[start + 1 : end - 1].replace('""', '"') if is_quoted else record[start:end]
    if len(cell) > bound:
        return "quote_unclosed" if spans_lines else "cell_too_long"
    if end < len(record) and record[end] not in (separator, "\r", "\n"):
        return "quote_unclosed" if spans_lines else "quote_misplaced"
    return None
