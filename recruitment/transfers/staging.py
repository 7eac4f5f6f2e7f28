"""Checked lines on their way: kept in `import_row` between the check and the writing, so that what is
written is
what was shown."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, delete, select
from sqlalchemy.orm import Session

from recruitment.core.bulk import insert_rows
from recruitment.transfers.lines import Line, Remark, Values
from recruitment.transfers.models import ImportRow

NEW, CHANGED, UNCHANGED, REFUSED = ACTIONS = ("new", "changed", "unchanged", "refused")
CHUNK = 1000
UNIT, PART = "\x1d", "\x1c"  # control characters, not those of `core.bulk`: no cell that was taken holds any
SPEAKS = "1"
COLUMNS = ("import_id", "line", "action", "payload")

_ROW: Table = ImportRow.__table__  # type: ignore[assignment]


class ChangedMeanwhile(Exception):  # noqa: N818 - a fact: what was announced is no longer what would be done
    """A line would not do what was announced; nothing of the import is written (I21)."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(slots=True)  # not frozen, which costs as much as the rest: there is one for each line of a file
class Announced:
    """A checked line: what it would do, with which values, and what is said about it.

    `speaks`: it says who its candidate, or its centre, is; the lines after it only add to that.
    """

    number: int
    action: str
    values: Values
    changes: list[str]
    speaks: bool
    remarks: list[Remark]


def announced(line: Line, changes: list[str], *, speaks: bool, is_new: bool) -> Announced:
    """Return what a line announces; nothing of the values of a refused one is kept."""
    if line.refused:
        return Announced(line.number, REFUSED, [], [], speaks=False, remarks=line.remarks)
    action = NEW if is_new else CHANGED if changes else UNCHANGED
    return Announced(line.number, action, line.values, changes, speaks, line.remarks)


def stage(session: Session, import_id: int, lines: Iterable[Announced]) -> None:
    """Keep checked lines."""
    insert_rows(
        session, _ROW, COLUMNS, [(import_id, line.number, line.action, _payload(line)) for line in lines]
    )


def staged(session: Session, import_id: int, actions: Sequence[str] = ACTIONS) -> Iterator[list[Announced]]:
    """Give checked lines back, chunk by chunk, in the order of the file."""
    row = _ROW.c
    statement = (
        select(row.line, row.action, row.payload)
        .where(row.import_id == import_id, row.action.in_(actions))
        .order_by(row.line)
        .limit(CHUNK)
    )
    last = 0
    while found := session.execute(statement.where(row.line > last)).all():
        yield [_announced(one) for one in found]
        last = found[-1].line


def first_lines(session: Session, import_id: int, action: str, limit: int) -> list[Announced]:
    """Give the first checked lines of one kind, to be shown."""
    row = _ROW.c
    statement = select(row.line, row.action, row.payload).where(
        row.import_id == import_id, row.action == action
    )
    return [_announced(one) for one in session.execute(statement.order_by(row.line).limit(limit))]


def forget(session: Session, import_id: int, actions: Sequence[str] = ACTIONS) -> None:
    """Drop the lines of an import: once done only what was refused is of use, and holds no value of the
    file."""
    row = _ROW.c
    session.execute(delete(_ROW).where(row.import_id == import_id, row.action.in_(actions)))


def _payload(line: Announced) -> str:
    """Write a line as values set apart by a sign that no value holds: several times quicker than JSON."""
    remarks = (
        json.dumps([[r.code, r.column, r.warning, r.facts] for r in line.remarks]) if line.remarks else ""
    )
    return PART.join((
        UNIT.join([value or "" for value in line.values]),
        UNIT.join(line.changes),
        SPEAKS if line.speaks else "",
        remarks,
    ))  # fmt: skip


def _announced(row: Row[*tuple[Any, ...]]) -> Announced:
    values, changes, speaks, remarks = row.payload.split(PART)
    return Announced(
        row.line,
        row.action,
        [value or None for value in values.split(UNIT)] if values else [],
        changes.split(UNIT) if changes else [],
        speaks == SPEAKS,
        [Remark(*said) for said in json.loads(remarks)] if remarks else [],
    )
