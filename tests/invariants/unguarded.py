"""Rows put in states that the database itself refuses: its triggers and CHECKs set aside."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from recruitment.core.transaction import transaction

TABLES = ("application", "contract", "programme", "journal_entry", "outbox")


@contextmanager
def unguarded() -> Iterator[Session]:
    """Give a transaction in which nothing is refused; the guards do not come back."""
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA ignore_check_constraints=ON"))
            for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            for table in TABLES:
                for check in inspect(session.connection()).get_check_constraints(table):
                    session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {check['name']}"))
        yield session
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA ignore_check_constraints=OFF"))
