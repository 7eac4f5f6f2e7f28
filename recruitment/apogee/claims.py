"""Take rows to send, and give back those that were not: one transaction each, never while Apogée is spoken to.

From the claim on what Apogée holds is in doubt: the row says so in the database before anything leaves, so that a
process that dies leaves no row that claims to have been told.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from recruitment.apogee import preparing, queries
from recruitment.apogee.marks import Log
from recruitment.apogee.models import OpiRow
from recruitment.apogee.preparing import Made
from recruitment.apogee.queries import Scope
from recruitment.apogee.wishes import held, not_told
from recruitment.core import lease
from recruitment.core.lease import Lease
from recruitment.core.transaction import transaction
from recruitment.exchanges import connectors
from recruitment.exchanges.connectors import Opened

AT_ONCE = 20
CLAIM = timedelta(minutes=30)  # said for whoever looks; the lease of the job and the token are what guards
_QUIET = {"synchronize_session": False}
FREE = {"claim_token": None, "claimed_until": None}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row on its way: its message, and what it said before."""

    id: int
    token: str
    number: str
    name: str
    data: dict[str, Any]
    digest: str
    told: list[dict[str, Any]]
    attempts: int
    before: Mapping[str, Any]


def lock(session: Session, *conditions: Any) -> None:
    """Lock rows by id, as everybody does: the sender, the files and people never wait for each other in a ring."""
    session.execute(select(OpiRow.id).where(*conditions).order_by(OpiRow.id).with_for_update()).all()


def recover(held: Lease, scope: Scope, now: datetime) -> None:
    """Put back what a process that died left on its way: it goes again."""
    with transaction() as session:
        lease.fenced(session, held)
        left = (*queries.of_scope(scope), OpiRow.status == "sending")
        lock(session, *left)
        session.execute(
            update(OpiRow)
            .where(*left)
            .values(status="queued", updated_at=now, **FREE)
            .execution_options(**_QUIET)
        )


def claim(held: Lease, scope: Scope, log: Log, now: datetime, wall: datetime) -> list[Claimed]:
    """Take the next rows that are due, each with its message as the pool has it at this instant."""
    with transaction() as session:
        lease.fenced(session, held)
        while ids := session.scalars(_due(scope, wall)).all():
            rows = _locked(session, ids)
            pool = queries.admitted_of(session, scope, [row.candidate_number for row in rows])
            facts = preparing.facts_of(session, scope, now, wall)
            found = [
                _take(session, row, preparing.made(pool[row.candidate_number], row.wishes, facts), now)
                for row in rows
            ]
            if claimed := [one for one in found if one is not None]:
                log.open(session, now)
                return claimed
    return []


def _due(scope: Scope, wall: datetime) -> Any:
    return (
        select(OpiRow.id)
        .where(*queries.of_scope(scope), OpiRow.status == "queued", OpiRow.next_try_at <= wall)
        .order_by(OpiRow.next_try_at, OpiRow.id)
        .limit(AT_ONCE)
    )


def _locked(session: Session, ids: Sequence[int]) -> list[Any]:
    """Lock rows by id, and return in the order asked for those that still wait."""
    found = session.execute(
        select(*OpiRow.__table__.c)
        .where(OpiRow.id.in_(ids), OpiRow.status == "queued")
        .order_by(OpiRow.id)
        .with_for_update()
    )
    rows = {row.id: row for row in found}
    return [rows[id_] for id_ in ids if id_ in rows]


def _take(session: Session, row: Any, one: Made, now: datetime) -> Claimed | None:
    """Claim a row, or say at once what became of it since it was prepared."""
    if one.digest is None and one.problem is None:
        session.execute(delete(OpiRow).where(OpiRow.id == row.id).execution_options(**_QUIET))
        return None
    if one.digest is None or one.digest == row.sent_digest:
        status = "blocked" if one.problem else "sent"
        said = {"status": status, "problem": one.problem, "wanted": one.told, "wanted_digest": one.digest}
        _write(session, row.id, {**said, "updated_at": now})
        return None
    token = secrets.token_urlsafe(16)
    values: dict[str, Any] = {
        "status": "sending",
        "claim_token": token,
        "claimed_until": now + CLAIM,
        "attempts": row.attempts + 1,
        "wanted": one.told,
        "wanted_digest": one.digest,
        "wishes": held(row.wishes, one.told),
        "sent_digest": None,
        "sent_at": None,
        "updated_at": now,
    }
    _write(session, row.id, values)
    preparing.tell(session, {person.id: row.id for person in one.admitted})
    before = {name: getattr(row, name) for name in ("wishes", "sent_digest", "sent_at", "attempts")}
    person = one.admitted[0]
    name = f"{person.last_name} {person.first_name}"
    return Claimed(
        row.id, token, row.candidate_number, name, one.data, one.digest, one.told, row.attempts + 1, before
    )


def begin(held: Lease, connector: Opened, row: Claimed) -> bool:
    """Renew the lease before a row is told; tell whether the claim on it is still ours.

    The calls before it may have lasted: whoever took the job meanwhile claimed the row again, with what is true now;
    or somebody suspended the connector. Raises LeaseLost, ConnectorChanged.
    """
    mine = (OpiRow.id == row.id, OpiRow.claim_token == row.token)
    with transaction() as session:
        lease.fenced(session, held)
        connectors.check_unchanged(session, connector)
        return session.scalar(select(OpiRow.id).where(*mine)) is not None


def give_back(claimed: Sequence[Claimed]) -> None:
    """Put back rows of which nothing has left: they say again what they said before."""
    if not claimed:
        return
    with transaction() as session:
        for row in sorted(claimed, key=lambda one: one.id):
            mine = (OpiRow.id == row.id, OpiRow.claim_token == row.token)
            holds = session.execute(select(OpiRow.wishes).where(*mine).with_for_update()).first()
            if holds is not None:
                values = {**row.before, "wishes": not_told(holds.wishes, row.before["wishes"], row.told)}
                _write(session, row.id, {"status": "queued", **FREE, **values})


def _write(session: Session, row_id: int, values: dict[str, Any]) -> None:
    session.execute(update(OpiRow).where(OpiRow.id == row_id).values(values).execution_options(**_QUIET))
