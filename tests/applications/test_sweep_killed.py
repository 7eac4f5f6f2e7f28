"""The sweep in real processes: two at once, and killed at random points, then run again (R3.4, F1, F18)."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core.bulk import insert_rows
from recruitment.core.database import Base, db
from recruitment.core.snapshot import hold_snapshot
from recruitment.core.transaction import transaction
from recruitment.invariants.queries import all_breaches
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from tests.builders import make_application, make_candidate, make_centre, make_programme
from tests.faults.sweeps import BUSY, DONE, sweeper_at

WHEN = datetime(2025, 6, 2, 6, 0, tzinfo=UTC)
FILES = 3_000
KILLS = 50
MOST_BATCHES = 5  # begun before a kill
WITHIN = 0.006  # seconds from the beginning of a batch: it falls in it, at its commit or after
SWEPT = select(func.count()).select_from(Application).where(Application.decision_origin == "system")


@pytest.fixture
def due(app: Flask) -> Session:
    """Give a database where many files of several centres are due."""
    for _ in range(4):
        programme = make_programme(centre=make_centre())
        _copies(make_application(programme=programme), FILES // 4 - 1)
    return db.session()


def test_f1_killed_fifty_times_then_run_again_nothing_is_missing_and_nothing_is_twice(
    due: Session, database_url: str
) -> None:
    chance = random.Random(20250602)
    with sweeper_at(database_url, WHEN) as sweeper:
        killed = 0
        for _ in range(KILLS):
            sweeper.start()
            killed += sweeper.killed_in(chance.randint(1, MOST_BATCHES), chance.uniform(0, WITHIN))
        sweeper.start()
        assert sweeper.ended() == DONE
    assert killed == KILLS
    check_once_each(due)


def test_f18_two_processes_at_once_pass_each_file_once(due: Session, database_url: str) -> None:
    with sweeper_at(database_url, WHEN) as one, sweeper_at(database_url, WHEN) as other:
        for sweeper in (one, other):
            sweeper.start()
        assert {one.ended(), other.ended()} <= {DONE, BUSY}
        one.start()
        assert one.ended() == DONE
    check_once_each(due)


def check_once_each(session: Session) -> None:
    session.rollback()
    assert session.scalar(SWEPT) == FILES
    lines = select(func.count(), func.count(JournalEntry.application_id.distinct()))
    assert session.execute(lines.where(JournalEntry.event == "auto_retain")).one() == (FILES, FILES)
    mails = select(func.count(), func.count(OutboxMail.event_key.distinct()))
    assert session.execute(mails.where(OutboxMail.template == "retained")).one() == (FILES, FILES)
    hold_snapshot(session)
    assert list(all_breaches(session)) == []


def _copies(first: Application, count: int) -> None:
    """Add files like the first, each of another candidate."""
    tables = Base.metadata.tables
    candidate = make_candidate()
    with transaction() as session:
        for name, row in (("candidate", candidate), ("application", first)):
            table = tables[name]
            columns = tuple(column.name for column in table.c)
            like = session.execute(select(table).where(table.c.id == row.id)).mappings().one()
            stored = {
                key: _stored(session, table.c[key].type.bind_processor(session.get_bind().dialect), value)
                for key, value in like.items()
            }
            rows = []
            for rank in range(1, count + 1):
                number = candidate.id * 10_000 + rank
                own: dict[str, Any] = {"id": number if name == "candidate" else first.id * 10_000 + rank}
                own |= {"candidate_number": str(2_000_000 + number)} if name == "candidate" else {}
                own |= {"candidate_id": number} if name == "application" else {}
                rows.append(tuple({**stored, **own}[column] for column in columns))
            insert_rows(session, table, columns, rows)


def _stored(session: Session, processor: object, value: object) -> object:
    return processor(value) if callable(processor) and value is not None else value
