"""I23: no table and no column that a candidate reaches is forgotten, when they are erased or ask for their data."""

import pytest
from flask import Flask

from recruitment.core.database import db
from recruitment.privacy import registry
from recruitment.privacy.erasure import NEUTRAL

NAMED = {(table, column) for table, columns in registry.CANDIDATE_TABLES.items() for column in columns}
OF_A_CANDIDATE = {"candidate_id", "application_id", "contract_id"}
LEARNERS = {
    "learner",
    "learner_guardian",
}  # what a registration is of: the same person, known year after year
NOT_FOLLOWED = {"campaign", "training_centre", "programme", "account", "refusal_reason"}


def reached() -> set[str]:
    """Return every table that refers to a candidate, by a foreign key or by the name of a column."""
    found = {"candidate"}
    while True:
        more = {
            table.name
            for table in db.metadata.sorted_tables
            if table.name not in found | NOT_FOLLOWED
            and (
                {key.column.table.name for key in table.foreign_keys} & found
                or OF_A_CANDIDATE & {column.name for column in table.columns}
            )
        }
        if not more:
            return found
        found |= more


def test_every_table_that_a_candidate_reaches_is_in_the_registry(app: Flask) -> None:
    """I23: by way of keys, or of the ids that the journal, the trace and the outbox keep."""
    by_number = {"outbox", "exchange_line", "uplink_entry", "opi_row", "paid_enrolment"}
    assert reached() | by_number | LEARNERS == set(registry.CANDIDATE_TABLES)


@pytest.mark.parametrize("table", sorted(registry.CANDIDATE_TABLES))
def test_every_column_of_these_tables_is_in_the_registry(app: Flask, table: str) -> None:
    """I23."""
    assert {column.name for column in db.metadata.tables[table].columns} == set(
        registry.CANDIDATE_TABLES[table]
    )


def test_the_registry_and_the_erasure_say_the_same() -> None:
    """I23: the neutral values are exactly the columns of a candidate that go."""
    going = {
        name
        for name, datum in registry.CANDIDATE_TABLES["candidate"].items()
        if datum.erased in registry.GOES
    }
    assert set(NEUTRAL) == going


def test_whatever_stays_has_its_reason() -> None:
    for table, columns in registry.CANDIDATE_TABLES.items():
        for name, datum in columns.items():
            assert datum.erased in registry.GOES or datum.erased.startswith("stays"), (table, name)


def test_a_table_goes_whole_or_keeps_its_rows() -> None:
    for table, columns in registry.CANDIDATE_TABLES.items():
        fates = {datum.erased for datum in columns.values()}
        assert fates == {registry.ROW_GOES} or registry.ROW_GOES not in fates, table
