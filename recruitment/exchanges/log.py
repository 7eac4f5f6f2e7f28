"""The log of exchanges (R6.4): who exchanged what with whom, how many, what became of it, and person by person.

Every function is called inside the transaction of the act that it tells of: an exchange that failed on its way leaves
no line of its own, and a second transaction writes its failure.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from recruitment.exchanges.models import Exchange, ExchangeLine

SOURCES = (
    "platform_file",
    "platform_pull",
    "platform_push",
    "own_offers",
    "uplink",
    "opi_soap",
    "opi_files",
    "paid_enrolments",
    "ine_request",
    "ine_answer",
    "pegase",
    "dashboard",
    "sifa",
)
ENDS = frozenset({"done", "failed", "cancelled"})
LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LogLine:
    """One person of an exchange: `payload` is what was said of them, `message` a French sentence."""

    line: int
    action: str
    candidate_number: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    message: str | None = None


def open_exchange(
    session: Session,
    *,
    centre_id: int,
    campaign_id: int,
    programme_id: int | None,
    direction: str,
    source: str,
    school_year: int,
    account_id: int | None,
    state: str,
    file_name: str | None = None,
    options: Mapping[str, Any] | None = None,
    now: datetime,
) -> Exchange:
    """Write the line of an exchange that begins, or that is over already (`done`); its id is known on return."""
    if source not in SOURCES:
        raise ValueError(source)
    exchange = Exchange(
        centre_id=centre_id,
        campaign_id=campaign_id,
        programme_id=programme_id,
        direction=direction,
        source=source,
        school_year=school_year,
        state=state,
        account_id=account_id,
        file_name=file_name[-200:] if file_name else None,
        total=0,
        progress=0,
        counts={},
        options=dict(options or {}),
        created_at=now,
        finished_at=now if state in ENDS else None,
    )
    session.add(exchange)
    session.flush()
    return exchange


def finish(
    session: Session,
    exchange: Exchange,
    *,
    state: str,
    counts: Mapping[str, int],
    error: str | None = None,
    now: datetime,
) -> None:
    """Say how an exchange ended: `done`, `failed` with the French sentence of its error, or `cancelled`."""
    if state not in ENDS:
        raise ValueError(state)
    exchange.state = state
    exchange.counts = dict(counts)
    exchange.error = error
    exchange.finished_at = now
    session.flush()


def add_lines(session: Session, exchange_id: int, lines: Iterable[LogLine]) -> int:
    """Write the persons of an exchange, by batches; return how many. Their numbers are the caller's."""
    written = 0
    waiting = iter(lines)
    while some := list(islice(waiting, LINES_AT_ONCE)):
        session.execute(insert(ExchangeLine), [_row(exchange_id, line) for line in some])
        written += len(some)
    return written


def _row(exchange_id: int, line: LogLine) -> dict[str, Any]:
    return {
        "exchange_id": exchange_id,
        "line": line.line,
        "action": line.action,
        "candidate_number": line.candidate_number,
        "payload": json.dumps(line.payload, ensure_ascii=False, default=str),
        "message": line.message,
    }
