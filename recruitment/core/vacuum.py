"""Clean up after a large change, or after what had to be forgotten."""

import sqlite3

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


def compact() -> bool:
    """Write the database's file anew, so that nothing of what was deleted is left in it; False when it is busy.

    On SQLite freed pages keep what they held, and the log of writes too, until then. PostgreSQL drops dead rows.
    """
    if db.engine.dialect.name == "postgresql":
        vacuum("")
        return True
    db.session.rollback()  # our own reading would hold the file back
    token = writing.set(True)
    try:
        raw = db.engine.raw_connection()
        try:
            raw.execute("PRAGMA query_only=OFF")
            raw.execute("VACUUM")
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            raw.close()
    except sqlite3.OperationalError:  # somebody reads or writes: another time
        return False
    else:
        return not busy
    finally:
        writing.reset(token)
