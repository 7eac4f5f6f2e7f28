"""Lines of an import file: each read into its values, or into what is wrong with it, by column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from recruitment.core.csvfile import plain_cell
from recruitment.transfers.cells import CellRefused, Reader, remembered
from recruitment.transfers.columns import Column, match

Values: TypeAlias = list[str | None]


@dataclass(slots=True)
class Remark:
    """What is said about a line: an error refuses it, a warning does not. `column` counts from 1; 0 is the
    line."""

    code: str
    column: int = 0
    warning: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """A line as read. `values` follow the fields of its kind, whatever the order of the file's columns."""

    number: int
    values: Values
    remarks: list[Remark]

    @property
    def refused(self) -> bool:
        """Tell whether the line is left out of the import."""
        return bool(self.remarks) and any(not remark.warning for remark in self.remarks)


class LineReader:
    """Reads the cells of one file, its columns found once."""

    def __init__(self, headers: Sequence[str], columns: Sequence[Column]) -> None:
        found = match(headers, columns)
        self.unknown = found.unknown
        self.columns = {column.field: found.positions.get(column.field, -1) + 1 for column in columns}
        self._width = len(columns)
        self._steps: list[tuple[int, int, Reader, bool]] = []
        for slot, column in enumerate(columns):
            position = found.positions.get(column.field)
            if position is not None:
                reader = remembered(column.reader) if column.repeats else column.reader
                self._steps.append((position, slot, reader, column.needed))

    def read(self, number: int, cells: Sequence[str]) -> Line:
        """Read one line; an empty cell is None."""
        values: Values = [None] * self._width
        remarks: list[Remark] = []
        for position, slot, reader, needed in self._steps:
            cell = cells[position]
            if cell:
                if cell[0] == "'":
                    cell = plain_cell(cell)
                try:
                    values[slot] = reader(cell)
                except CellRefused as refusal:
                    if not cell.isspace():
                        remarks.append(Remark(refusal.code, position + 1))
                        continue
            if needed and values[slot] is None:
                remarks.append(Remark("missing", position + 1))
        return Line(number, values, remarks)
