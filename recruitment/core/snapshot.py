"""Read a large part of the database as it stood at one instant."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def hold_snapshot(session: Session, *, seconds: int = 300) -> None:
    """Begin a reading that sees nothing of what others commit meanwhile; a statement may take that long.

    SQLite's readers always do; PostgreSQL's have to say so before the first statement.
    """
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        session.execute(text(f"SET LOCAL statement_timeout = '{seconds}s'"))
