"""Read an answer file, line by line and cell by cell, without the database (R6.2)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recruitment.core.tabular import Limits, Table, read_table
from recruitment.core.text import fold
from recruitment.learners.ine.columns import ANSWER
from recruitment.transfers.cells import CellRefused
from recruitment.transfers.columns import match

ROWS = 20_000
OUR_LINE = re.compile(r"([1-9]\d{0,9})-([1-9]\d{0,5})", re.ASCII)
_CODES = {
    "ine": "ine",
    "birth_date": "birth_date",
}  # of a column; elsewhere it is the text itself that is wrong
_READERS = {column.field: column.reader for column in ANSWER}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line: the column's rank from 1, 0 for the line as a whole; a code.

    `lines`: those that are wrong together, this one among them.
    """

    line: int
    column: int
    code: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of an answer: our request and the line in it, then what is said."""

    line: int
    request: int
    rank: int
    ine: str | None = None
    reason: str | None = None
    names: str | None = None
    birth_date: str | None = None


@dataclass(slots=True)
class AnswerFile:
    """An answer as it was read: its lines, what is wrong with them, the headers that were not recognised."""

    answers: list[Answer] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    total: int = 0

    def refuse(self, answer: Answer, column: str, code: str, lines: tuple[int, ...] = ()) -> None:
        """Note what the database has against a line."""
        self.wrong.append(Wrong(answer.line, self.columns.get(column, 0), code, lines))


def read(path: Path) -> AnswerFile:
    """Read a whole answer. Raises TableRefused, HeadersRefused where it is no table, or not such a one."""
    with read_table(path, limits=Limits(rows=ROWS, columns=200)) as table:
        headers = match(table.headers, ANSWER)
        found = AnswerFile(
            columns={name: at + 1 for name, at in headers.positions.items()}, unknown=headers.unknown
        )
        for line, cells in table.rows:
            found.total += 1
            _take(found, line, {name: cells[at] for name, at in headers.positions.items()})
        _note_ragged(found, table)
    _note_repeats(found)
    found.wrong.sort(key=lambda one: (one.line, one.column))
    return found


def _take(found: AnswerFile, line: int, cells: Mapping[str, str]) -> None:
    values: dict[str, str | None] = {}
    faults: list[tuple[str, str]] = []
    for name, cell in cells.items():
        try:
            values[name] = _READERS[name](cell) if cell.strip() else None
        except CellRefused:
            faults.append((name, _CODES.get(name, "text")))
    faults.extend(_missing(values, {name for name, _code in faults}))
    if faults:
        found.wrong.extend(Wrong(line, found.columns.get(name, 0), code) for name, code in faults)
        return
    ours = OUR_LINE.fullmatch(values["line"] or "")
    if ours is None:
        found.wrong.append(Wrong(line, found.columns["line"], "line_form"))
        return
    found.answers.append(
        Answer(
            line,
            int(ours[1]),
            int(ours[2]),
            values.get("ine"),
            values.get("reason"),
            _names(values),
            values.get("birth_date"),
        )
    )


def _missing(values: Mapping[str, str | None], faulty: set[str]) -> Iterator[tuple[str, str]]:
    if not values.get("line") and "line" not in faulty:
        yield "line", "line_missing"
    said = bool(values.get("ine")) + bool(values.get("reason"))
    if said == 2:
        yield "reason", "both_said"
    elif not said and not faulty & {"ine", "reason"}:
        yield "ine", "nothing_said"


def _names(values: Mapping[str, str | None]) -> str | None:
    """Return the name that is repeated, folded, or None where the answer repeats none whole."""
    if not values.get("last_name") or not values.get("first_name"):
        return None
    return folded(values["last_name"] or "", values["first_name"] or "")


def folded(last_name: str, first_name: str) -> str:
    """Return the spelling in which a name that comes back is compared."""
    return fold(f"{last_name} {first_name}")


def _note_ragged(found: AnswerFile, table: Table) -> None:
    found.total += len(table.ragged)
    found.wrong.extend(Wrong(row.line, 0, "ragged") for row in table.ragged)


def _note_repeats(found: AnswerFile) -> None:
    lines: set[tuple[int, int]] = set()
    for one in found.answers:
        if (one.request, one.rank) in lines:
            found.refuse(one, "line", "line_twice")
        lines.add((one.request, one.rank))
