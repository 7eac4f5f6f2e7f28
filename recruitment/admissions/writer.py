"""Rows of the pool, written many at a time, and the lines of the exchange that tell of them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from recruitment.admissions.difference import CHANGED, GONE, NEW, Outcome, why_left
from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.admissions.records import DEFAULTS, FIELDS, GUARDIAN_FIELDS, AdmittedRecord, GuardianRecord
from recruitment.core.bulk import insert_rows, reserve_ids, update_rows
from recruitment.core.database import utc_text
from recruitment.core.text import fold
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.labels.admissions import outcome_message
from recruitment.transfers.reply_lines import ABSENT_FROM

_ADMITTED: Table = Admitted.__table__  # type: ignore[assignment]
_GUARDIAN: Table = AdmittedGuardian.__table__  # type: ignore[assignment]
_LINE: Table = ExchangeLine.__table__  # type: ignore[assignment]

_NEW = (
    "id", "campaign_id", "centre_id", "programme_id", "candidate_number", "application_id", "origin",
    "exchange_id", "imported_at", "updated_at", "version", *FIELDS, "bac_result_at", "sort_name", "search_text",
)  # fmt: skip
_CHANGED = (
    *FIELDS, "application_id", "origin", "sort_name", "search_text", "gone_at", "gone_exchange_id",
    "gone_because", "updated_at",
)  # fmt: skip
_GONE = ("situation", "bac_result", "gone_at", "gone_exchange_id", "gone_because", "updated_at")
_LINES = ("exchange_id", "line", "action", "candidate_number", "payload", "message")


class PoolWriter:
    """Writes outcomes, chunk by chunk, into one programme's pool."""

    def __init__(
        self, session: Session, exchange: Exchange, programme: Any, *, origin: str, now: datetime
    ) -> None:
        self._session = session
        self._exchange_id = exchange.id
        self._programme = programme
        self._origin = origin
        self._now = utc_text(now)
        self._next_line = 0

    def write(self, outcomes: Sequence[Outcome]) -> None:
        """Write a chunk; those whom the list does not tell take lines that no list has."""
        ids = iter(reserve_ids(self._session, _ADMITTED, sum(one.action == NEW for one in outcomes)))
        made = {one.number: next(ids) for one in outcomes if one.action == NEW}
        self._insert([one for one in outcomes if one.action == NEW], made)
        self._change([one for one in outcomes if one.action == CHANGED and not one.stays_out])
        self._let_go([one for one in outcomes if one.action == GONE or one.stays_out])
        self._guardians(outcomes, made)
        if not self._next_line and any(one.record is None for one in outcomes):
            self._next_line = next_absent_line(self._session, self._exchange_id)
        insert_rows(self._session, _LINE, _LINES, [self._line(one, made) for one in outcomes])

    def _insert(self, outcomes: Iterable[Outcome], made: dict[str, int]) -> None:
        keys, now = self._programme, self._now
        rows = []
        for one in outcomes:
            record = _told(one)
            values = [plain(_given(record, name)) for name in FIELDS]
            bac_at = now if record.bac_result not in (None, "unknown") else None
            head = (
                made[one.number],
                keys.campaign_id,
                keys.centre_id,
                keys.id,
                one.number,
                one.application_id,
            )
            tail = (self._origin, self._exchange_id, now, now, 1)
            rows.append(
                (*head, *tail, *values, bac_at, *folded(dict(zip(FIELDS, values, strict=True)), one.number))
            )
        insert_rows(self._session, _ADMITTED, _NEW, rows)

    def _change(self, outcomes: Sequence[Outcome]) -> None:
        rows, bac = [], []
        for one in outcomes:
            stored = one.stored
            if stored is None:
                continue
            values = dict(zip(FIELDS, stored.values, strict=True)) | {
                name: value for name, value in one.changes.items() if name in FIELDS
            }
            wish = one.changes.get("application_id", stored.application_id)
            origin = one.changes.get("origin", stored.origin)
            plain_values = [plain(values[name]) for name in FIELDS]
            rows.append(
                (
                    *plain_values,
                    wish,
                    origin,
                    *folded(values, one.number),
                    None,
                    None,
                    None,
                    self._now,
                    stored.id,
                )
            )
            if "bac_result" in one.changes:
                bac.append((self._now, stored.id))
        update_rows(self._session, _ADMITTED, _CHANGED, rows, increment="version")
        update_rows(self._session, _ADMITTED, ("bac_result_at",), bac)

    def _let_go(self, outcomes: Iterable[Outcome]) -> None:
        rows, bac = [], []
        for one in outcomes:
            stored = one.stored
            if stored is None:
                continue
            values = dict(zip(FIELDS, stored.values, strict=True)) | one.changes
            gone = (plain(stored.gone_at), stored.gone_exchange_id)
            rows.append(
                (
                    values["situation"],
                    values["bac_result"],
                    *(gone if one.stays_out else (self._now, self._exchange_id)),
                    why_left(stored, one.changes),
                    self._now,
                    stored.id,
                )
            )
            if "bac_result" in one.changes:
                bac.append((self._now, stored.id))
        update_rows(self._session, _ADMITTED, _GONE, rows, increment="version")
        update_rows(self._session, _ADMITTED, ("bac_result_at",), bac)

    def _guardians(self, outcomes: Iterable[Outcome], made: dict[str, int]) -> None:
        added, changed = [], []
        for one in outcomes:
            if one.action == NEW:
                added += [(made[one.number], rank, *_of(told)) for rank, told in _told(one).guardians]
            elif one.action == CHANGED and one.stored is not None:
                for rank in (1, 2):
                    told = one.changes.get(f"guardian_{rank}")
                    if told is not None and rank in one.stored.guardians:
                        changed.append((*_of(told), one.stored.id, rank))
                    elif told is not None:
                        added.append((one.stored.id, rank, *_of(told)))
        insert_rows(self._session, _GUARDIAN, ("admitted_id", "position", *GUARDIAN_FIELDS), added)
        update_rows(self._session, _GUARDIAN, GUARDIAN_FIELDS, changed, keys=("admitted_id", "position"))

    def _line(self, one: Outcome, made: dict[str, int]) -> tuple[Any, ...]:
        if one.record is None:
            line, self._next_line = self._next_line, self._next_line + 1
        else:
            line = one.record.line
        payload = json.dumps(payload_of(one, made.get(one.number)), ensure_ascii=False)
        message = outcome_message(one.told_as, one.reason, sorted(one.changes), back=one.back, held=one.held)
        note = one.record.note if one.record is not None else None
        said = " ".join(text for text in (message, note) if text) or None
        return (self._exchange_id, line, one.action, one.number, payload, said)


