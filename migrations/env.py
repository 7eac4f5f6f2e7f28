"""Run the migrations of the application's database, each in one transaction, on SQLite and on PostgreSQL."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine

from recruitment.core.database import patiently, writing


def _engine() -> Engine:
    engine: Engine = current_app.extensions["migrate"].db.engine
    return engine


def _raw(connection: Connection) -> Any:
    """Return the driver's own connection: SQLite takes this setting outside a transaction only."""
    return connection.connection.dbapi_connection


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration would leave {len(broken)} rows without the row they refer to")


def run_migrations() -> None:
    """Migrate. SQLite checks foreign keys at the end: a parent rebuilt meanwhile would empty its children."""
    metadata = current_app.extensions["migrate"].db.metadata
    token = writing.set(True)
    try:
        with patiently(), _engine().connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            if sqlite:
                _raw(connection).execute("PRAGMA foreign_keys=OFF")
            context.configure(
                connection=connection,
                target_metadata=metadata,
                transactional_ddl=True,
                transaction_per_migration=True,
                render_as_batch=True,
                compare_type=True,
                **{
                    name: value
                    for name, value in current_app.extensions["migrate"].configure_args.items()
                    if name not in {"render_as_batch", "compare_type"}
                },
            )
            with context.begin_transaction():
                context.run_migrations()
                if sqlite:
                    _check_foreign_keys(connection)
            if sqlite:
                _raw(connection).execute("PRAGMA foreign_keys=ON")
    finally:
        writing.reset(token)


run_migrations()
