"""Many rows at once arrive as they were given, on both engines."""

from typing import Any, cast

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from recruitment.applications.models import RefusalReason
from recruitment.core.bulk import among, ids_value, insert_rows, update_rows
from recruitment.core.transaction import transaction
from tests.builders import make_centre

REASONS = cast("Table", RefusalReason.__table__)
COLUMNS = ("centre_id", "label", "needs_details", "position", "retired_at")
LABELS = ["Prérequis", "", 'd\'autres ; "raisons"', "{a,b}", "NULL", "\\N", "œuvre\nà la ligne", "%s :name"]


def rows_of(session: Session) -> list[tuple[Any, ...]]:
    found = select(REASONS.c.label, REASONS.c.needs_details, REASONS.c.position, REASONS.c.retired_at)
    return [tuple(row) for row in session.execute(found.order_by(REASONS.c.position))]


def insert(centre_id: int, labels: list[str]) -> None:
    with transaction() as own:
        rows = [(centre_id, label, rank % 2 == 0, rank, None) for rank, label in enumerate(labels)]
        insert_rows(own, REASONS, COLUMNS, rows)


def test_rows_arrive_as_they_were_given(session: Session) -> None:
    insert(make_centre().id, LABELS)
    assert rows_of(session) == [(label, rank % 2 == 0, rank, None) for rank, label in enumerate(LABELS)]


@pytest.mark.parametrize("label", LABELS)
def test_a_single_row_too(session: Session, label: str) -> None:
    insert(make_centre().id, [label])
    assert rows_of(session) == [(label, True, 0, None)]


def test_no_row_asks_nothing_of_the_database(session: Session) -> None:
    insert(make_centre().id, [])
    assert rows_of(session) == []


def test_rows_are_updated_by_their_keys(session: Session) -> None:
    insert(make_centre().id, ["a", "b", "c"])
    ids = list(session.scalars(select(REASONS.c.id).order_by(REASONS.c.position)))
    with transaction() as own:
        update_rows(own, REASONS, ("label",), [("z", ids[2]), ("y", ids[1])], increment="position")
    assert [row[:3:2] for row in rows_of(session)] == [("a", 0), ("y", 2), ("z", 3)]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_are_found_among_any_number_of_ids(session: Session, count: int) -> None:
    insert(make_centre().id, ["a", "b", "c"])
    ids = list(session.scalars(select(REASONS.c.id).order_by(REASONS.c.id)))[:count]
    sqlite = session.get_bind().dialect.name == "sqlite"
    statement = select(REASONS.c.id).where(among(REASONS.c.id, sqlite=sqlite)).order_by(REASONS.c.id)
    assert list(session.scalars(statement, {"ids": ids_value(ids, sqlite=sqlite)})) == ids


def test_a_separator_inside_a_value_is_refused_where_it_would_cut_it(session: Session) -> None:
    centre = make_centre().id
    if session.get_bind().dialect.name == "postgresql":
        with pytest.raises(ValueError, match="control character"):
            insert(centre, ["a\x1fb", "c"])
    else:
        insert(centre, ["a\x1fb", "c"])
        assert rows_of(session)[0][0] == "a\x1fb"
