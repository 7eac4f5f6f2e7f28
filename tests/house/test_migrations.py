"""The migrations make what the models describe, on both engines, and undo it whole."""

from contextlib import ExitStack

import pytest

from tests.conftest import ENGINES
from tests.databases import empty_database, flask, migrated_database
from tests.house import schema


def test_migrations_go_up_down_and_up_again(empty_database_url: str) -> None:
    flask("db", "upgrade", url=empty_database_url)
    first = schema.read(empty_database_url)
    flask("db", "downgrade", "base", url=empty_database_url)
    assert schema.leftovers(empty_database_url) == []
    flask("db", "upgrade", url=empty_database_url)
    assert schema.read(empty_database_url) == first


def test_migrations_make_what_the_models_describe(engine_name: str) -> None:
    with migrated_database(engine_name) as migrated, empty_database(engine_name) as described:
        schema.create_from_models(described)
        made, wanted = schema.read(migrated)["tables"], schema.read(described)["tables"]
    assert sorted(made) == sorted(wanted)
    for table in wanted:
        assert made[table] == wanted[table], table


def test_alembic_finds_nothing_to_add(database_url: str) -> None:
    result = flask("db", "check", url=database_url, check=False)
    assert result.returncode == 0, result.stderr


def test_every_constraint_is_named(database_url: str) -> None:
    tables = schema.read(database_url)["tables"]
    kinds = ("checks", "uniques", "foreign keys")
    assert [name for name, table in tables.items() for kind in kinds if "None" in table[kind]] == []


@pytest.mark.parametrize("kind", ["columns", "checks", "uniques", "foreign keys", "indexes"])
def test_both_engines_hold_the_same(kind: str) -> None:
    with ExitStack() as stack:
        urls = [stack.enter_context(migrated_database(engine)) for engine in ENGINES]
        sqlite, postgresql = (
            {(table, name) for table, held in schema.read(url)["tables"].items() for name in held[kind]}
            for url in urls
        )
    # PostgreSQL lists the index behind each unique constraint as well; SQLite does not.
    unique_indexes = {
        (table, name) for table, name in postgresql - sqlite if kind == "indexes" and name.startswith("uq_")
    }
    assert sqlite ^ (postgresql - unique_indexes) == set()


def test_both_engines_have_the_same_triggers() -> None:
    """I2: what one engine refuses the other refuses too; TRUNCATE is PostgreSQL's alone, REPLACE is SQLite's."""
    with ExitStack() as stack:
        urls = [stack.enter_context(migrated_database(engine)) for engine in ENGINES]
        sqlite, postgresql = (set(schema.read(url)["triggers"]) for url in urls)
    assert {name for name in sqlite if not name.endswith("_is_not_replaced")} == {
        name for name in postgresql if not name.endswith("_no_truncate")
    }
