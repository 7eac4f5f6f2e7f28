"""Taking a reception back, as long as nothing was built on it (R6.4): the pool is again what it was before."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Select, Table, and_, cast, delete, exists, func, select
from sqlalchemy.orm import Session

from recruitment.admissions import staging
from recruitment.admissions.models import Admitted, AdmittedGuardian
from recruitment.admissions.reception import locked
from recruitment.admissions.records import GUARDIAN_FIELDS
from recruitment.admissions.writer import folded
from recruitment.core import clock
from recruitment.core.bulk import insert_rows, update_rows
from recruitment.core.database import db, utc_text
from recruitment.core.submission import Submission, remember, replay
from recruitment.core.transaction import transaction
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.journal.actions import Line, person, record
from recruitment.programmes.models import Programme
from recruitment.rules.admissions import ORIGIN_OF
from recruitment.rules.errors import RuleViolation
from recruitment.rules.opi import BacResult, left_because
from recruitment.transfers.candidate_lookup import among_values

CHUNK = 500
TOUCHED = ("new", "changed", "gone")
_ADMITTED: Table = Admitted.__table__  # type: ignore[assignment]
_GUARDIAN: Table = AdmittedGuardian.__table__  # type: ignore[assignment]
_LINE = ExchangeLine.__table__.c
#: What was built on somebody, by the table that says so; the others are « built ».
_BUILT = {"opi_told": "told_to_apogee"}


def undo(user: Any, exchange_id: int, *, reason: str, submission: Submission | None = None) -> None:
    """Take a reception back. Raises RuleViolation(import_not_undoable, reason_missing)."""
    reason = reason.strip()
    if not reason:
        raise RuleViolation("reason_missing")
    with transaction() as session:
        exchange = locked(session, exchange_id)
        if replay(session, submission) is not None:
            return
        if exchange.state != "done" or exchange.source not in ORIGIN_OF:
            raise RuleViolation("import_not_undoable", why="state")
        _lock_programmes(session, exchange)
        now = clock.now()
        undone = 0
        for told in _touched(session, exchange_id):
            _check_locked(session, told)
            _take_away(session, [one["admitted"] for one in told if one["action"] == "new"])
            _put_back(session, [one for one in told if one["action"] != "new"], utc_text(now))
            undone += len(told)
        if undone != _announced(exchange):
            raise RuleViolation("import_not_undoable", why="forgotten")
        staging.forget(session, exchange_id)
        exchange.state, exchange.undone_at, exchange.undone_by_id = "undone", now, user.id
        exchange.undo_reason = reason
        details = {"exchange": exchange_id}
        line = Line("admitted_undone", person(user.id), now, exchange.programme_id, details=details)
        record(session, exchange.centre_id, line)
        remember(session, submission, {}, now)


def _lock_programmes(session: Session, exchange: Exchange) -> None:
    """Lock the programme of a reception, or all those of its centre, in the order that every act keeps."""
    mine = Programme.id == exchange.programme_id
    if exchange.programme_id is None:
        mine = and_(Programme.centre_id == exchange.centre_id, Programme.campaign_id == exchange.campaign_id)
    session.execute(select(Programme.id).where(mine).order_by(Programme.id).with_for_update())


def why_kept(session: Session, exchange: Exchange) -> str | None:
    """Say why a reception can no longer be taken back, None when it still can; the act itself looks again."""
    if exchange.state != "done" or exchange.source not in ORIGIN_OF:
        return "state"
    if not _announced(exchange):
        return "nothing"
    made = select(_ADMITTED.c.id).where(_ADMITTED.c.exchange_id == exchange.id)
    for table, column in _built_on():
        if session.scalar(select(exists().where(column.in_(made)))):
            return _BUILT.get(table.name, "built")
    if session.scalar(_as_left(exchange.id)) == _announced(exchange):
        return None
    kept = select(func.count()).where(_LINE.exchange_id == exchange.id, _LINE.action.in_(TOUCHED))
    return "changed" if session.scalar(kept) == _announced(exchange) else "forgotten"


def _announced(exchange: Exchange) -> int:
    """Return how many persons the exchange touched."""
    return sum(int(exchange.counts.get(name, 0)) for name in TOUCHED)


def _as_left(exchange_id: int) -> Select[int]:
    """Count those whom an exchange touched and who are still as it left them, without reading them here."""
    told = cast(_LINE.payload, JSON)
    same = and_(
        _ADMITTED.c.id == told["admitted"].as_integer(),
        _ADMITTED.c.version == told["version"].as_integer(),
    )
    return (
        select(func.count())
        .select_from(ExchangeLine.__table__.join(_ADMITTED, same))
        .where(_LINE.exchange_id == exchange_id, _LINE.action.in_(TOUCHED))
    )


def _touched(session: Session, exchange_id: int) -> Iterator[list[dict[str, Any]]]:
    """Give what the exchange did to each person, chunk by chunk."""
    asked = (
        select(_LINE.line, _LINE.action, _LINE.payload)
        .where(_LINE.exchange_id == exchange_id, _LINE.action.in_(TOUCHED))
        .order_by(_LINE.line)
        .limit(CHUNK)
    )
    last = 0
    while found := session.execute(asked.where(_LINE.line > last)).all():
        last = found[-1].line
        told = [{"action": one.action, **json.loads(one.payload)} for one in found]
        if any("admitted" not in one for one in told):
            raise RuleViolation("import_not_undoable", why="forgotten")
        yield told


def _check_locked(session: Session, told: Sequence[dict[str, Any]]) -> None:
    """Lock these persons; refuse when one has changed since, or something was built on one who came then."""
    ids = [one["admitted"] for one in told]
    among = among_values(session)
    asked = select(_ADMITTED.c.id, _ADMITTED.c.version).where(among(_ADMITTED.c.id, ids))
    rows = session.execute(asked.order_by(_ADMITTED.c.id).with_for_update())
    versions = {row.id: row.version for row in rows}
    if any(versions.get(one["admitted"]) != one["version"] for one in told):
        raise RuleViolation("import_not_undoable", why="changed")
    made = [one["admitted"] for one in told if one["action"] == "new"]
    for table, column in _built_on():
        if session.execute(select(table).where(among(column, made)).limit(1)).first() is not None:
            raise RuleViolation("import_not_undoable", why=_BUILT.get(table.name, "built"))


def _built_on() -> Iterator[tuple[Table, Any]]:
    """Give the columns of other rooms that lead to somebody of the pool."""
    for table in db.metadata.sorted_tables:
        if table is _GUARDIAN:
            continue
        for column in table.columns:
            if any(key.column is _ADMITTED.c.id for key in column.foreign_keys):
                yield table, column


def _take_away(session: Session, ids: Sequence[int]) -> None:
    if ids:
        among = among_values(session)
        session.execute(delete(_GUARDIAN).where(among(_GUARDIAN.c.admitted_id, ids)))
        session.execute(delete(_ADMITTED).where(among(_ADMITTED.c.id, ids)))


def _put_back(session: Session, told: Sequence[dict[str, Any]], now: str) -> None:
    """Give each person the columns that were there before, those that change together together."""
    _why_left_before(session, told)
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for one in told:
        names = tuple(sorted(name for name in one["before"] if not name.startswith("guardian_")))
        groups[names].append((*(one["before"][name] for name in names), now, one["admitted"]))
    for names, rows in groups.items():
        update_rows(session, _ADMITTED, (*names, "updated_at"), rows, increment="version")
    for one in told:
        _guardians_back(session, one)
    _fold_again(session, [one["admitted"] for one in told])


def _why_left_before(session: Session, told: Sequence[dict[str, Any]]) -> None:
    """Say why they had left where the line does not: it was written before that was kept (migration 0029)."""
    former = [one for one in told if "gone_at" in one["before"] and "gone_because" not in one["before"]]
    if not former:
        return
    asked = select(_ADMITTED.c.id, _ADMITTED.c.situation, _ADMITTED.c.bac_result)
    among = among_values(session)(_ADMITTED.c.id, [one["admitted"] for one in former])
    now = {row.id: row for row in session.execute(asked.where(among))}
    for one in former:
        before, row = one["before"], now[one["admitted"]]
        situation, bac = before.get("situation", row.situation), before.get("bac_result", row.bac_result)
        left = None if before["gone_at"] is None else str(left_because(situation, BacResult(bac)))
        before["gone_because"] = left


def _guardians_back(session: Session, one: dict[str, Any]) -> None:
    for rank in (1, 2):
        if f"guardian_{rank}" not in one["before"]:
            continue
        before = one["before"][f"guardian_{rank}"]
        keys = (one["admitted"], rank)
        mine = (_GUARDIAN.c.admitted_id == keys[0]) & (_GUARDIAN.c.position == rank)
        session.execute(delete(_GUARDIAN).where(mine))
        if before is not None:
            columns = ("admitted_id", "position", *GUARDIAN_FIELDS)
            insert_rows(session, _GUARDIAN, columns, [(*keys, *before)])


def _fold_again(session: Session, ids: Sequence[int]) -> None:
    """Write again what these persons are sorted and found by."""
    names = ("last_name", "first_name", "usual_name", "town", "ine")
    columns = [_ADMITTED.c[name] for name in names]
    rows = session.execute(
        select(_ADMITTED.c.id, _ADMITTED.c.candidate_number, *columns).where(
            among_values(session)(_ADMITTED.c.id, ids)
        )
    ).all()
    found = [(*folded(dict(zip(names, row[2:], strict=True)), row.candidate_number), row.id) for row in rows]
    update_rows(session, _ADMITTED, ("sort_name", "search_text"), found)
