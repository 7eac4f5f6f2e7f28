"""Statements handed to the driver as text give and take what SQLAlchemy would."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select

from recruitment.core.models import SubmissionRow
from recruitment.core.prepared import Quick
from recruitment.core.transaction import transaction
from recruitment.programmes.models import Programme
from recruitment.rules.errors import RuleViolation
from tests import builders
from tests.year_2025 import BEGINNING

WRITE = Quick(insert(SubmissionRow))
READ = Quick(
    select(SubmissionRow.result, SubmissionRow.created_at).where(SubmissionRow.key == bindparam("key"))
)
TAKE = Quick(
    Programme.__table__.update()  # type: ignore[attr-defined]
    .where(Programme.id == bindparam("programme"))
    .values(seats_taken=Programme.seats_taken + 1)
)


def test_what_is_written_is_read_with_its_types(app: Flask) -> None:
    """Instants aware, JSON as it was."""
    row = {"account_id": 1, "route": "/x", "key": "k", "body_hash": "h", "created_at": BEGINNING}
    with transaction() as session:
        WRITE.run(session, **row, result={"place": 3, "mot": "été"})
        found = READ.first(session, key="k")
        assert READ.first(session, key="autre") is None
    assert found.result == {"place": 3, "mot": "été"}
    assert found.created_at == BEGINNING


def take(programme_id: int) -> None:
    """Take a seat, past the triggers."""
    with transaction() as session:
        TAKE.run(session, programme=programme_id)


def write_and_fail(row: dict[str, Any]) -> None:
    """Write a row in a transaction that does not end well."""
    with transaction() as session:
        WRITE.run(session, **row)
        raise ZeroDivisionError


def test_a_constraint_is_still_the_refusal_that_it_stands_for(app: Flask) -> None:
    """I1: by this door too."""
    programme = builders.make_programme(capacity=1)
    take(programme.id)
    with pytest.raises(RuleViolation) as refusal:
        take(programme.id)
    assert refusal.value.code == "capacity_reached"


def test_it_is_undone_with_its_transaction(app: Flask) -> None:
    """The driver's cursor writes in the transaction that is open."""
    row = {"account_id": 1, "route": "/x", "key": "k", "body_hash": "h", "created_at": BEGINNING}
    with pytest.raises(ZeroDivisionError):
        write_and_fail({**row, "result": {}})
    with transaction() as session:
        assert READ.first(session, key="k") is None
