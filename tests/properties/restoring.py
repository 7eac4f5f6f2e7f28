"""A database brought back to where it was, as many times as a random program is tried."""

import shutil
import threading
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from recruitment.core.database import db
from tests.databases import cloning


class Snapshot:
    """A copy of the database of an application, and the way back to it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._url = make_url(str(app.config["SQLALCHEMY_DATABASE_URI"]))
        self._is_sqlite = self._url.get_backend_name() == "sqlite"
        self._copy(to_snapshot=True)

    def restore(self) -> None:
        """Bring the database back; nobody else may be connected: jobs that a page started come to their end."""
        for thread in threading.enumerate():
            if thread.name.startswith("job-"):
                thread.join()
        self._copy(to_snapshot=False)

    def _copy(self, *, to_snapshot: bool) -> None:
        with self._app.app_context():
            if self._is_sqlite and to_snapshot:
                with db.engine.connect() as connection:
                    connection.execution_options(isolation_level="AUTOCOMMIT")
                    connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            db.engine.dispose()
        live = str(self._url.database)
        kept = f"{live}_kept"
        source, target = (live, kept) if to_snapshot else (kept, live)
        if self._is_sqlite:
            for end in ("-wal", "-shm"):
                Path(f"{live}{end}").unlink(missing_ok=True)
            shutil.copyfile(source, target)
        else:
            _clone(self._url, source, target)

    def forget(self) -> None:
        """Drop the copy; a file goes with its folder."""
        with self._app.app_context():
            db.engine.dispose()
        if not self._is_sqlite:
            _execute(self._url, f'DROP DATABASE "{self._url.database}_kept" WITH (FORCE)')


def _clone(url: URL, source: str, target: str) -> None:
    _execute(
        url,
        f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)',
        cloning(source, target),
    )


def _execute(url: URL, *statements: str) -> None:
    address = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
