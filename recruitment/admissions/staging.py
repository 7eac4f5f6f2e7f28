"""Checked lines of a list, kept in its exchange between the check and the writing: what is shown is written."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from recruitment.admissions.difference import CHUNK, Outcome
from recruitment.admissions.reading import Read
from recruitment.admissions.records import AdmittedRecord, GuardianRecord
from recruitment.admissions.writer import name_of, next_absent_line
from recruitment.core.bulk import insert_rows
from recruitment.core.database import utc_text
from recruitment.exchanges.models import ExchangeLine
from recruitment.labels.admissions import outcome_message
from recruitment.transfers.reply_lines import ABSENT_FROM

REFUSED = "refused"
_LINE: Table = ExchangeLine.__table__  # type: ignore[assignment]
_COLUMNS = ("exchange_id", "line", "action", "candidate_number", "payload", "message")
_DEFAULTS = AdmittedRecord(line=0, candidate_number="", last_name="", first_name="")


def stage(
    session: Session, exchange_id: int, outcomes: Sequence[Outcome], refused: Sequence[tuple[Read, str]]
) -> None:
    """Keep what a chunk would do, and the lines refused on the way with what is said of them."""
    rows: list[tuple[Any, ...]] = [
        (exchange_id, read.line, REFUSED, read.number, _wrong(read), said) for read, said in refused
    ]
    absent = next_absent_line(session, exchange_id) if any(one.record is None for one in outcomes) else 0
    for one in outcomes:
        line = one.record.line if one.record is not None else absent
        absent += one.record is None
        rows.append((exchange_id, line, one.action, one.number, _payload(one), _said(one)))
    insert_rows(session, _LINE, _COLUMNS, rows)


def pop(session: Session, exchange_id: int) -> Iterator[AdmittedRecord]:
    """Give the staged records back in the order of the list, each chunk's lines taken away as it is read."""
    row = _LINE.c
    mine = row.exchange_id == exchange_id
    session.execute(delete(_LINE).where(mine, row.line > ABSENT_FROM))
    asked = select(row.line, row.payload).where(mine, row.action != REFUSED).order_by(row.line).limit(CHUNK)
    last = 0
    while found := session.execute(asked.where(row.line > last)).all():
        first, last = found[0].line, found[-1].line
        session.execute(delete(_LINE).where(mine, row.action != REFUSED, row.line.between(first, last)))
        yield from (_record(one.line, json.loads(one.payload)["record"]) for one in found)


def refused_numbers(session: Session, exchange_id: int) -> Iterator[tuple[str, int]]:
    """Give the numbers of those whose line was refused: they are left as they are."""
    row = _LINE.c
    mine = (row.exchange_id == exchange_id) & (row.action == REFUSED) & row.candidate_number.is_not(None)
    for found in session.execute(select(row.candidate_number, row.line).where(mine)):
        yield found.candidate_number, found.line


def forget(session: Session, exchange_id: int) -> None:
    """Drop the lines of an exchange."""
    session.execute(delete(_LINE).where(_LINE.c.exchange_id == exchange_id))


def _said(one: Outcome) -> str | None:
    message = outcome_message(one.told_as, one.reason, sorted(one.changes), back=one.back, held=one.held)
    note = one.record.note if one.record is not None else None
    return " ".join(text for text in (message, note) if text) or None


def _wrong(read: Read) -> str:
    return json.dumps({"name": read.name, "errors": len(read.remarks)})


def _payload(one: Outcome) -> str:
    told: dict[str, Any] = {"name": name_of(one)}
    if one.record is not None:
        told["guardians"] = sum(1 for _ in one.record.guardians)
        told["record"] = _dumped(one.record)
    return json.dumps(told, ensure_ascii=False)


def _dumped(record: AdmittedRecord) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in AdmittedRecord.__slots__:
        value = getattr(record, name)
        if name == "line" or value == getattr(_DEFAULTS, name):
            continue
        if isinstance(value, GuardianRecord):
            told[name] = [value.last_name, value.first_name, value.email, value.phone, value.address]
        else:
            told[name] = _plain(value)
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _record(line: int, told: dict[str, Any]) -> AdmittedRecord:
    for name in ("guardian_1", "guardian_2"):
        if name in told:
            told[name] = GuardianRecord(*told[name])
    if "birth_date" in told:
        told["birth_date"] = date.fromisoformat(told["birth_date"])
    if "answered_at" in told:
        told["answered_at"] = datetime.fromisoformat(told["answered_at"])
    return AdmittedRecord(line=line, **told)
