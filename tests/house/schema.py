"""What a database holds, in words that can be compared: tables, constraints, indexes, triggers."""

import importlib
import pkgutil
import re
from typing import Any

from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.engine.reflection import Inspector

import recruitment
from recruitment.core.database import db

Schema = dict[str, Any]
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
FUNCTIONS = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


def read(url: str) -> Schema:
    """Return the tables and the triggers of a database."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            inspector = inspect(connection)
            names = [name for name in inspector.get_table_names() if name != "alembic_version"]
            tables = {name: _table(inspector, name) for name in names}
            return {"tables": tables, "triggers": _triggers(connection)}
    finally:
        engine.dispose()


def leftovers(url: str) -> list[str]:
    """Return what is still there once every migration has been undone."""
    found = read(url)
    left = [*found["tables"], *found["triggers"]]
    engine = create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            left += [row[0] for row in connection.exec_driver_sql(FUNCTIONS)]
    engine.dispose()
    return left


def create_from_models(url: str) -> None:
    """Make the tables that the models describe, without any migration."""
    for room in pkgutil.iter_modules(recruitment.__path__):
        if room.ispkg:
            package = importlib.import_module(f"recruitment.{room.name}")
            if any(module.name == "models" for module in pkgutil.iter_modules(package.__path__)):
                importlib.import_module(f"recruitment.{room.name}.models")
    engine = create_engine(url)
    db.metadata.create_all(engine)
    engine.dispose()


def _triggers(connection: Connection) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.exec_driver_sql(TRIGGERS[connection.dialect.name])}


def _table(inspector: Inspector, name: str) -> Schema:
    return {
        "columns": {column["name"]: _column(dict(column)) for column in inspector.get_columns(name)},
        "primary key": inspector.get_pk_constraint(name)["constrained_columns"],
        "checks": {str(c["name"]): _plain(c["sqltext"]) for c in inspector.get_check_constraints(name)},
        "uniques": {str(u["name"]): u["column_names"] for u in inspector.get_unique_constraints(name)},
        "foreign keys": {
            str(key["name"]): (
                key["constrained_columns"],
                key["referred_table"],
                key["referred_columns"],
                key["options"],
            )
            for key in inspector.get_foreign_keys(name)
        },
        "indexes": {
            str(index["name"]): (index["column_names"], bool(index["unique"]), _where(dict(index)))
            for index in inspector.get_indexes(name)
        },
    }


def _column(column: dict[str, Any]) -> tuple[str, bool, str]:
    return str(column["type"]), bool(column["nullable"]), str(column["default"])


def _where(index: dict[str, Any]) -> str:
    options = index.get("dialect_options", {})
    return _plain(str(options.get("sqlite_where", options.get("postgresql_where", ""))))


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()
