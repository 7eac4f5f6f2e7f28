"""Lists of admitted candidates, and the exchange that brings them."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from recruitment.admissions.difference import Difference
from recruitment.admissions.models import Admitted
from recruitment.admissions.pool import take_in
from recruitment.admissions.records import AdmittedRecord, GuardianRecord
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.exchanges.log import finish, open_exchange
from recruitment.exchanges.models import Exchange, ExchangeLine
from recruitment.programmes.models import Programme

NOW = datetime(2025, 7, 7, 8, 0, tzinfo=UTC)
LATER = datetime(2025, 7, 8, 8, 0, tzinfo=UTC)
MOTHER = GuardianRecord(last_name="ROCHE", first_name="Claire", phone="06 39 98 00 01")


def record(rank: int, **changes: Any) -> AdmittedRecord:
    """Return the record of an admitted candidate, the one of that line."""
    told: dict[str, Any] = {
        "line": rank,
        "candidate_number": str(2_500_000 + rank),
        "last_name": f"ROCHE-{rank}",
        "first_name": "Inès",
        "birth_date": date(2007, 3, 4),
        "town": "Clermont-Ferrand",
    }
    return AdmittedRecord(**{**told, **changes})


def take(
    programme: Programme,
    records: list[AdmittedRecord],
    *,
    mode: Any = "replace",
    source: str = "platform_pull",
    now: datetime = NOW,
) -> tuple[int, Difference]:
    """Take a list in; return the id of its exchange, and what it did."""
    with transaction() as session:
        exchange = open_exchange(
            session,
            centre_id=programme.centre_id,
            campaign_id=programme.campaign_id,
            programme_id=programme.id,
            direction="in",
            source=source,
            school_year=2025,
            account_id=None,
            state="applying",
            now=now,
        )
        found = take_in(session, exchange, programme, records, mode=mode, now=now)
        finish(session, exchange, state="done", counts=found.counts(), now=now)
        return exchange.id, found


def pool(programme: Programme) -> dict[str, Admitted]:
    """Return the pool as committed, tombstones included, by number."""
    db.session.rollback()
    asked = select(Admitted).where(Admitted.programme_id == programme.id)
    rows = db.session.scalars(asked.execution_options(populate_existing=True))
    return {row.candidate_number: row for row in rows}


def exchange_of(exchange_id: int) -> Exchange:
    """Return an exchange as committed."""
    db.session.rollback()
    return db.session.get_one(Exchange, exchange_id, populate_existing=True)


def without_reasons(exchange_id: int) -> None:
    """Have the lines of an exchange say no more than before migration 0029: not why somebody had left."""
    with transaction() as session:
        for line in session.scalars(select(ExchangeLine).where(ExchangeLine.exchange_id == exchange_id)):
            told = json.loads(line.payload)
            told.get("before", {}).pop("gone_because", None)
            line.payload = json.dumps(told)
