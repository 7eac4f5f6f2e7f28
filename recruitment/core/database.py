"""The database, the same on SQLite and on PostgreSQL.

Reading is the default: outside `core.transaction.transaction()` SQLite connections run with `query_only` and
PostgreSQL ones in read-only transactions, so that a page which is only looked at can change nothing.
Writing takes SQLite's lock at once (BEGIN IMMEDIATE): a deferred one fails at upgrade, whatever the timeout.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    Dialect,
    Engine,
    MetaData,
    String,
    Text,
    event,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP, VARCHAR
from sqlalchemy.engine import make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from recruitment.core import collector, pooled
from recruitment.core.mail_server import is_loopback

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_PRAGMAS = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged contract survives a power cut
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it INSERT OR REPLACE would wipe a decided row past its triggers
    "trusted_schema=OFF",
)
POSTGRESQL_OPTIONS = (
    "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
)
LONGER = "SET LOCAL statement_timeout = '300s'; SET LOCAL idle_in_transaction_session_timeout = '300s'"

LARGEST_ID = 2**31 - 1  # what a column of ids holds on PostgreSQL; SQLite would take more

writing: ContextVar[bool] = ContextVar("writing", default=False)
_patient: ContextVar[bool] = ContextVar("patient", default=False)


class Base(DeclarativeBase):
    """Every table; every constraint has a name, since SQLite loses unnamed ones when a table is rebuilt."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, in UTC.

    Timestamptz on PostgreSQL, 27 characters of text that sort right on SQLite.
    """

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the engine's own type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive instant; write the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without its time zone")
        return value.astimezone(UTC) if dialect.name == "postgresql" else utc_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant back aware, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(value)


def sorted_text(length: int) -> String:
    """Return a text type that sorts by code point on both engines, whatever the server's language."""
    return String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def utc_text(instant: datetime) -> str:
    """Return SQLite's form of an instant: `2025-05-26T12:32:00.000000Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@compiles(String, "sqlite")
@compiles(Text, "sqlite")
@compiles(Date, "sqlite")
@compiles(JSON, "sqlite")
def _strict_text(_type: object, _compiler: object, **_options: object) -> str:
    """STRICT tables know five type names only."""
    return "TEXT"


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def _strict_integer(_type: object, _compiler: object, **_options: object) -> str:
    return "INTEGER"


@contextmanager
def patiently() -> Iterator[None]:
    """Do long work: for jobs and files, not for pages.

    PostgreSQL may run long statements in the transactions begun inside; Python's collector looks seldom.
    """
    token = _patient.set(True)
    try:
        with collector.seldom():
            yield
    finally:
        _patient.reset(token)


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine's options for that address, with the limits that pages need; see `patiently`."""
    if url.startswith("sqlite"):
        return {"pool_size": 16, "max_overflow": 16, "connect_args": {"check_same_thread": False}}
    return {
        "pool_size": 16,
        "max_overflow": 16,
        "connect_args": {"connect_timeout": 5, "options": POSTGRESQL_OPTIONS, **_in_private(url)},
    }


def _in_private(url: str) -> dict[str, str]:
    """Ask TLS, and the server's certificate, of a PostgreSQL elsewhere; an `sslmode` of the address decides.

    The default of libpq goes on in clear when a server offers no TLS (ASVS 12.3.1, 12.3.2).
    """
    address = make_url(url)
    host = address.host or address.query.get("host") or "localhost"
    if "sslmode" in address.query or all(
        _is_here(one) for one in ([host] if isinstance(host, str) else host)
    ):
        return {}
    return {"sslmode": "verify-full"} | ({} if "sslrootcert" in address.query else {"sslrootcert": "system"})


def _is_here(host: str) -> bool:
    return host.startswith("/") or is_loopback(host)


def init_app(app: Flask) -> None:
    """Bind the database to the application, with the engines' guards."""
    db.init_app(app)
    with app.app_context():
        guard(db.engine)


def guard(engine: Engine) -> None:
    """Install, on one engine, its settings and the rule that only `transaction()` writes."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        event.listen(engine, "begin", _postgresql_begin)
        pooled.watch(engine)


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" event says BEGIN itself
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    if writing.get():
        raw.execute("PRAGMA query_only=OFF")
        raw.execute("BEGIN IMMEDIATE")
    else:
        raw.execute("PRAGMA query_only=ON")
        raw.execute("BEGIN")


def _postgresql_begin(connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    read_only = not writing.get()
    if raw.read_only != read_only:
        raw.read_only = read_only
    if _patient.get():
        raw.execute(LONGER)
