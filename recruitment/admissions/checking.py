"""The check of a list: read line by line, compared chunk by chunk with the pool, in little memory, unlocked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from recruitment.admissions.difference import CHUNK, Comparison, Difference, Mode, Outcome
from recruitment.admissions.reading import ListReader, Read
from recruitment.admissions.records import AdmittedRecord
from recruitment.admissions.wording import note

Refused = tuple[Read, str]
Keep = Callable[[Sequence[Outcome], Sequence[Refused], tuple[int, int]], None]


class ListCheck:
    """One file held against one pool. Raises TableRefused, HeadersRefused, at the opening or at any row."""

    def __init__(
        self,
        session: Session,
        path: Path,
        programme: Any,
        *,
        year: int,
        today: date,
        mode: Mode,
        profile: Mapping[str, str] | None = None,
    ) -> None:
        self.reader = ListReader(path, year=year, today=today, profile=profile)
        self._comparison = Comparison(session, programme, origin="file", mode=mode)
        self.found = Difference(live_before=self._comparison.live_before())
        self.refused = 0
        self.warnings = 0
        self.unnamed = 0
        self._aside: list[Refused] = []
        self._line = 0

    def __enter__(self) -> "ListCheck":
        return self

    def __exit__(self, *_: object) -> None:
        self.reader.__exit__()

    def run(self, keep: Keep) -> Difference:
        """Check the file to its end, giving what is found to `keep`, chunk by chunk."""
        for outcomes in self._comparison.outcomes(self._records(keep)):
            self.found.add(outcomes)
            self._tell(keep, outcomes)
        self._tell(keep, [])
        return self.found

    def _tell(self, keep: Keep, outcomes: Sequence[Outcome]) -> None:
        aside, self._aside = self._aside, []
        if outcomes or aside:
            keep(outcomes, aside, (min(self._line, self.reader.total), self.reader.total))

    def more(self) -> dict[str, int]:
        """Return the figures of the lines themselves, beside those of the persons."""
        return {"refused": self.refused, "warnings": self.warnings, "unnamed": self.unnamed}

    def _records(self, keep: Keep) -> Iterator[AdmittedRecord]:
        for read in self.reader.rows():
            self._line += 1
            if read.record is not None:
                self.warnings += bool(read.remarks)
                yield read.record
                continue
            self.refused += 1
            self._aside.append((read, note(read.remarks, self.reader.names) or ""))
            if read.number is None:
                self.unnamed += 1
            else:
                self._comparison.keep(read.number, read.line)
            if len(self._aside) >= CHUNK:
                self._tell(keep, [])
