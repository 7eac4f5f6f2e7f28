"""Clean up after a large change on PostgreSQL; SQLite has nothing to clean."""

from recruitment.core.database import db, writing

LONGEST = 600  # seconds: a page's own limit is too short for it


def vacuum(table: str) -> None:
    """Remove the dead rows of a table and their index entries, without locking anybody out.

    Outside any transaction, as VACUUM asks: nothing of the procedure is written.
    """
    if db.engine.dialect.name != "postgresql":
        return
    token = writing.set(True)
    try:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET statement_timeout = '{LONGEST}s'")
            connection.exec_driver_sql(f"VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF) {table}")
            connection.exec_driver_sql("RESET statement_timeout")
    finally:
        writing.reset(token)