def next_absent_line(session: Session, exchange_id: int) -> int:
    """Return the next line of those whom a list should tell and does not."""
    written = session.scalar(
        select(func.max(ExchangeLine.line)).where(ExchangeLine.exchange_id == exchange_id)
    )
    return max(written or 0, ABSENT_FROM) + 1


def payload_of(one: Outcome, made_id: int | None = None) -> dict[str, Any]:
    """Return what the line of a person keeps: who they are, and what was there before, so that it can be undone."""
    told: dict[str, Any] = {"name": name_of(one)}
    if one.record is not None:
        told["guardians"] = sum(1 for _ in one.record.guardians)
    if made_id is not None:
        told |= {"admitted": made_id, "version": 1}
    elif one.stored is not None and one.action in (CHANGED, GONE):
        told |= {"admitted": one.stored.id, "version": one.stored.version + 1, "before": _before(one)}
    return told


def name_of(one: Outcome) -> str:
    """Return a person's name, as the list writes it or as it is stored."""
    if one.record is not None:
        return f"{one.record.last_name} {one.record.first_name}"
    if one.stored is None:
        return ""
    values = dict(zip(FIELDS, one.stored.values, strict=True))
    return f"{values['last_name']} {values['first_name']}"


def _before(one: Outcome) -> dict[str, Any]:
    """Return the columns that a change replaces, as they were; a guardian that was not there is None."""
    stored = one.stored
    if stored is None:
        return {}
    values = dict(zip(FIELDS, stored.values, strict=True))
    values |= {name: getattr(stored, name) for name in ("origin", "application_id", "gone_because")}
    before: dict[str, Any] = {}
    for name in one.changes:
        if name.startswith("guardian_"):
            old = stored.guardians.get(int(name[-1]))
            before[name] = None if old is None else list(_of(old))
        else:
            before[name] = plain(values[name])
    if "bac_result" in before:
        before["bac_result_at"] = plain(stored.bac_result_at)
    if one.back or one.action == GONE:
        before["gone_at"] = plain(stored.gone_at)
        before["gone_exchange_id"] = stored.gone_exchange_id
        before["gone_because"] = stored.gone_because
    return before


def plain(value: Any) -> Any:
    """Return a value as the drivers of both databases take it, and as JSON does."""
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value


def folded(values: dict[str, Any], number: str) -> tuple[str, str]:
    """Return what an admitted candidate is sorted by and found by."""
    name = fold(f"{values['last_name']} {values['first_name']}")
    more = fold(f"{values['usual_name'] or ''} {values['town'] or ''}")
    return name[:260], f"{name} {number} {(values['ine'] or '').lower()} {more}"[:600]


def _told(one: Outcome) -> AdmittedRecord:
    if one.record is None:
        raise ValueError("an outcome without a record")
    return one.record


def _given(record: AdmittedRecord, name: str) -> Any:
    value = getattr(record, name)
    return DEFAULTS.get(name) if value is None else value


def _of(guardian: GuardianRecord) -> tuple[str | None, ...]:
    return tuple(getattr(guardian, name) for name in GUARDIAN_FIELDS)
