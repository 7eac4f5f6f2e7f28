"""Lines of a list, each read into a record, or into what is wrong with it, by column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from recruitment.admissions import cells as own
from recruitment.admissions.columns import BY_FIELD
from recruitment.admissions.headers import Headers, match
from recruitment.admissions.records import FIELDS, GUARDIAN_FIELDS, AdmittedRecord, GuardianRecord
from recruitment.admissions.wording import note
from recruitment.core.csvfile import plain_cell
from recruitment.core.tabular import Table, read_table
from recruitment.rules import admissions as rules
from recruitment.transfers.cells import CellRefused, Reader, ine_is_doubtful, remembered
from recruitment.transfers.lines import Remark

Values = dict[str, str]


@dataclass(slots=True)
class Read:
    """A line as read: its record, or its errors; its number is told whenever it can be, and then its name."""

    line: int
    record: AdmittedRecord | None = None
    number: str | None = None
    name: str = ""
    remarks: list[Remark] = field(default_factory=list)


class ListReader:
    """One file being read; `rows()` gives its lines in order. Raises TableRefused, HeadersRefused."""

    def __init__(
        self, path: Path, *, year: int, today: date, profile: Mapping[str, str] | None = None
    ) -> None:
        self._year = str(year)
        self._today = today.isoformat()
        self._table: Table = read_table(path)
        try:
            self.headers: Headers = match(self._table.headers, profile)
        except BaseException:
            self._table.close()
            raise
        self.names = {place + 1: self._table.headers[place] for place in self.headers.positions.values()}
        self.total = max(self._table.lines - 1, 1)
        self._steps: list[tuple[int, str, Reader, bool]] = [
            (place, name, _reader(name), BY_FIELD[name].strict)
            for name, place in self.headers.positions.items()
        ]
        self._told = 0

    def __enter__(self) -> "ListReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._table.close()

    def rows(self) -> Iterator[Read]:
        """Read line after line; those that have not as many cells as there are headers come with their refusal."""
        for number, cells in self._table.rows:
            yield from self._ragged()
            yield self._read(number, cells)
        yield from self._ragged()

    def _ragged(self) -> Iterator[Read]:
        found = self._table.ragged[self._told :]
        self._told += len(found)
        for row in found:
            facts = {"cells": row.cells, "expected": row.expected}
            yield Read(row.line, remarks=[Remark("ragged", facts=facts)])

    def _read(self, number: int, cells: Sequence[str]) -> Read:
        values: Values = {}
        remarks: list[Remark] = []
        for place, name, reader, strict in self._steps:
            cell = cells[place]
            if not cell or cell.isspace():
                continue
            try:
                value = reader(plain_cell(cell) if cell[0] == "'" else cell)
            except CellRefused as refusal:
                remarks.append(Remark(refusal.code, place + 1, warning=not strict))
                continue
            if value is not None:
                values[name] = value
        self._check(values, remarks)
        read = Read(number, number=values.get("candidate_number"), remarks=remarks)
        if read.number is not None:  # without it nobody could find, nor forget, what is kept of a person
            names = (values.get(one) for one in ("last_name", "first_name"))
            read.name = " ".join(one for one in names if one)
        if all(one.warning for one in remarks):
            read.record = _record(number, values, note(remarks, self.names))
        return read

    def _check(self, values: Values, remarks: list[Remark]) -> None:
        """Add what is wrong with the values of a line together."""
        refused = {one.column for one in remarks}
        if "full_name" in values and "last_name" not in values:
            values["last_name"], _, values["first_name"] = values["full_name"].partition("/")
        if "reply" in values:
            values["reply"], _, answer = values["reply"].partition("/")
            if answer and values.get("answer", "yes") == "yes":
                values["answer"] = answer
        for name in ("candidate_number", "last_name", "first_name"):
            place = self.headers.positions.get(name, self.headers.positions.get("full_name", -1)) + 1
            if name not in values and place not in refused:
                remarks.append(Remark("missing", place))
                refused.add(place)
        if values.get("session", self._year) != self._year:
            facts = {"session": values["session"], "year": self._year}
            remarks.append(Remark("other_session", self._place("session"), facts=facts))
        if values.get("birth_date", "") > self._today:
            remarks.append(Remark("birth_date", self._place("birth_date")))
        if "situation" in values and values.get("reply", values["situation"]) != values["situation"]:
            remarks.append(Remark("answers_differ", self._place("situation")))
        ine = values.get("ine")
        if ine is not None and ine_is_doubtful(ine):
            remarks.append(Remark("ine_doubtful", self._place("ine"), warning=True))

    def _place(self, name: str) -> int:
        return self.headers.positions[name] + 1


def _reader(name: str) -> Reader:
    column = BY_FIELD[name]
    return remembered(column.reader) if column.repeats else column.reader


def _record(line: int, values: Values, said: str | None) -> AdmittedRecord:
    situation = int(values.get("situation") or values.get("reply") or rules.ACCEPTED)
    answer = values.get("answer")
    bac = values.get("bac_result") or _of_honours(values)
    left_out = rules.left_out(situation, bac)
    if answer == own.ANSWER_WAITING:
        answer, situation, left_out = None, rules.WAITING, "waiting"
    elif answer == own.ANSWER_NO:
        answer, left_out = None, "refused_by_us"
    typed: dict[str, Any] = {name: values.get(name) for name in _PLAIN}
    typed |= {
        "situation": situation,
        "answer": answer,
        "bac_result": bac,
        "birth_date": _date(values.get("birth_date")),
        "answered_at": _instant(values.get("answered_at")),
        "bac_year": int(values["bac_year"]) if "bac_year" in values else None,
        "gap_year": _yes(values.get("gap_year")),
        "boarding": _yes(values.get("boarding")),
        "guardian_1": _guardian(1, values),
        "guardian_2": _guardian(2, values),
    }
    return AdmittedRecord(
        line=line, candidate_number=values["candidate_number"], left_out=left_out, note=said, **typed
    )


_TYPED = (
    "situation",
    "answer",
    "bac_result",
    "birth_date",
    "answered_at",
    "bac_year",
    "gap_year",
    "boarding",
)
_PLAIN = tuple(name for name in FIELDS if name not in _TYPED)


def _of_honours(values: Values) -> str | None:
    """Tell what « Mention diplôme » says of the diploma itself: nothing, or that there is none yet."""
    words = own.spelt(values.get("bac_honours", ""))
    if words not in own.NO_DIPLOMA:
        return None
    return own.BAC_RESULTS.get(words, "failed")


def _guardian(rank: int, values: Values) -> GuardianRecord:
    return GuardianRecord(*(values.get(f"guardian_{rank}.{name}") for name in GUARDIAN_FIELDS))


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _yes(text: str | None) -> bool | None:
    return None if text is None else text == "oui"
