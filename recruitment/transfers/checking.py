"""The check of a file: read line by line, compared chunk by chunk, without any lock and in little memory."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from recruitment.accounts.holders import Holder
from recruitment.core.clock import in_paris, paris_midnight
from recruitment.core.database import utc_text
from recruitment.core.tabular import Table, read_table
from recruitment.programmes.models import Campaign
from recruitment.transfers import candidate_lookup
from recruitment.transfers.candidate_checker import CandidateChecker
from recruitment.transfers.candidate_lines import Context
from recruitment.transfers.columns import COLUMNS, NO_PROGRAMME, HeadersRefused, match
from recruitment.transfers.confirmations import Confirmations
from recruitment.transfers.importers import own, reach, within
from recruitment.transfers.lines import LineReader, Remark
from recruitment.transfers.programme_lines import ProgrammeChecker
from recruitment.transfers.reply_checker import ReplyChecker
from recruitment.transfers.staging import CHUNK, REFUSED, Announced

TOLD = 5 * CHUNK  # lines between two steps of the progress bar, each a commit


@dataclass(frozen=True, slots=True)
class Target:
    """What a file is imported into: its kind, and the campaign."""

    kind: str
    campaign_id: int
    year: int
    programme_id: int | None = None  # of a list of replies, which may tell none itself


class Checker(Protocol):
    """What each kind of file brings."""

    reader: LineReader
    touched: set[int]
    effects: Counter[str]

    def check(self, session: Session, rows: Sequence[tuple[int, list[str]]]) -> list[Announced]: ...

    def end(self, session: Session) -> list[Announced]: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Checked:
    """What a check has found so far."""

    total: int = 0
    progress: int = 0
    unknown: tuple[str, ...] = ()
    columns: dict[int, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)
    effects: Counter[str] = field(default_factory=Counter)


class FileCheck:
    """One file being checked; `chunks()` gives its lines as they are, `found` what they come to."""

    def __init__(
        self, session: Session, path: Path, target: Target, importer: Holder | None, now: datetime
    ) -> None:
        self._session = session
        self._table: Table = read_table(path)
        try:
            self._checker = _checker(session, self._table.headers, target, importer, now)
        except BaseException:
            self._table.close()
            raise
        reader = self._checker.reader
        names = {column.field: column.name for column in COLUMNS[target.kind]}
        self.found = Checked(
            total=max(self._table.lines - 1, 1),
            unknown=reader.unknown,
            columns={position: names[name] for name, position in reader.columns.items() if position},
            touched=self._checker.touched,
            effects=self._checker.effects,
        )
        self._told = 0

    def __enter__(self) -> "FileCheck":
        return self

    def __exit__(self, *_: object) -> None:
        self._checker.close()
        self._table.close()

    def chunks(self) -> Iterator[list[Announced]]:
        """Check the file to its end, some lines at a time; TableRefused may stop it at any line."""
        batch: list[Announced] = []
        while True:
            rows = list(islice(self._table.rows, CHUNK))
            lines = self._checker.check(self._session, rows) if rows else []
            lines += self._ragged() if rows else [*self._ragged(), *self._checker.end(self._session)]
            if lines:
                self._count(lines)
                batch += lines
            if batch and (not rows or len(batch) >= TOLD):
                yield batch
                batch = []
            if not rows:
                return

    def _ragged(self) -> list[Announced]:
        """Announce the lines left aside for not having as many cells as there are headers."""
        found = self._table.ragged[self._told :]
        self._told += len(found)
        return [
            Announced(row.line, REFUSED, [], [], False, [  # noqa: FBT003 - it speaks for nobody
                Remark("ragged", facts={"cells": row.cells, "expected": row.expected})
            ])
            for row in found
        ]  # fmt: skip

    def _count(self, lines: Sequence[Announced]) -> None:
        counts = self.found.counts
        counts.update([line.action for line in lines])
        counts["warnings"] += sum(any(r.warning for r in line.remarks) for line in lines if line.remarks)
        self.found.progress = min(max(line.number for line in lines), self.found.total)


def peek(path: Path, kind: str, *, with_code: bool = False) -> None:
    """Open a file and find its columns, so that what is no table is told at once.

    `with_code`: it must tell the programme of each line. Raises TableRefused, HeadersRefused.
    """
    with read_table(path) as table:
        found = match(table.headers, COLUMNS[kind])
    if with_code and "programme_code" not in found.positions:
        raise HeadersRefused([NO_PROGRAMME], [])


def _checker(
    session: Session, headers: Sequence[str], target: Target, importer: Holder | None, now: datetime
) -> Checker:
    if target.kind == "programmes":
        return ProgrammeChecker(headers, target.campaign_id, reach(session, importer))
    programmes = candidate_lookup.programmes(session, target.campaign_id, within(importer))
    if target.kind == "replies":
        return ReplyChecker(headers, target.campaign_id, programmes, target.programme_id, now)
    context = Context(
        programmes=programmes,
        now=utc_text(now),
        today=in_paris(now).date().isoformat(),
        earliest_confirmation=utc_text(paris_midnight(date(target.year - 1, 1, 1))),
        own=own(importer, programmes),
    )
    calendar = session.get_one(Campaign, target.campaign_id).calendar()
    return CandidateChecker(headers, target.campaign_id, context, Confirmations(calendar, now))
