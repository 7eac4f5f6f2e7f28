"""A prepared SELECT gives what the session would, on both engines."""

from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from recruitment.core.quick_read import QuickRead
from recruitment.programmes.models import Campaign, Programme
from tests.builders import make_programme

BY_CODE = QuickRead(
    select(Programme.__table__, Campaign.__table__.c.contracts_from)
    .join(Campaign.__table__)
    .where(Programme.__table__.c.code == bindparam("code"))
    .limit(1)
)


def test_the_first_row_comes_with_names_instants_dates_and_booleans(app: Flask) -> None:
    programme = make_programme(code="34120", examines=True, exempt=False)
    row = BY_CODE.first(code="34120")
    assert (row.id, row.code, row.examines, row.exempt) == (programme.id, "34120", True, False)
    assert row.created_at == programme.created_at
    assert row.created_at.tzinfo is UTC
    assert row.contracts_from == date(2025, 3, 17)
    assert row.closed_at is None


def test_no_row_is_none(app: Flask) -> None:
    assert BY_CODE.first(code="unknown") is None


def test_it_sees_what_was_committed_since_the_session_began(app: Flask, session: Session) -> None:
    session.scalar(select(Programme.id))
    assert BY_CODE.first(code="34120") is None
    make_programme(code="34120", closed_at=datetime(2025, 5, 1, tzinfo=UTC))
    assert BY_CODE.first(code="34120").closed_at == datetime(2025, 5, 1, tzinfo=UTC)


def test_a_connection_is_given_back_each_time(app: Flask) -> None:
    for _ in range(50):
        BY_CODE.first(code="34120")
