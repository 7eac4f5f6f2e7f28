"""What retention looks for is found by an index: each batch would else read the whole outbox, or the whole trace."""

from typing import Any

import pytest
from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from recruitment.journal.models import AccessEntry
from recruitment.mail.models import OutboxMail
from tests.privacy.people import AT

SOUGHT = {
    "ix_outbox_recipient": select(OutboxMail.id).where(
        OutboxMail.recipient.in_(["candidate:1", "candidate:2"])
    ),
    "ix_access_entry_at": select(AccessEntry.kind).where(AccessEntry.at < AT),
}


@pytest.mark.parametrize("name", SOUGHT)
def test_it_is_found_by_an_index(session: Session, name: str) -> None:
    assert name in plan(session, SOUGHT[name])


def plan(session: Session, statement: Select[Any]) -> str:
    """Return how the engine would carry out a statement, by an index if there is one."""
    engine = session.get_bind()
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    if engine.dialect.name != "sqlite":
        session.execute(text("SET LOCAL enable_seqscan = off"))
    written = statement.compile(engine, compile_kwargs={"literal_binds": True})
    return " ".join(str(row) for row in session.execute(text(f"{explain} {written}")))
