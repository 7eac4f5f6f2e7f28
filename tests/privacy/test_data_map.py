"""ASVS 14.1.1: `docs/data.md` names every table of the database, as the code keeps it."""

from flask import Flask

from recruitment.core.database import db
from recruitment.privacy import data_map, registry
from tests.house.tree import ROOT

PERSONAL = (
    "email",
    "last_name",
    "display_name",
    "phone",
    "mobile",
    "birth_date",
    "address",
    "ip",
    "user_agent",
)


def test_the_page_is_what_the_code_says() -> None:
    """`flask privacy map > docs/data.md` writes it again."""
    assert (ROOT / "docs" / "data.md").read_text(encoding="utf-8") == data_map.render()


def test_every_table_is_on_the_map_once(app: Flask) -> None:
    """ASVS 14.1.1."""
    parts = (data_map.CANDIDATES, data_map.COLLEAGUES, data_map.PASSING, data_map.NOBODYS)
    named = [table for part in parts for table in part]
    assert sorted(named) == sorted(db.metadata.tables)
    assert set(data_map.CANDIDATES) == set(registry.CANDIDATE_TABLES)


def test_the_personal_columns_that_are_named_exist(app: Flask) -> None:
    for table, held in data_map.COLLEAGUES.items():
        columns = {column.name for column in db.metadata.tables[table].columns}
        assert set(held.of) <= columns, table


def test_no_column_with_a_personal_name_hides_in_another_table(app: Flask) -> None:
    for table in data_map.NOBODYS:
        columns = {column.name for column in db.metadata.tables[table].columns}
        assert not columns & set(PERSONAL), table
